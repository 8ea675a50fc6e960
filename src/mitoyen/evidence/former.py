"""Versions published before: only what the version after each of them changed is kept.

`former/2026.11.yaml` holds the factors that 2026.12 corrected, as 2026.11 held them. A version is rebuilt from today's
by laying these files over it, the newest first. A value that changed because the world did stands in its own record,
under its date; what stands here is what we had read or shaped wrongly.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mitoyen.evidence import parsing
from mitoyen.evidence.reader import Block, EvidenceError, read
from mitoyen.evidence.records import Correction, Factor, Former, Source

_KEYS = frozenset({"name", "published", "summary", "corrections", "added"})


def read_all(folder: Path, sources: Mapping[str, Source], renames: Mapping[str, str]) -> tuple[Former, ...]:
    """The former versions of the pack in `folder`, the newest first; raises EvidenceError with file and line."""
    paths = sorted((folder / "former").glob("*.yaml"), key=lambda path: _order(path.stem), reverse=True)
    return tuple(_former(path, sources, renames) for path in paths)


def overlaid(factors: Mapping[str, Factor], formers: Iterable[Former]) -> dict[str, Factor]:
    """The factors as they stood before each of `formers` (the newest first) was replaced.

    A factor added since stays as it is: today's equations need it, and the former version said nothing of it.
    """
    found = dict(factors)
    for former in formers:
        found |= {id: correction.former for id, correction in former.corrections.items()}
    return found


def check(factors: Mapping[str, Factor], formers: Iterable[Former]) -> None:
    """Raise EvidenceError for a correction that corrects nothing, or an addition that nobody made."""
    later = dict(factors)
    for former in formers:
        for complaint in _complaints(later, former):
            raise EvidenceError(complaint)
        later = overlaid(later, [former])


def _complaints(later: Mapping[str, Factor], former: Former) -> Iterator[str]:
    for id, correction in former.corrections.items():
        before, after = correction.former, later.get(id)
        if after is not None and (before.current, before.unit) == (after.current, after.unit):
            yield f"{before.file}:{before.line}: '{id}' has the value of the version after it; take it out"
    for id in former.added:
        if id not in later:
            yield f"former/{former.version}.yaml: 'added' names '{id}', which the version after it does not hold"


def _former(path: Path, sources: Mapping[str, Source], renames: Mapping[str, str]) -> Former:
    block = read(path, f"former/{path.name}")
    block.only(_KEYS)
    records = block.block("corrections")
    return Former(
        version=path.stem,
        name=block.text("name"),
        published=block.date("published"),
        summary=parsing.text(block, "summary"),
        corrections={renames.get(id, id): _correction(id, records.block(id), sources, renames) for id in records},
        added=_added(block),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _correction(id: str, block: Block, sources: Mapping[str, Source], renames: Mapping[str, str]) -> Correction:
    """A factor that has changed its name since is filed under today's, where equations and draws look for it."""
    block.only(frozenset({"corrected", "record"}))
    record = parsing.factor(id, block.block("record"), sources)
    return Correction(dataclasses.replace(record, id=renames.get(id, id)), parsing.text(block, "corrected"))


def _added(block: Block) -> tuple[str, ...]:
    found = block.get("added") or []
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise block.error("'added' must be a list of names of factors", "added")
    return tuple(found)


def _order(version: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in version.split("."))
    except ValueError:
        raise EvidenceError(f"former/{version}.yaml: a version is called 2026.11; rename the file") from None
