"""The practices that neighbours list, read from `practices.yaml` and held against the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mitoyen.evidence import parsing
from mitoyen.evidence.once import once
from mitoyen.evidence.pack import Pack, france
from mitoyen.evidence.reader import Block, read
from mitoyen.evidence.records import Text
from mitoyen.web.neighbourhood.enums import Course, Direction, Otherwise, Terms

FILE = Path(__file__).parent / "practices.yaml"
QUESTIONS = (
    "availability", "minutes", "metres", "deposit", "longest", "good_loans", "starts", "ends", "seats", "meeting",
    "parts", "first_come",
)  # fmt: skip
"""What the form of a listing may ask beside its title, words, photos and reach."""
MEASURES = ("metres", "minutes", "cents")
_KEYS = frozenset(
    "course at_once offer request join orders asks needs pieces terms days sought widens measures otherwise".split()
)
_ASIDE = "set_aside"


@dataclass(frozen=True)
class Listable:
    """A practice that somebody can offer or ask for."""

    id: str
    course: Course
    family: str
    """Practices of one family stand under one tab."""
    category_kind: str | None
    """Kind of the categories to choose from; None when there is nothing to choose."""
    label: Text
    """« Prêter »."""
    said: Mapping[Direction, Text]
    """What a listing says: « Je prête »."""
    join: Text | None
    """What the button of an offer says where one takes part: « Participer »; None where one asks."""
    orders: Text | None
    """How the form asks for the number of places, where nobody takes a seat; None where they do."""
    asks: Mapping[Direction, tuple[str, ...]]
    """Some of QUESTIONS."""
    needs: tuple[str, ...]
    """Questions that an offer must answer."""
    pieces: bool
    """Whether each exchange takes one of what there is."""
    terms: tuple[Terms, ...]
    """What may be asked in return, the usual first."""
    days: int
    """After how many days an offer expires."""
    sought: int
    """After how many days a request does."""
    widens: int
    """After how many days without an answer it is shown further."""
    at_once: bool
    """Whether all comers are welcome while there are places, or the owner answers each."""
    measures: tuple[str, ...]
    """What its usage event measures beside the exchange: some of MEASURES."""
    otherwise: tuple[Otherwise, ...]
    """What its receiver may have done without the platform; empty when nothing fits, and nobody is asked."""


def listable(practice: str) -> Listable:
    """The practice called so; LookupError for one that nobody lists."""
    try:
        return listables()[practice]
    except KeyError:
        raise LookupError(f"nobody lists the practice '{practice}'") from None


def listed(practice: str) -> bool:
    """Whether one may still list it."""
    return practice in listables()


def of(practice: str) -> Listable:
    """The practice of what was listed once; of one that nobody lists any more, the name alone is left."""
    return listables().get(practice) or _former(practice)


def course_of(practice: str) -> Course:
    """How exchanges of a practice go; those that nobody lists any more change hands."""
    return of(practice).course


@once
def listables() -> Mapping[str, Listable]:
    """Every practice that can be listed, in the order of the file."""
    return load(FILE, france())


def load(path: Path, pack: Pack) -> Mapping[str, Listable]:
    """Read the file; EvidenceError names its line when a record does not fit the pack, or one is missing."""
    records = read(path)
    aside = records.block(_ASIDE)
    found = {id: _listable(id, records.block(id), pack) for id in records if id != _ASIDE}
    exchanged = {practice.id for practice in pack.practices.values() if practice.kind == "exchange"}
    forgotten = exchanged - found.keys() - set(aside)
    if forgotten:
        raise records.error(f"say how one lists {', '.join(sorted(forgotten))}, or set it aside")
    for id in aside:
        if id in found or id not in exchanged or not aside.text(id):
            raise aside.error(f"'{id}' is set aside, yet listed or unknown", id)
    return found


@cache
def _former(id: str) -> Listable:
    known = france().practices.get(id)
    plain = id.replace("_", " ")
    label = known.label if known else Text(plain, plain)
    return Listable(
        id=id,
        course=Course.HANDING,
        family=known.family if known else "",
        category_kind=known.category_kind if known else None,
        label=label,
        said=dict.fromkeys(Direction, label),
        join=None,
        orders=None,
        asks=dict.fromkeys(Direction, ()),
        needs=(),
        pieces=False,
        terms=(Terms.FREE,),
        days=1,
        sought=1,
        widens=1,
        at_once=False,
        measures=(),
        otherwise=(),
    )


def _listable(id: str, record: Block, pack: Pack) -> Listable:
    record.only(_KEYS)
    practice = pack.practices.get(id)
    if practice is None or practice.kind != "exchange":
        raise record.error(f"the pack has no practice of exchange called '{id}'")
    measures = _words(record, "measures", MEASURES)
    for measure in measures:
        if measure not in practice.measured:
            raise record.error(f"the evidence does not measure '{measure}' of '{id}'", "measures")
    asks = record.block("asks")
    asks.only(frozenset(Direction.values))
    return Listable(
        id=id,
        course=Course(record.choice("course", tuple(Course.values))),
        family=practice.family,
        category_kind=practice.category_kind,
        label=practice.label,
        said={direction: parsing.text(record, direction.value) for direction in Direction},
        join=parsing.text(record, "join") if "join" in record else None,
        orders=parsing.text(record, "orders") if "orders" in record else None,
        asks={direction: _words(asks, direction.value, QUESTIONS) for direction in Direction},
        needs=_words(record, "needs", QUESTIONS) if "needs" in record else (),
        pieces=record.flag("pieces"),
        terms=tuple(Terms(word) for word in _words(record, "terms", tuple(Terms.values), least=1)),
        days=_days(record, "days"),
        sought=_days(record, "sought" if "sought" in record else "days"),
        widens=_days(record, "widens"),
        at_once=record.flag("at_once"),
        measures=measures,
        otherwise=tuple(Otherwise(word) for word in _words(record, "otherwise", tuple(Otherwise.values))),
    )


def _words(block: Block, key: str, allowed: tuple[str, ...], least: int = 0) -> tuple[str, ...]:
    """A list of different words, all of them allowed."""
    found = block.get(key)
    if not isinstance(found, list) or len(found) < least or len(set(map(str, found))) < len(found):
        raise block.error(f"'{key}' must be a list of different words", key)
    for word in found:
        if word not in allowed:
            raise block.error(f"'{key}' takes {', '.join(allowed)}, not '{word}'", key)
    return tuple(found)


def _days(block: Block, key: str) -> int:
    days = block.whole(key)
    if not 1 <= days <= 3660:
        raise block.error(f"'{key}' must be a number of days, 1 or more", key)
    return days
