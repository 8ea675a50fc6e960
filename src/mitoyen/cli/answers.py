"""What a verb hands back, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass

MISUSE = 2
"""Exit code of a command that cannot be obeyed."""
FOUND = 1
"""Exit code of a check that found something to mend."""


@dataclass(frozen=True)
class Answer:
    """What is printed, and the exit code."""

    text: str = ""
    code: int = 0


class Refused(Exception):
    """A command that cannot be obeyed; the message is one sentence that says what to do."""
