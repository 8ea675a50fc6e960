"""No request, however odd, gets an answer that the API's own description does not declare."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from mitoyen.web.config.wsgi import application

PLAIN = {"Accept-Encoding": "identity"}  # this client says that it reads gzip, and does not
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.mark.django_db  # the end of a request looks at the connection that another test may have opened
@schema.parametrize()
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_every_answer_is_declared(case):
    case.call_and_validate(headers=PLAIN)
