"""A table of text as somebody's spreadsheet wrote it: usual encodings and separators, read row by row.

Nothing is lost: a row that cannot be laid out in columns is handed on with its text and what is wrong with it. Nothing
is kept: a file of any length is read in the memory of its longest row.
"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabulations", "|": "bars"}
LONGEST_LINE = 1_000_000
"""Characters; a longer line is no line of a table."""
MOST_LINES = 1_000
"""A row over more lines than that is a quotation mark that was opened and never closed."""
HEAD = 20
"""The header is one of the first rows; a title and a date of export may come before."""
_ARCHIVE, _PDF = b"PK\x03\x04", b"%PDF"
_NUL = "\0"
csv.field_size_limit(LONGEST_LINE)  # else a long story in one cell would be taken for a quotation mark never closed
_OPEN = "a quotation mark is opened and never closed"


class NotATable(ValueError):
    """A file that cannot be read as a table with the columns wanted; the sentence says what to do."""


class Wanted(NamedTuple):
    """A column that is looked for: the names it may go under, the best first, and whether it can be done without."""

    names: Sequence[str]
    required: bool = True


@dataclass(frozen=True)
class Row:
    """One row as it was read; `fault` says why it has no columns, `text` is then what was read."""

    line: int
    """Line of the file where it begins, from 1."""
    last: int
    """Line where it ends."""
    cells: tuple[str, ...] = ()
    fault: str = ""
    text: str = ""


@dataclass
class Notes:
    """What was met while reading: rows left empty, lines that were not UTF-8."""

    empty: int = 0
    windows: int = 0


@dataclass(frozen=True)
class Table:
    """A file whose columns have been found."""

    path: Path
    columns: tuple[str, ...]
    separator: str
    header: int
    """Line where the header ends."""
    where: Mapping[str, int]
    """Name that was wanted → position of its column; a column that is not there is not in it."""
    notes: Notes = field(default_factory=Notes)

    def rows(self) -> Iterator[Row]:
        """Every row of data, from the beginning of the file; the notes start again."""
        self.notes.empty = self.notes.windows = 0
        for row in _rows(self.path, self.separator, self.notes, len(self.columns)):
            if row.line <= self.header:
                continue
            if not row.fault and not any(map(str.strip, row.cells)):
                self.notes.empty += 1
                continue
            yield row

    def cell(self, row: Row, name: str) -> str:
        """The text under the column wanted as `name`, without the spaces around; "" when the column is not there."""
        position = self.where.get(name)
        return "" if position is None else row.cells[position].strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Letters and digits only, without capitals or accents: "Date de retour" and "date_de_retour" are one name."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return "_".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def opened(path: Path, wanted: Mapping[str, Wanted]) -> Table:
    """The table in `path` and where its columns are; NotATable when the file is none, or a required column is missing.

    OSError when the file cannot be read.
    """
    _check(path)
    found = [table for separator in SEPARATORS if (table := _laid_out(path, separator, wanted)) is not None]
    if not found:
        raise NotATable(_missing(path, wanted))
    best = max(found, key=lambda table: len(table.where))
    _check_twins(best, wanted)
    return best


def _check(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(65_536)
    if not head.strip():
        raise NotATable(f"{path.name} is empty")
    if head.startswith(_ARCHIVE):
        raise NotATable(f"{path.name} is a spreadsheet or a zip archive; save the sheet as CSV, or take the CSV out")
    if head.startswith(_PDF):
        raise NotATable(f"{path.name} is a PDF; ask for the same table as CSV")
    if b"\0" in head.split(b"\n")[0] and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotATable(f"{path.name} is no text; save the table as CSV in UTF-8")


def _laid_out(path: Path, separator: str, wanted: Mapping[str, Wanted]) -> Table | None:
    for row in islice(_rows(path, separator, Notes()), HEAD):
        where = _where(row.cells, wanted)
        if all(name in where for name, column in wanted.items() if column.required):
            columns = tuple(cell.strip() for cell in row.cells)
            return Table(path, columns, separator, row.last, where)
    return None


def _where(cells: Sequence[str], wanted: Mapping[str, Wanted]) -> dict[str, int]:
    places: dict[str, int] = {}
    for position, cell in enumerate(cells):
        places.setdefault(plain(cell), position)
    found = ((name, [places[plain(n)] for n in column.names if plain(n) in places]) for name, column in wanted.items())
    return {name: positions[0] for name, positions in found if positions}


def _check_twins(table: Table, wanted: Mapping[str, Wanted]) -> None:
    names = [plain(column) for column in table.columns]
    for position in table.where.values():
        if names.count(names[position]) > 1:
            raise NotATable(f"two columns are called '{table.columns[position]}'; rename or remove one")


def _missing(path: Path, wanted: Mapping[str, Wanted]) -> str:
    heads = (row for separator in SEPARATORS for row in islice(_rows(path, separator, Notes()), HEAD))
    nearest = max(heads, key=lambda row: (len(_where(row.cells, wanted)), len(row.cells)), default=Row(1, 1))
    where = _where(nearest.cells, wanted)
    lacking = ", ".join(c.names[0] for name, c in wanted.items() if c.required and name not in where)
    shown = ", ".join(cell.strip()[:40] for cell in nearest.cells[:12])
    shown = "".join(character if character.isprintable() else "·" for character in shown)
    return f"{path.name} lacks {lacking} among its columns; the line that looks most like a header reads: {shown}"


# --- rows ------------------------------------------------------------------------------------------------------------


class _Unclosed(Exception):
    """A row that goes on for too long, or to the end of the file."""


class _Lines:
    """Numbered lines, with those of the row being read kept at hand in case it has to be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = enumerate(lines, start=1)
        self._again: deque[tuple[int, str]] = deque()
        self.current: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.current) >= MOST_LINES:
            raise _Unclosed
        numbered = self._again.popleft() if self._again else next(self._source, None)
        if numbered is None:
            if self.current:
                raise _Unclosed
            raise StopIteration
        self.current.append(numbered)
        return numbered[1]

    def only_first(self) -> tuple[int, str]:
        """The first line of the row; the others will be read again."""
        first, *others = self.current
        self._again.extendleft(reversed(others))
        return first


