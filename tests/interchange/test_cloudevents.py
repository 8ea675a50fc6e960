"""CloudEvents 1.0 become usage events, or are refused with the attribute that does not fit."""

from typing import Any

import pytest

from mitoyen.counting import events as contract
from mitoyen.counting.events import EventRefused
from mitoyen.interchange import cloudevents

LOAN: dict[str, Any] = {
    "specversion": "1.0",
    "type": "fr.mitoyen.usage.v1",
    "id": "loan-7",
    "source": "les-outils",
    "time": "2025-06-14T18:30:00+02:00",
    "subject": "les-corderies",
    "data": {"practice": "lend", "category": "drill_cordless", "minutes": 90},
}


def test_the_envelope_and_the_data_make_one_event():
    expected = {
        "id": "loan-7",
        "source": "les-outils",
        "occurred_at": "2025-06-14T18:30:00+02:00",
        "place": "les-corderies",
        "practice": "lend",
        "category": "drill_cordless",
        "minutes": 90,
    }
    assert cloudevents.event(LOAN) == contract.convert(expected)


@pytest.mark.parametrize(
    "source",
    ["les-outils", "/sources/les-outils", "https://platform.example/sources/les-outils", "https://platform.example/les-outils/"],
)  # fmt: skip
def test_a_source_is_a_code_or_an_address_that_ends_with_it(source):
    assert cloudevents.event({**LOAN, "source": source}).source == "les-outils"


def test_the_place_may_stand_in_the_data():
    data = {**LOAN["data"], "place": "les-corderies"}
    without = {name: value for name, value in LOAN.items() if name != "subject"}
    assert cloudevents.event({**without, "data": data}) == cloudevents.event(LOAN)
    assert cloudevents.event({**LOAN, "data": data}) == cloudevents.event(LOAN)


def test_extensions_and_attributes_without_a_value_are_left_aside():
    more = {"traceparent": "00-1", "dataschema": "https://x.example/s", "datacontenttype": "application/json; a=b"}
    assert cloudevents.event({**LOAN, **more, "reverses": None}) == cloudevents.event(LOAN)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"type": "fr.mitoyen.usage.v2"}, "type is 'fr.mitoyen.usage.v2'; write 'fr.mitoyen.usage.v1'"),
        ({"type": None}, "'type' is missing"),
        ({"specversion": "0.3"}, "specversion is '0.3'"),
        ({"specversion": 1.0}, "specversion is 1.0"),
        ({"time": None}, "'time' is missing"),
        ({"time": "yesterday"}, "occurred_at"),
        ({"time": "2025-06-14T18:30:00"}, "no time zone"),
        ({"id": 7}, "the attribute 'id' is 7; it is a text"),
        ({"source": "urn:les outils"}, "source is"),
        ({"source": "https://platform.example/?les-outils"}, "source is"),
        ({"subject": None}, "missing required field `place`"),
        ({"datacontenttype": "text/xml"}, "datacontenttype is 'text/xml'"),
        ({"data": None}, "data is missing"),
        ({"data": "lend"}, "no JSON object"),
        ({"data_base64": "e30="}, "data_base64"),
        ({"data": {"practice": "lend", "id": "8"}}, "'id' stands in data as well"),
        ({"data": {"practice": "lend", "place": "35288"}}, "'place' stands in data as well"),
        ({"data": {"practice": "lend", "volume": 3}}, "unknown field `volume`"),
    ],
)
def test_what_does_not_fit_is_named(changed, told):
    with pytest.raises(EventRefused, match=".*" + told.replace("(", r"\(").replace("?", r"\?")):
        cloudevents.event({**LOAN, **changed})


def test_headers_carry_the_envelope_percent_encoded_or_quoted():
    headers = {f"CE-{name.title()}": value for name, value in LOAN.items() if name != "data"}
    assert cloudevents.is_binary(headers)
    assert cloudevents.binary(headers, LOAN["data"]) == cloudevents.event(LOAN)
    odd = {**headers, "CE-Id": "loan%2D7", "CE-Subject": '"les-\\corderies"'}
    assert cloudevents.binary(odd, LOAN["data"]) == cloudevents.event(LOAN)
    with pytest.raises(EventRefused, match="percent-encoded UTF-8"):
        cloudevents.binary({**headers, "CE-Id": "%ff"}, LOAN["data"])
