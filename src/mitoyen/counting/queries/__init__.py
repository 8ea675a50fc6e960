"""The questions, as SQL text."""

from functools import cache
from importlib.resources import files


@cache
def text(question: str) -> str:
    """The SQL of one question; it reads `facts`."""
    return (files(__name__) / f"{question}.sql").read_text(encoding="utf-8")
