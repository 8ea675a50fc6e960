"""No body, however odd, gets from the ingest API an answer that its own description does not declare."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import positive_data_acceptance

from mitoyen.web.config.wsgi import application
from tests.web.measure.ingest import Sender, open_source

# A schema cannot say which places and practices are known: what it allows may still be refused.
TOO_HOPEFUL = [positive_data_acceptance]
PLAIN = {"Accept-Encoding": "identity"}  # this client says that it reads gzip, and does not
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """Whatever was made up, as lines."""
    told = value if isinstance(value, (str, bytes)) else json.dumps(value)
    return told.encode("utf-8", "surrogateescape") if isinstance(told, str) else told


@pytest.fixture
def source(transactional_db):
    return open_source()


@pytest.fixture
def token(source):
    return Sender(source, per_minute=1_000_000).token


@schema.include(path_regex="/v1/events").parametrize()
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_every_answer_to_the_holder_of_a_key_is_declared(case, token):
    case.call_and_validate(headers=PLAIN | {"Authorization": f"Bearer {token}"}, excluded_checks=TOO_HOPEFUL)


@schema.include(path_regex="/v1/events").parametrize()
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_every_answer_to_anybody_is_declared(case, source):
    case.call_and_validate(headers=PLAIN)
