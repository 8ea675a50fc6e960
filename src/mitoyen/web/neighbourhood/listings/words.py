"""Words as they are searched: small letters without accents, a space before each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 8
"""Words of a search that count; the rest of a long text narrows nothing."""
LONGEST = 120
"""Letters of a search that are read."""
_TOGETHER = str.maketrans({"œ": "oe", "æ": "ae"})
_PLURAL = re.compile(r"(?<=\w{3})[sx]$")
_EMPTY = frozenset(
    "a ai au aux avec besoin ce cet cette cherche d dans de des du en et faire il j je l la le les ma me mes moi mon "
    "n ne notre on ou par pas pour pouvoir qu que qui quelqu quelque s sa se ses si son sur un une votre voudrais vous "
    "am an and for i in is like looking my need of or some somebody someone the to with would you your".split()
)
"""Small words that tell nothing of what is looked for."""


def plain(text: str) -> str:
    """« Perceuse-visseuse, 18 V » → “perceuse visseuse 18 v”."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_TOGETHER))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", bare).strip()


def kept(*texts: str) -> str:
    """The words of several texts as a row keeps them: a space before each, so that a prefix is found as “ perc”."""
    found = plain(" ".join(texts))
    return f" {found}" if found else ""


def looked_for(typed: str) -> list[str]:
    """Beginnings of the words that a search asks for: without small words, without the letter of a plural."""
    found = plain(typed[:LONGEST]).split()
    telling = [word for word in found if word not in _EMPTY] or found
    return list(dict.fromkeys(_PLURAL.sub("", word) for word in telling))[:MOST]


def fits(kept_words: str, beginnings: Iterable[str]) -> bool:
    """Whether every beginning begins one of the words of a row."""
    return all(f" {beginning}" in kept_words for beginning in beginnings)
