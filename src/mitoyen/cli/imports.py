"""`mitoyen import`: facts that others wrote down, each row accounted for."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from mitoyen.cli import site
from mitoyen.cli.answers import FOUND, Answer, Refused
from mitoyen.evidence.pack import france
from mitoyen.interchange import columns, documents, open_repair
from mitoyen.interchange.readings import STATUSES, Account, Reader, Reading, Refusals, readings
from mitoyen.interchange.tables import NotATable, Wanted, opened

SHOWN = 10
"""Rows of a preview, and values of a column in the answer."""
_WIDTH = 40


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb and its own verbs."""
    told = "record facts from a file that others wrote"
    own = verbs.add_parser("import", help=told, description=f"{told.capitalize()}; imported again, it changes nothing.")
    inner = own.add_subparsers(required=True, dest="what")
    told = "repairs in the Open Repair Data Standard"
    verb = inner.add_parser(
        "open-repair", help=told, description=f"{told}: one row, one repair, priced by its outcome."
    )
    _common(verb, "place of the repairs whose group has none of its own: a code of commune, quartier or residence")
    verb.add_argument(
        "--groups", type=Path, metavar="FILE", help="place of each group: YAML, or CSV with group and place"
    )
    verb.add_argument("--dates", choices=("dmy", "mdy"), help="what comes first in 03/07/2019, when no row proves it")
    verb.add_argument("--mapping", type=Path, default=open_repair.OURS, metavar="FILE", help="statuses and categories")
    spoken = "the facts are published already, one by one: show them at once, as they are (default)"
    verb.add_argument("--open-data", action=argparse.BooleanOptionalAction, default=True, help=spoken)
    verb.set_defaults(run=_open_repair)
    told = "any table of loans, gifts or hours, read by a mapping of its columns"
    verb = inner.add_parser("table", help=told, description=f"{told.capitalize()}. Look at --preview first.")
    _common(verb, "place of every row, when the mapping tells none")
    spoken = f"which column is what: a file of YAML, or one of {', '.join(documents.ready())}"
    verb.add_argument("--mapping", required=True, metavar="FILE", help=spoken)
    spoken = "the facts are published already, one by one: show them at once, as they are"
    verb.add_argument("--open-data", action=argparse.BooleanOptionalAction, default=None, help=spoken)
    verb.set_defaults(run=_table)


def _common(verb: argparse.ArgumentParser, place: str) -> None:
    verb.add_argument("file", type=Path, help="the table: CSV or the like, in UTF-8, UTF-16 or Windows-1252")
    verb.add_argument("--place", required="group" in place, metavar="CODE", help=place)
    verb.add_argument("--source", metavar="NAME", help="name of the source, where the file tells none")
    verb.add_argument("--preview", action="store_true", help="show how the rows are read, and write nothing")
    spoken = "file of the refused rows with their reasons (the file's name with .refused, in this folder)"
    verb.add_argument("--refused", type=Path, metavar="FILE", help=spoken)


def _open_repair(arguments: argparse.Namespace) -> Answer:
    groups = _groups(arguments.groups) if arguments.groups else {}
    now = datetime.datetime.now(datetime.UTC)
    with _told():
        reader = open_repair.Reader(
            arguments.file,
            place=arguments.place,
            now=now,
            groups=groups,
            source=arguments.source,
            order=arguments.dates,
            mapping=arguments.mapping,
        )
        practices, categories = reader.mapping.outcomes, {found.to for found in reader.mapping.categories}
        named = [(practice, category) for practice in practices for category in categories]
        return _run(reader, arguments, now, named, {arguments.place, *groups.values()})


def _table(arguments: argparse.Namespace) -> Answer:
    now = datetime.datetime.now(datetime.UTC)
    with _told():
        mapping = documents.load(_mapping_file(arguments.mapping), columns.Mapping)
        reader = columns.Reader(arguments.file, mapping, now=now, place=arguments.place, source=arguments.source)
        arguments.open_data = mapping.open_data if arguments.open_data is None else arguments.open_data
        return _run(reader, arguments, now, columns.words(mapping), reader.places())


