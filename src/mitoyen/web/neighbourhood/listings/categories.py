"""What is listed, in the categories of the evidence: proposed from the words that people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mitoyen.evidence.once import once
from mitoyen.evidence.pack import Pack, france
from mitoyen.evidence.reader import Block, read
from mitoyen.evidence.records import Category
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.listings.words import kept, looked_for, plain

FILE = Path(__file__).parent / "categories.yaml"
MOST = 6
_MEAN = frozenset({"mix_small", "mix_bulky"})
"""Families of the averages that stand for what is not known: nobody owns an average."""
_WHOLE = 2.0
"""Score of one whole word: less than that is only a beginning, good enough to propose and not to decide."""
_BORROWED = "lend"
_FEW = 3
"""A need in so many words names a thing; a longer one tells what is to be done."""


@dataclass(frozen=True)
class Guess:
    """What a need in words seems to ask for; the person may change it."""

    practice: str
    category: str


@dataclass(frozen=True)
class Wordbook:
    """What people call the categories, and which words or families tell the practice of a need."""

    called: Mapping[str, str]
    """Category → every word it is called by, as rows keep words."""
    practices: tuple[tuple[str, str], ...]
    """Beginning of a word or words, and the practice of a need that says so; the first that fits wins."""
    families: Mapping[str, str]
    """Family of objects → how one usually gets one, where it is not borrowed."""
    kinds: Mapping[str, str]
    """Kind of category → practice of a need."""


def choices(practice: str) -> list[Category]:
    """The categories to choose from for a practice, by family then as the pack orders them."""
    kind = practices.of(practice).category_kind
    return [found for found in _categories().values() if found.kind == kind]


def suggested(typed: str, practice: str, most: int = MOST) -> list[Category]:
    """The categories that the words typed call, the likeliest first; none for words that call nothing."""
    scores = [(score, found) for found in choices(practice) if (score := _score(found.id, looked_for(typed)))]
    return [found for _, found in sorted(scores, key=lambda pair: -pair[0])[:most]]


def guess(need: str) -> Guess:
    """The practice and category of a need: “perceuse” is a drill to borrow, « réparer ma lampe » a repair."""
    said = kept(need)
    told = next((practice for words, practice in wordbook().practices if f" {words}" in said), None)
    if told is not None:
        return Guess(told, _first(suggested(need, told, 1)))
    scores = {found.id: _score(found.id, looked_for(need)) for found in _categories().values()}
    best = max(scores, key=lambda id: scores[id])
    if scores[best] < _WHOLE:
        return Guess(_BORROWED if len(plain(need).split()) <= _FEW else "service", "")
    return Guess(_usual(_categories()[best]), best)


def known(category: str, practice: str) -> bool:
    """Whether a listing of the practice may stand in the category."""
    return category in {found.id for found in choices(practice)}


def label(category: str, language: str) -> str:
    """Name of a category; empty for none and for one that the pack no longer has."""
    found = france().categories.get(category)
    return found.label.in_(language) if found else ""


def called(category: str) -> str:
    """Every word that a category is searched by; empty for none."""
    return wordbook().called.get(category, "")


@once
def wordbook() -> Wordbook:
    """The wordbook of the site."""
    return load(FILE, france())


def load(path: Path, pack: Pack) -> Wordbook:
    """Read the file; EvidenceError names its line when a record does not fit the pack."""
    records = read(path)
    records.only(frozenset({"called", "practices", "families", "kinds"}))
    called_too = _texts(records.block("called"), pack.categories)
    labels = {id: (found.label.fr, found.label.en, called_too.get(id, "")) for id, found in pack.categories.items()}
    told = records.block("practices")
    return Wordbook(
        called={id: kept(*texts) for id, texts in labels.items()},
        practices=tuple((plain(word), id) for id in told for word in _list(told, id, practices.listables())),
        families=_practices(records.block("families"), {found.family for found in pack.categories.values()}),
        kinds=_practices(records.block("kinds"), {found.kind for found in pack.categories.values()}),
    )


@cache
def _categories() -> Mapping[str, Category]:
    return {id: found for id, found in france().categories.items() if found.family not in _MEAN}


def _score(category: str, beginnings: list[str]) -> float:
    """How well words call a category: whole words count more than beginnings, and short names before long ones."""
    words = wordbook().called[category].split()
    hits = [max((_likeness(word, beginning) for word in words), default=0.0) for beginning in beginnings]
    return sum(hits) + 1 / (10 + len(words)) if any(hits) else 0.0


def _likeness(word: str, beginning: str) -> float:
    if word.startswith(beginning) and len(beginning) > 1:
        return _WHOLE if word.rstrip("sx") == beginning.rstrip("sx") else 1.0
    return 0.0


def _usual(category: Category) -> str:
    book = wordbook()
    return book.families.get(category.family or "") or book.kinds[category.kind]


def _first(found: list[Category]) -> str:
    return found[0].id if found else ""


def _texts(block: Block, categories: Mapping[str, Category]) -> dict[str, str]:
    block.only(frozenset(categories))
    return {id: block.text(id) for id in block}


def _list(block: Block, practice: str, known: Iterable[str]) -> list[str]:
    found = block[practice]
    if practice not in known or not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise block.error(f"'{practice}' must be a practice that can be listed, with a list of words", practice)
    return found


def _practices(block: Block, allowed: set[str] | set[str | None]) -> dict[str, str]:
    for key in block:
        if key not in allowed or block.text(key) not in practices.listables():
            raise block.error(f"'{key}' must be known to the pack, and lead to a practice that can be listed", key)
    return {key: block.text(key) for key in block}