def _rows(path: Path, separator: str, notes: Notes, columns: int | None = None) -> Iterator[Row]:
    """Rows of the file that are not blank; with `columns`, a row that has not as many cells has a fault."""
    with _text(path) as file:
        lines = _Lines(_decoded(file, path, notes))
        reader = csv.reader(lines, delimiter=separator)
        while True:
            lines.current.clear()
            fault = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_Unclosed, csv.Error):
                fault = _OPEN
            else:
                if not cells:
                    continue
                if columns is not None:
                    cells, fault = _fitted(cells, columns)
                    fault = fault or _swallowed([text for _, text in lines.current], separator)
            if fault:
                line, text = lines.only_first()
                yield Row(line, line, (), fault, text.rstrip("\n"))
                reader = csv.reader(lines, delimiter=separator)
            else:
                yield Row(lines.current[0][0], lines.current[-1][0], tuple(cells))


def _fitted(cells: list[str], columns: int) -> tuple[list[str], str]:
    """The cells, without empty ones in excess; and what is wrong with them."""
    if len(cells) > columns and not any(map(str.strip, cells[columns:])):
        cells = cells[:columns]
    if len(cells) != columns:
        return cells, f"{len(cells)} cells where the header has {columns}"
    if _NUL in "".join(cells):
        return cells, "the row holds NUL bytes: the file is damaged here"
    return cells, ""


def _swallowed(texts: list[str], separator: str) -> str:
    """What is wrong with a row over several lines whose cell ends inside a word: its mark was another row's."""
    if len(texts) > 1:
        try:
            next(csv.reader(texts, delimiter=separator, strict=True))
        except csv.Error:
            return _OPEN
    return ""


def _text(path: Path) -> TextIO:
    """The file as text: UTF-16 when it says so, otherwise byte by byte, for each line to be decoded by itself."""
    with path.open("rb") as file:
        wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return path.open(encoding="utf-16" if wide else "latin-1", errors="replace" if wide else None)


def _decoded(file: TextIO, path: Path, notes: Notes) -> Iterator[str]:
    """Lines in UTF-8, or in Windows-1252 where they are not: files pasted together from both exist."""
    first = True
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise NotATable(f"{path.name} has a line of more than {LONGEST_LINE:,} characters; it is no table of text")
        if file.encoding == "latin-1" and not line.isascii():
            line = _line(line.encode("latin-1"), notes)
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _line(raw: bytes, notes: Notes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        notes.windows += 1
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:  # a few bytes mean nothing in Windows-1252
        return raw.decode("latin-1")
