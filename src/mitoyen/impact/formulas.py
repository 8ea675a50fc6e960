"""The formulas that people read, printed from the very functions that compute.

An equation is evaluated on symbols instead of draws; the expression that comes out is written as MathML and as plain
text, with one letter for each argument in the order of the function. sympy is loaded on first use only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mitoyen.impact.graph import Equation

LETTERS = "abcdfghklmnpqrstuvwxyz"
"""Letters for arguments; without e, i, j and o, which read as constants or as zero."""

_READ = {" - ": " − ", "(-": "(−", "*": " × ", "/": " ÷ ", ", ": "; ", "Min(": "min(", "Max(": "max("}
_LETTER = re.compile(rf"\b[{LETTERS}]\b")


@dataclass(frozen=True)
class Formula:
    """One equation as people read it."""

    letters: Mapping[str, str]
    """Argument → the letter that stands for it."""
    mathml: str
    """A presentation `<math>` element."""
    plain: str
    """The same in one line of text: « a × b × (1 − c) »."""

    def in_words(self, names: Mapping[str, str]) -> str:
        """The line of text with `names` (argument → words) in place of the letters."""
        words = {letter: names.get(argument, argument) for argument, letter in self.letters.items()}
        return _LETTER.sub(lambda found: f"[{words[found.group()]}]", self.plain)


@lru_cache(maxsize=512)
def formula(equation: Equation) -> Formula:
    """The formula of an equation, printed from its function."""
    result, symbols = expression(equation)
    letters = {argument: str(symbol) for argument, symbol in symbols.items()}
    return Formula(letters, _mathml(result), _plain(result))


def expression(equation: Equation) -> tuple[Any, dict[str, Any]]:
    """The sympy expression of an equation, and the symbol of each argument."""
    import sympy

    symbols = {name: sympy.Symbol(letter) for name, letter in zip(equation.arguments, LETTERS, strict=False)}
    return equation.function(**symbols), symbols


def _mathml(result: Any) -> str:
    from sympy.printing.mathml import mathml

    body = mathml(result, printer="presentation", mul_symbol="times", order=_order(result)).replace(
        "<mo>-</mo>", "<mo>−</mo>"
    )
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{body}</math>'


def _order(result: Any) -> str | None:
    """sympy's order of the terms of a sum, unless one would then begin with a minus sign: « −b + 1 »."""
    return "none" if "(-" in str(result) else None


def _plain(result: Any) -> str:
    """sympy's own line, with the signs that people write."""
    import sympy

    line = sympy.sstr(result, order=_order(result))
    for written, read in (
        (" - ", " − "),
        ("(-", "(−"),
        ("*", " × "),
        ("/", " ÷ "),
        (", ", "; "),
        ("Min(", "min("),
        ("Max(", "max("),
    ):
        line = line.replace(written, read)
    return f"−{line[1:]}" if line.startswith("-") else line
