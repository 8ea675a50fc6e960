"""A field that does not fit is named first, and what to write stands last."""

import pytest

from mitoyen.counting.events import EventRefused, convert

LOAN = {
    "id": "loan-1",
    "source": "corderies",
    "occurred_at": "2026-10-22T10:00:00Z",
    "place": "35288",
    "practice": "lend",
}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": "x" * 300}, "id wants a text of at most 200 characters"),
        ({"id": ""}, "id wants a text, not an empty one"),
        ({"id": 7}, "id wants a text, not a whole number"),
        ({"count": 0}, "count wants a whole number of at least 1"),
        ({"count": 10**9}, "count wants a whole number of at most 100000"),
        ({"grams": 1.5}, "grams wants a whole number, not one with a point"),
        ({"grams": "2"}, "grams wants a whole number, not a text"),
        ({"proof": "Z"}, "proof is 'Z'; write one of A, B, C, D"),
        (
            {"counterfactual": "maybe"},
            (
                "counterfactual is 'maybe'; write one of bought_new, bought_used, rented, paid_professional, "
                "asked_someone, gone_without"
            ),
        ),
        ({"occurred_at": "2026-10-22"}, "occurred_at is no date with its time; write 2026-11-22T18:30:00+01:00"),
        ({"giver": 7}, "giver wants a text or null, not a whole number"),
        ({"name": "Amina"}, "Object contains unknown field `name`"),
    ],
)
def test_a_field_that_does_not_fit_is_said_with_what_to_write(changed, reason):
    with pytest.raises(EventRefused) as refused:
        convert(LOAN | changed)
    assert str(refused.value) == reason