@contextmanager
def _told() -> Iterator[None]:
    """What a file or a mapping says of itself when it cannot be used, said by the command line."""
    try:
        yield
    except (NotATable, documents.BadMapping) as error:
        raise Refused(f"{error}.") from error
    except BrokenPipeError:
        raise
    except OSError as error:
        named = error.filename or "a file"  # none is told of one that is open already
        raise Refused(f"cannot read or write {named} ({error.strerror}).") from error


def _run(
    reader: Reader,
    arguments: argparse.Namespace,
    now: datetime.datetime,
    named: Sequence[tuple[str, str | None]],
    places: set[str],
) -> Answer:
    _check_words(named)
    if arguments.preview:
        if site.look_in():
            _check_places(places, enter=False)
        return _preview(reader)
    site.open_site()
    _check_places(places)
    path: Path = arguments.refused or Path(f"{arguments.file.stem}.refused.csv")
    if path.absolute() == arguments.file.absolute():
        raise Refused("--refused names the file to import itself; choose another.")
    if not path.absolute().parent.is_dir():  # said before anything is recorded, not at the first refused row
        raise Refused(f"the folder {path.parent} of the refused rows does not exist: make it first, or choose another.")
    account = Account()
    with ExitStack() as stack:
        kept = Refusals(
            reader.table.columns, lambda: stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        )
        for batch in _batches(readings(reader)):
            _record(batch, reader, arguments.open_data, now, account, kept)
            _show(account)
    site.fold(now)
    told = [f"The refused rows are in {path}: mend them there, and import that file."] if kept.begun else []
    return Answer("\n".join([*_account(reader, account), *told]), FOUND if account.outcomes["refused"] else 0)


def _batches(found: Iterator[Reading]) -> Iterator[list[Reading]]:
    while batch := list(islice(found, site.BATCH)):
        yield batch


def _record(
    batch: list[Reading], reader: Reader, open_data: bool, now: datetime.datetime, account: Account, kept: Refusals
) -> None:
    """Record the events of a batch, then count and keep its refusals: stopped in between, it can be run again."""
    said: dict[int, tuple[str, str]] = {}
    for code in dict.fromkeys(reading.event.source for reading in batch if reading.event):
        own = [(n, r.event) for n, r in enumerate(batch) if r.event and r.event.source == code]
        outcomes = site.record((event for _, event in own), source=_source(code, reader, open_data), now=now)
        said |= {n: (outcome.status, outcome.reason) for (n, _), (_, outcome) in zip(own, outcomes, strict=True)}
    for position, reading in enumerate(batch):
        status, reason = said.get(position, (reading.status, reading.reason))
        account.add(reading, next(s for s in STATUSES if s == status), reading.kind or reason)
        if status == "refused":
            kept.add(reading.row, reason)


def _source(code: str, reader: Reader, open_data: bool) -> Any:
    """The row of the source, which only the site's door knows how to use."""
    name, credit, licence = reader.about(code)
    found = site.source(code, name, open_data=open_data, credit=credit, licence=licence)
    if found.open_data != open_data:
        held = "open data" if found.open_data else "not open data"
        raise Refused(f"the source '{code}' was entered as {held}; import it as that, or under another --source.")
    return found


# --- what is checked and read beside the file ------------------------------------------------------------------------


def _check_words(named: Sequence[tuple[str, str | None]]) -> None:
    """Refuse a mapping whose own words the evidence does not know, before any row is read."""
    pack = france()
    for practice, category in named:
        found = pack.practices.get(practice)
        if found is None or found.kind != "exchange":
            told = ", ".join(id for id, known in pack.practices.items() if known.kind == "exchange")
            raise Refused(f"the mapping names the practice '{practice}'; use one of {told}.")
        if category in (None, columns.UNKNOWN):
            continue
        held = pack.categories.get(category or "")
        if held is None or held.kind != found.category_kind:
            wrong = f"the mapping names '{category}', which is no category of '{practice}'"
            raise Refused(f"{wrong}; use one that is, or unknown.")
        if held.excluded:
            raise Refused(f"the mapping names '{category}', which earns no credit: {held.excluded.en}")


