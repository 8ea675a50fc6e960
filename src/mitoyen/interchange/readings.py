"""What became of each row of a file: every one is accepted, known already, or refused with its reason."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO, Any, Literal, NamedTuple, Protocol

from mitoyen.counting.events import EventRefused, UsageEvent, convert, encode, key
from mitoyen.interchange.tables import Row, Table

_RAGGED = "not as many cells as the header has"
_MOST_VALUES, _OTHERS = 50_000, "(others)"
Status = Literal["accepted", "duplicate", "refused"]
STATUSES: tuple[Status, ...] = ("accepted", "duplicate", "refused")
REFUSED_COLUMNS = ("refused_line", "refused_reason", "refused_text")
"""Added after the columns of the file, so that a refused row can be mended in place and imported again."""


class RowRefused(ValueError):
    """A row that cannot become an event. `kind` is the same for all rows refused alike, `value` is what was read."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(f"{kind}: '{value[:80]}'" if value else kind)
        self.kind = kind


@dataclass(frozen=True)
class Reading:
    """A row, and the event it tells or the reason why it tells none."""

    row: Row
    event: UsageEvent | None
    status: Status = "accepted"
    """What reading alone can say: a duplicate of an earlier row, or refused."""
    kind: str = ""
    reason: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    """What rows are counted by, beside their outcome: repair_status → "Fixed"."""


class About(NamedTuple):
    """What is said of a source: its name, the credit to show with its figures, the licence of its data."""

    name: str
    credit: str = ""
    licence: str = ""


class Reader(Protocol):
    """How rows of one format become events."""

    @property
    def table(self) -> Table:
        """The file."""

    @property
    def marked(self) -> Sequence[str]:
        """Names of the marks of its readings."""

    def fields(self, row: Row) -> dict[str, Any]:
        """The fields of the event that a row tells; RowRefused when it tells none."""

    def marks(self, row: Row) -> dict[str, str]:
        """What the row is counted by."""

    def about(self, source: str) -> About:
        """What is said of a source that the rows name."""

    def notes(self) -> Iterable[str]:
        """What was taken for granted while reading, a sentence each."""


def readings(reader: Reader) -> Iterator[Reading]:
    """Every row of a file, in its order, with what became of it; two rows with one id are told apart."""
    with _Seen() as seen:
        for row in reader.table.rows():
            yield _reading(reader, row, seen)


def _reading(reader: Reader, row: Row, seen: _Seen) -> Reading:
    if row.fault:
        kind = _RAGGED if row.fault[0].isdigit() else row.fault
        return Reading(row, None, "refused", kind, row.fault)
    marks = reader.marks(row)
    try:
        event = convert(reader.fields(row))
        again = seen.again(event)
    except RowRefused as refusal:
        return Reading(row, None, "refused", refusal.kind, str(refusal), marks)
    except EventRefused as refusal:
        return Reading(row, None, "refused", str(refusal), str(refusal), marks)
    return Reading(row, event, "duplicate" if again else "accepted", marks=marks)


class _Seen:
    """The ids met so far, with what they told: kept in a temporary file of SQLite, for there may be millions."""

    def __enter__(self) -> _Seen:
        self._held = sqlite3.connect("", isolation_level=None)
        self._held.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
        self._held.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, told INTEGER NOT NULL)")
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def again(self, event: UsageEvent) -> bool:
        """Whether an earlier row told the same; RowRefused when it told something else under the same id."""
        number = key(event.source, event.id)
        told = int.from_bytes(blake2b(encode(event), digest_size=8).digest(), "big", signed=True)
        if self._held.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (number, told)).rowcount:
            return False
        with closing(self._held.execute("SELECT told FROM seen WHERE key = ?", (number,))) as found:
            if found.fetchone()[0] != told:
                raise RowRefused("the id is that of an earlier row that tells something else", event.id)
        return True


# --- the account -----------------------------------------------------------------------------------------------------


@dataclass
class Account:
    """Every row of a file, counted once by its outcome."""

    outcomes: Counter[Status] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by: defaultdict[str, Counter[tuple[str, Status]]] = field(default_factory=lambda: defaultdict(Counter))
    """Mark → (value, outcome) → rows."""

    @property
    def rows(self) -> int:
        """All of them."""
        return self.outcomes.total()

    def add(self, reading: Reading, status: Status, kind: str = "") -> None:
        """Count a row under its final outcome."""
        self.outcomes[status] += 1
        if status == "refused":
            self.reasons[kind] += 1
        for mark, value in reading.marks.items():
            counted = self.by[mark]
            counted[value if len(counted) < _MOST_VALUES else _OTHERS, status] += 1

    def values(self, mark: str) -> list[tuple[str, dict[Status, int]]]:
        """The values of a mark with their outcomes, the most rows first."""
        totals: Counter[str] = Counter()
        for (value, _), rows in self.by[mark].items():
            totals[value] += rows
        return [(value, {s: self.by[mark][value, s] for s in STATUSES}) for value, _ in totals.most_common()]


class Refusals:
    """The file of the refused: the rows as they were, with where and why; begun at the first one."""

    def __init__(self, columns: Sequence[str], start: Callable[[], IO[str]]) -> None:
        """`start` opens the file to write."""
        self._own = [position for position, name in enumerate(columns) if name not in REFUSED_COLUMNS]
        self._columns, self._start = columns, start
        self._writer: Any = None

    @property
    def begun(self) -> bool:
        """Whether a row was refused."""
        return self._writer is not None

    def add(self, row: Row, reason: str) -> None:
        """Keep a row."""
        if self._writer is None:
            self._writer = csv.writer(self._start())
            self._writer.writerow([*(self._columns[position] for position in self._own), *REFUSED_COLUMNS])
        cells = row.cells or ("",) * len(self._columns)
        self._writer.writerow([*(cells[position] for position in self._own), row.line, reason, row.text])
