"""The published contract says what is taken and refused, to a validator that knows nothing of us."""

import json

import jsonschema_rs
import pytest

from mitoyen.counting import events
from mitoyen.counting.events import EventRefused
from mitoyen.counting.schema import schema

LOAN = {"id": "1", "source": "essai", "occurred_at": "2026-06-14T18:30:00+02:00", "place": "35288", "practice": "lend"}


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)


def taken(fact: dict[str, object]) -> bool:
    try:
        events.decode(json.dumps(fact))
    except EventRefused:
        return False
    return True


def test_it_says_which_version_of_the_contract_it_is():
    assert schema()["title"] == "Mitoyen usage event, version 1"
    assert schema()["$id"] == "urn:mitoyen:usage-event:1"


def test_it_says_what_each_field_holds():
    assert [name for name, field in schema()["properties"].items() if not field.get("description")] == []


@pytest.mark.parametrize(
    "odd",
    [
        *({"occurred_at": text} for text in ("2026-06-14T18:30:00", "2026-06-14", "2026-02-29T00:00:00Z", "", 0, True)),
        *({"occurred_at": text} for text in ("2026-06-14T18:30:00+99:00", "20260614T183000Z", "2026-06-14T24:00:00Z")),
        *({"grams": number} for number in (-1, 1.5, True, "1", None, 10**9 + 1, 10**30)),
        *({"count": number} for number in (0, -1, True, 100_001, None)),
        *({"id": text} for text in ("", "é", "a b", "a\x00", "a\n", "a" * 201, "😀", 1, None)),
        *({"giver": text} for text in ("", "a@b.fr", "Amina Dupont", "a" * 65, 12)),
        {"place": "les corderies"}, {"practice": "Lend"}, {"category": ""}, {"proof": "E"}, {"proof": None},
        {"counterfactual": "stolen"}, {"reverses": ""}, {"name": "Amina"},
    ],
    ids=str,
)  # fmt: skip
def test_what_it_forbids_is_refused(validator, odd):
    assert (validator.is_valid(LOAN | odd), taken(LOAN | odd)) == (False, False)


@pytest.mark.parametrize(
    "fact",
    [
        {}, {"occurred_at": "2026-06-14T18:30:00.123456789Z"}, {"occurred_at": "1970-01-01T00:00:00Z"},
        {"occurred_at": "9999-12-31T23:59:59-12:00"}, {"grams": 10**9}, {"count": 100_000}, {"id": "~" * 200},
        {"category": None, "giver": None, "receiver": None, "counterfactual": None, "reverses": None},
        {"reverses": "0"},
    ],
    ids=str,
)  # fmt: skip
def test_what_it_allows_is_read(validator, fact):
    assert (validator.is_valid(LOAN | fact), taken(LOAN | fact)) == (True, True)