def _check_places(places: set[str], *, enter: bool = True) -> None:
    """Refuse places that no fact can be recorded at, before any row is read."""
    for code in sorted(places):
        if reason := site.misplaced(code, enter=enter):
            raise Refused(f"{reason}.")


def _mapping_file(told: str) -> Path:
    if told in documents.ready() and not Path(told).exists():
        return documents.HERE / f"{told}.yaml"
    return Path(told)


def _groups(path: Path) -> dict[str, str]:
    """Group → code of its place."""
    with _told():
        if path.suffix.lower() in (".yaml", ".yml"):
            return documents.load(path, dict[str, str])
        table = opened(
            path, {"group": Wanted(["group", "group_identifier", "groupe"]), "place": Wanted(["place", "lieu"])}
        )
        rows = [(table.cell(row, "group"), table.cell(row, "place")) for row in table.rows() if not row.fault]
    bare = next((group for group, place in rows if not place), None)
    if bare is not None:
        raise Refused(f"{path.name}: the group '{bare}' has no place; give it one, or take its line out.")
    return dict(rows)


# --- what is said ----------------------------------------------------------------------------------------------------


def _preview(reader: Reader) -> Answer:
    account = Account()
    first: list[Reading] = []
    for reading in readings(reader):
        account.add(reading, reading.status, reading.kind)
        if len(first) < SHOWN:
            first.append(reading)
        if account.rows % site.BATCH == 0:
            _show(account)
    lines = [f"The first rows of {reader.table.path.name}, as they would be recorded:", ""]
    lines += [_line(reading) for reading in first]
    return Answer("\n".join([*lines, "", *_account(reader, account), "Preview: nothing was recorded."]))


def _line(reading: Reading) -> str:
    event = reading.event
    if event is None:
        return f"  line {reading.row.line}: refused, {reading.reason}"
    amounts = [
        f"{getattr(event, name)} {name}" for name in columns.QUANTITIES if getattr(event, name) > (name == "count")
    ]
    persons = [name for name in columns.PERSONS if getattr(event, name)]
    told = [event.id, event.occurred_at.date().isoformat(), event.place, event.practice, event.category or "unknown"]
    again = "  (again)" if reading.status == "duplicate" else ""
    return f"  line {reading.row.line}: " + "  ".join([*told, *amounts, *persons]) + again


def _account(reader: Reader, account: Account) -> list[str]:
    """Every row counted once, by outcome, by reason, and by what the format counts by."""
    table = reader.table
    lines = [f"{table.path.name}: {account.rows:,} rows"]
    lines += [f"  {status:<10}{account.outcomes[status]:>12,}" for status in STATUSES]
    lines += [f"    {rows:>8,}  {kind}" for kind, rows in account.reasons.most_common(SHOWN)]
    for mark in reader.marked:
        lines += _by(mark, account)
    told = [*reader.notes()]
    if table.notes.empty:
        told.append(f"empty rows passed over: {table.notes.empty:,}")
    if table.notes.windows:
        told.append(f"lines read as Windows-1252, not being UTF-8: {table.notes.windows:,}")
    return [*lines, *(f"  note: {note}" for note in told)]


def _by(mark: str, account: Account) -> list[str]:
    values = account.values(mark)
    lines = [f"  {f'by {mark}':<{_WIDTH + 2}}" + "".join(f"{status:>12}" for status in STATUSES)] if values else []
    for value, rows in values[:SHOWN]:
        lines.append(f"    {value[:_WIDTH]:<{_WIDTH}}" + "".join(f"{rows[status]:>12,}" for status in STATUSES))
    if len(values) > SHOWN:
        rest = [sum(rows[status] for _, rows in values[SHOWN:]) for status in STATUSES]
        others = len(values) - SHOWN
        name = "1 other" if others == 1 else f"{others:,} others"
        lines.append(f"    {name:<{_WIDTH}}" + "".join(f"{count:>12,}" for count in rest))
    return lines


def _show(account: Account) -> None:
    """Rows done so far, for somebody who watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{account.rows:,} rows …")
        sys.stderr.flush()
