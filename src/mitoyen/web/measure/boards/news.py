"""What the boards that somebody has open ask of the database: has this one moved, and what does it show now?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Max

from mitoyen.evidence.pack import france
from mitoyen.territory import PlaceError
from mitoyen.web.measure.boards import board as boards
from mitoyen.web.measure.boards import periods, published
from mitoyen.web.measure.models import Breakdown, Release
from mitoyen.web.places import queries as places
from mitoyen.web.places.models import Place


class Board(NamedTuple):
    """What somebody has open: code of the place, name of the period, language."""

    place: str
    period: str
    language: str


class Measure:
    """The news of one process. `today` is asked each time: a board of this month is another one on the first."""

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        self._today = today
        self._seen: tuple[datetime.date, int, int] | None = None

    def version(self, board: Board) -> str:
        """What the figures of the board depend on; LookupError when there is no such place."""
        return version(published.version_of(_place(board.place)), self._today())

    def moved(self, boards: Iterable[Board]) -> set[Board]:
        """The boards whose figures may have changed since the last call; at the first one, none."""
        before, self._seen = self._seen, self._latest()
        if before is None or before == self._seen:
            return set()
        if before[0] != self._seen[0]:
            return set(boards)
        held = _holding(Release, before[1]) | _holding(Breakdown, before[2])
        return {board for board in boards if board.place in held}

    def figures(self, board: Board) -> str:
        """The figures as the page shows them."""
        period = next(periods.named(name, self._today()) for name in periods.NAMES if name == board.period)
        return boards.figures(_place(board.place), period, board.language)

    def _latest(self) -> tuple[datetime.date, int, int]:
        return self._today(), _latest(Release), _latest(Breakdown)


def version(released: int, today: datetime.date) -> str:
    """Another text whenever the figures of a place may have changed; its page gives it to the stream.

    `released`: what `published.version_of` says of the place.
    """
    return f"{released}.{today.toordinal()}.{france().version}"


def _place(code: str) -> Place:
    try:
        place = places.find(code)
    except PlaceError as error:
        raise LookupError(code) from error
    if place.code != code:
        raise LookupError(code)
    return place


def _latest(table: type[Release] | type[Breakdown]) -> int:
    return int(table.objects.aggregate(Max("pk", default=0))["pk__max"])


def _holding(table: type[Release] | type[Breakdown], after: int) -> set[str]:
    """Codes of the places that hold what was added after a number."""
    added = table.objects.filter(pk__gt=after).values_list("place__path", "place__intercommunality").distinct()
    return {code for path, group in added for code in (*path.split("/"), group) if code}
