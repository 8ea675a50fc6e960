"""The whole history of events, as rows of a lake."""

from collections.abc import Iterator
from typing import Any

from mitoyen.web.measure.models import Event

LAKE = (
    "seq event_key reverses_key source__code event_id occurred day month place__code practice category proof count "
    "grams metres minutes cents giver receiver counterfactual"
).split()
"""Where the columns of a lake come from, in their order; the number of an event is its order of arrival."""


def rows(batch: int = 20_000) -> Iterator[tuple[Any, ...]]:
    """Every event, in the order of arrival; a batch at a time is in memory."""
    last = 0
    while True:
        found = list(Event.objects.filter(seq__gt=last).order_by("seq").values_list(*LAKE)[:batch])
        yield from found
        if len(found) < batch:
            return
        last = found[-1][0]
