"""What is wrong with a field of an event, in words for whoever writes the sender or mends a table."""

from __future__ import annotations

import re

_AT_A_FIELD = re.compile(r"(.+) - at `\$\.(\w+)`")
_WORDS = (
    (r"`(\w+) \| null`", r"`\1` or null"),
    ("`int`", "a whole number"),
    ("`float`", "one with a point"),
    ("`str`", "a text"),
    (r" of length >= 1$", ", not an empty one"),
    (r" of length <= (\d+)$", r" of at most \1 characters"),
    (r" >= (\d+)$", r" of at least \1"),
    (r" <= (\d+)$", r" of at most \1"),
    (r"`(\w+)`", r"\1"),
)
"""How the decoder says a thing → how we do."""


def told(error: Exception, choices: dict[str, tuple[str, ...]]) -> str:
    """The sentence of a decoder, with the field first and what to write last; `choices`: field → the words it takes."""
    said = _AT_A_FIELD.fullmatch(str(error))
    if said is None:
        return str(error)
    wrong, field = said.groups()
    if field in choices and wrong.startswith("Invalid enum value"):
        return f"{field} is {wrong.removeprefix('Invalid enum value ')}; write one of {', '.join(choices[field])}"
    if wrong.startswith("Invalid RFC3339"):
        return f"{field} is no date with its time; write 2026-11-22T18:30:00+01:00"
    wanted, _, got = wrong.removeprefix("Expected ").partition(", got ")
    return f"{field} wants {_in_words(wanted)}{f', not {_in_words(got)}' if got else ''}"


def _in_words(kind: str) -> str:
    for pattern, words in _WORDS:
        kind = re.sub(pattern, words, kind)
    return kind
