"""Join the style sheets that every page uses into one, so that a slow line fetches one file and not eight.

The sheets of `src/mitoyen/web/ui/static/ui` are what one reads and changes; `made/site.css` is written from them,
without comments. It is committed, so that running the site needs no step of its own. Run as `python -m tools.styles`
after a change, with `--check` to only say whether it is needed.
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src" / "mitoyen" / "web" / "ui" / "static" / "ui"
SHEETS = ("tokens", "base", "layout", "houses", "components", "details", "charts")
ON_PAPER = "print"
MADE = FOLDER / "made" / "site.css"
HEAD = "/* Written by python -m tools.styles from the sheets one folder up. */\n"


def joined() -> str:
    """The one sheet, in the order of the cascade; what is for paper comes last, and holds there alone."""
    shown = "\n".join(short(_sheet(name)) for name in SHEETS)
    return f"{HEAD}{shown}\n@media print{{{short(_sheet(ON_PAPER))}}}\n"


def short(sheet: str) -> str:
    """A sheet without comments and indentation, on one line for each rule; what stands in quotes is left alone."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    lines = [line.strip() for line in bare.splitlines()]
    closed = [line if line.endswith(("{", "}", ";", ",")) else f"{line} " for line in lines if line]
    return re.sub(r"\}(?=[^}\s])", "}\n", "".join(closed)).strip()


def main() -> int:
    """Write the sheet, or say that it is old."""
    made = joined()
    if "--check" not in sys.argv[1:]:
        MADE.parent.mkdir(exist_ok=True)
        MADE.write_text(made)
        return 0
    if MADE.exists() and MADE.read_text() == made:
        return 0
    sys.stderr.write("The joined style sheet is older than its sheets: run python -m tools.styles.\n")
    return 1


def _sheet(name: str) -> str:
    """Text of a sheet; what it refers to lies one folder up from where it is joined."""
    return (FOLDER / f"{name}.css").read_text().replace('url("', 'url("../')


if __name__ == "__main__":
    raise SystemExit(main())
