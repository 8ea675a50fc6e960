"""Write docs/reference/ from the code: settings, commands and moves of an exchange, so that no page can lie.

Run as `python -m tools.reference`; `--check` says which page is behind.
"""

import ast
import inspect
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "src" / "mitoyen" / "web" / "config" / "settings.py"
REFERENCE = ROOT / "docs" / "reference"
READERS = {
    "text": "text",
    "flag": "1 or 0",
    "words": "words, with commas between them",
    "folder": "folder",
    "address": "address",
    "number": "number",
}
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1"}
MEANINGS = {
    "MITOYEN_DATA_DIR": "where the site keeps its database and its secret key",
    "MITOYEN_DATABASE": "address of a PostgreSQL database; without it, one SQLite file in the data folder",
    "MITOYEN_PSEUDONYM_KEY": "hides who took part in an exchange; drawn once and kept in the data folder when empty; "
    "a new one makes strangers of everybody",
    "MITOYEN_DEBUG": "shows faults in the browser and rereads files; never on a public address",
    "MITOYEN_HTTPS": "the site is behind HTTPS: redirects to it and asks browsers to stay there",
    "MITOYEN_ALLOWED_HOSTS": "names under which the site may be visited",
    "MITOYEN_EMAIL": "server that messages leave through, as smtp://user:password@host:587 (smtps:// for TLS from the "
    "start); without it, each message is a file in the folder `mail` of the data folder",
    "MITOYEN_EMAIL_FROM": "whom messages say they are from",
    "MITOYEN_OIDC_ISSUER": "OpenID Connect provider of a town, whose people may sign in with its accounts",
    "MITOYEN_OIDC_CLIENT_ID": "what that provider calls this site",
    "MITOYEN_OIDC_SECRET": "what this site proves itself with to that provider",
    "MITOYEN_OIDC_NAME": "what the button of that provider says: the name of the town",
    "MITOYEN_PAYMENT_PROVIDER": "class that opens the door of a payment provider, as `package.module.Class`; without "
    "it, neighbours pay each other in cash or by transfer",
    "MITOYEN_SECRET_KEY": "signs what the site sends; drawn once and kept in the data folder when empty",
    "MITOYEN_SITE_URL": "address under which people visit the site; the links in e-mails begin with it",
    "MITOYEN_THRESHOLD": "how many persons stand at least behind any published figure; never fewer than 11",
    "MITOYEN_SOURCE_URL": "address of the source code you run, shown at the foot of each page",
}


class Setting(NamedTuple):
    """A variable of the environment, how it is written, and what happens without it."""

    name: str
    written: str
    default: str


def settings() -> list[Setting]:
    """Variables that the settings of the site read, in alphabetical order."""
    tree = ast.parse(SETTINGS.read_text(encoding="utf-8"))
    return sorted({setting for statement in tree.body for setting in _read(statement)})


def settings_page() -> str:
    """Table of the settings; raises KeyError for a setting that nobody has described."""
    rows = [f"| `{name}` | {written} | {default} | {MEANINGS[name]} |" for name, written, default in settings()]
    return _page(
        "Settings of the site", ["| variable | written as | without it | meaning |", "|---|---|---|---|", *rows]
    )


def commands_page() -> str:
    """Help of every command, as a terminal of 100 columns prints it."""
    return _page("Commands", [line for words in _commands(()) for line in _help(words)])


def exchanges_page() -> str:
    """Table of the moves of an exchange, as `machine.py` has them, in the words of the English pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitoyen.web.config.settings")
    import django
    from django.utils.translation import override

    django.setup()
    from mitoyen.web.neighbourhood.enums import Course
    from mitoyen.web.neighbourhood.exchanges.machine import MOVES

    with override("en"):
        rows = [_move(move, frozenset(Course)) for move in MOVES]
    about = "Each line is a move: from where to where, by whom, when, and what it says to the other side."
    head = ["| move | from | to | by | of | only when | tells |", "|---|---|---|---|---|---|---|"]
    return _page("How an exchange goes", [about, "", *head, *rows])


def _move(move: Any, every_course: frozenset[str]) -> str:
    """A line of the table of moves."""
    target = "back where it was" if move.back else _listed([move.target or "stays"])
    when = [(inspect.getdoc(move.when) or "").rstrip("."), "With the code of the other side" if move.code else ""]
    courses = "all" if move.courses == every_course else _listed(move.courses)
    told = str(move.told) % {"who": "X", "what": "the listing"}
    cells = (
        f"{move.label} (`{move.name}`)",
        _listed(move.sources),
        target,
        _listed(move.by),
        courses,
        "; ".join(filter(None, when)) or "–",
        told,
    )
    return f"| {' | '.join(cells)} |"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(word.replace("_", " ") for word in words))


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    made = {"settings": settings_page, "commands": commands_page, "exchanges": exchanges_page}
    return {REFERENCE / f"{name}.md": make() for name, make in made.items()}


def behind() -> list[str]:
    """Names of the committed pages that differ from the code."""
    return [path.name for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]


def write() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


def _read(statement: ast.stmt) -> Iterator[Setting]:
    if isinstance(statement, ast.FunctionDef):
        return
    for node in ast.walk(statement):
        match node:
            case ast.Call(ast.Name(reader), [ast.Constant(str(name)), *rest]) if reader in READERS:
                yield Setting(name, READERS[reader], _default(reader, rest))


def _default(reader: str, rest: list[ast.expr]) -> str:
    match rest:
        case [ast.Constant(str() | int() as value), *_]:
            return f"`{value}`"
        case [ast.Name("LOOPBACK")]:
            return "this machine's own"
        case _:
            return "0" if reader == "flag" else "nothing"


def _commands(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The command itself, then the verbs its help lists between braces, each followed by its own verbs."""
    yield words
    listed = re.search(r"^  \{([\w,-]+)\}", _told(words), re.MULTILINE)
    for verb in listed[1].split(",") if listed else ():
        yield from _commands((*words, verb))


@cache
def _told(words: tuple[str, ...]) -> str:
    from mitoyen.cli.main import main as command

    printed = io.StringIO()
    with patch.dict(os.environ, TERMINAL), redirect_stdout(printed), suppress(SystemExit):
        command([*words, "--help"])
    return printed.getvalue().rstrip()


def _help(words: tuple[str, ...]) -> list[str]:
    return [f"## `{' '.join(('mitoyen', *words))}`", "", "```text", _told(words), "```", ""]


def _page(title: str, lines: list[str]) -> str:
    return "\n".join([f"# {title}", "", "*Generated from the code by `make docs`.*", "", *lines]).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        write()
    late = behind()
    print(f"Behind the code: {', '.join(late)}; run make docs." if late else "The reference says what the code does.")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
