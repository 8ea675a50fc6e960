"""Keep the English catalogue in step with the French sentences of the templates and of the code.

French is what the source says; `src/mitoyen/web/ui/locale/en/LC_MESSAGES/django.po` holds its English. Both the `.po`
and the compiled `.mo` are committed, so that running the site needs no translation tool. A small French `.mo` holds the
plurals alone: French says « 0 voisin » where the language of the code would say « 0 voisins ». Run as
`python -m tools.messages` to rewrite them (then fill the empty `msgstr` lines and run it again), with `--check` to
only say what is missing.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "src" / "mitoyen" / "web"
LOCALE = SITE / "ui" / "locale"
CATALOGUE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
ENGLISH, FRENCH = CATALOGUE.with_suffix(".mo"), LOCALE / "fr" / "LC_MESSAGES" / "django.mo"
TEMPLATES = ("*.html", "*.txt", "*.svg")
ONE, MANY, IN_CONTEXT, MANY_IN_CONTEXT = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
CALLS: dict[str, Any] = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": MANY,
    "ngettext_lazy": MANY,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": MANY_IN_CONTEXT,
    "npgettext_lazy": MANY_IN_CONTEXT,
}
HEADER = {
    "Project-Id-Version": "mitoyen",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


class Sentence(NamedTuple):
    """One French sentence: its words, its plural if it has one, the context that tells it from a homonym."""

    words: str
    plural: str | None
    context: str | None


def in_python(source: str) -> list[Sentence]:
    """Sentences of a Python module, in reading order."""
    found = extract("python", io.BytesIO(source.encode()), keywords=CALLS)
    return [_sentence(words, context) for _, words, _, context in found]


def in_template(source: str) -> list[Sentence]:
    """Sentences of a template, in reading order."""
    from django.utils.translation.template import templatize

    calls = templatize(source)
    return in_python("\n".join(line.strip() for line in calls.splitlines()))


def in_site() -> dict[Sentence, list[str]]:
    """Every sentence of the site with the files that say it, page by page."""
    found: dict[Sentence, list[str]] = {}
    for path, sentences in _files():
        for sentence in sentences:
            files = found.setdefault(sentence, [])
            if path not in files:
                files.append(path)
    return found


def current() -> polib.POFile:
    """The catalogue as it should be: today's sentences in order, with the English that is already known."""
    known = {_of_entry(entry): entry for entry in _committed()}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.header = "The English of the French sentences of the site. `make docs` adds new sentences and compiles."
    catalogue.metadata = HEADER
    for sentence, files in in_site().items():
        catalogue.append(_entry(sentence, files, known.get(sentence)))
    return catalogue


def french_plurals() -> polib.POFile:
    """Sentences that have a plural, as they are, with the French rule: singular below two."""
    catalogue = polib.POFile()
    catalogue.metadata = HEADER | {"Language": "fr", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    for words, plural, context in in_site():
        if plural:
            forms = {0: words, 1: plural}
            catalogue.append(polib.POEntry(msgid=words, msgid_plural=plural, msgctxt=context, msgstr_plural=forms))
    return catalogue


def missing(catalogue: polib.POFile) -> list[str]:
    """French words of the sentences that have no English yet."""
    return [entry.msgid for entry in catalogue if not entry.translated()]


def problems() -> list[str]:
    """What keeps the committed catalogue from being current and complete; empty when nothing does."""
    catalogue = current()
    found = [f"No English for: {words}" for words in missing(catalogue)]
    if not CATALOGUE.exists() or CATALOGUE.read_text(encoding="utf-8") != str(catalogue) + "\n":
        found.append("django.po is behind the pages: run python -m tools.messages")
    for path, content in _compiled(catalogue):
        if not path.exists() or path.read_bytes() != content:
            found.append(f"{path.relative_to(LOCALE)} is behind the pages: run python -m tools.messages")
    return found


def write() -> polib.POFile:
    """Rewrite the catalogue and what is compiled from it."""
    catalogue = current()
    for path, content in [(CATALOGUE, f"{catalogue}\n".encode()), *_compiled(catalogue)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return catalogue


def _compiled(catalogue: polib.POFile) -> list[tuple[Path, bytes]]:
    return [(ENGLISH, catalogue.to_binary()), (FRENCH, french_plurals().to_binary())]


def _files() -> Iterator[tuple[str, list[Sentence]]]:
    for path in sorted(SITE.rglob("*.py")):
        yield path.relative_to(SITE).as_posix(), in_python(path.read_text(encoding="utf-8"))
    for path in sorted(path for kind in TEMPLATES for path in SITE.glob(f"*/templates/**/{kind}")):
        yield path.relative_to(SITE).as_posix(), in_template(path.read_text(encoding="utf-8"))


def _committed() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE))) if CATALOGUE.exists() else []


def _sentence(words: str | tuple[str, ...], context: str | None) -> Sentence:
    if isinstance(words, str):
        return Sentence(words, None, context)
    return Sentence(words[0], words[1] if len(words) > 1 else None, context)


def _of_entry(entry: polib.POEntry) -> Sentence:
    return Sentence(entry.msgid, entry.msgid_plural or None, entry.msgctxt)


def _entry(sentence: Sentence, files: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.words, msgctxt=sentence.context, occurrences=[(path, "") for path in files])
    if any("%(" in words for words in sentence[:2] if words):
        entry.flags = ["python-format"]
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        entry.msgstr_plural = known.msgstr_plural if known else {0: "", 1: ""}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def main(arguments: list[str]) -> int:
    found = problems() if "--check" in arguments else [f"No English for: {words}" for words in missing(write())]
    print("\n".join(found) if found else "Every French sentence has its English.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
