"""No request, however odd, gets an answer that the API's own description does not declare."""

import schemathesis
from hypothesis import HealthCheck, settings

from mitoyen.web.config.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@schema.parametrize()
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_every_answer_is_declared(case):
    case.call_and_validate()
