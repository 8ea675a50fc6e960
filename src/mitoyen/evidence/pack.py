"""A pack: everything one country's evidence says, read and cross-checked as a whole."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mitoyen.evidence import former, parsing
from mitoyen.evidence.once import once
from mitoyen.evidence.reader import Block, EvidenceError, read
from mitoyen.evidence.records import Category, Factor, Family, Former, Indicator, Launch, Persona, Practice, Source
from mitoyen.uncertainty.draws import Register

TALLY = "tally"
"""The result of an indicator that counts the exchanges themselves."""

_FRANCE = Path(__file__).parent.parent / "packs" / "france"
_CATEGORY_ABOUT = frozenset({"label", "family", "period", "place", "review_by", "why", "excluded", "kind"})


@dataclass(frozen=True)
class Pack:
    """The evidence of one country, at one version."""

    id: str
    version: str
    name: str
    """What figures carry: what it is, which release, and eight digits of its content when it was published."""
    published: datetime.date
    licence: str
    sources: Mapping[str, Source]
    factors: Mapping[str, Factor]
    """Every factor, attributes of categories (`drill_cordless.mass`) included."""
    families: Mapping[str, Family]
    categories: Mapping[str, Category]
    practices: Mapping[str, Practice]
    indicators: Mapping[str, Indicator]
    personas: Mapping[str, Persona]
    launches: Mapping[str, Launch]
    renames: Mapping[str, str]
    register: Register
    formers: tuple[Former, ...]
    """The versions published before this one, the newest first."""
    digest: str
    """Of its content, as it was read or rebuilt."""

    @property
    def versions(self) -> tuple[str, ...]:
        """This version and those before it, the newest first."""
        return (self.version, *(former.version for former in self.formers))

    def as_of(self, version: str) -> Pack:
        """The factors as `version` held them, under today's practices and equations; LookupError lists the versions.

        A factor added since is kept as it is: equations need it, and it then explains no difference.
        """
        if version == self.version:
            return self
        if version not in self.versions:
            raise LookupError(f"no version of the evidence is called '{version}'; choose {', '.join(self.versions)}")
        since = self.formers[: self.versions.index(version)]
        content = hashlib.sha256("".join((self.digest, *(one.digest for one in since))).encode())
        return dataclasses.replace(
            self,
            version=version,
            name=since[-1].name,
            published=since[-1].published,
            factors=former.overlaid(self.factors, since),
            formers=self.formers[len(since) :],
            digest=content.hexdigest(),
        )

    def factor(self, id: str) -> Factor:
        """The factor called `id`, today or in former times; LookupError says what to do."""
        known = self.factors.get(self.renames.get(id, id))
        if known is None:
            raise LookupError(f"no factor is called '{id}'; `mitoyen evidence list` shows them all")
        return known

    def expired(self, today: datetime.date) -> list[Factor]:
        """Factors whose review date has passed, the oldest first."""
        late = (factor for factor in self.factors.values() if factor.review_by < today)
        return sorted(late, key=lambda factor: factor.review_by)


def france(version: str | None = None) -> Pack:
    """The France pack that comes with this distribution, today's or a former `version`; LookupError lists them."""
    return _france() if version is None else _france_as_of(version)


def versions() -> tuple[str, ...]:
    """The versions of the France pack that `france` knows, the newest first."""
    return france().versions


@once
def _france() -> Pack:
    return load(_FRANCE)


@cache
def _france_as_of(version: str) -> Pack:
    return _france().as_of(version)


def load(folder: Path) -> Pack:
    """Read and check the pack in `folder`; raises EvidenceError with file and line at the first record refused."""
    about = read(folder / "pack.yaml")
    about.only(frozenset({"id", "version", "published", "licence", "title"}))
    sources = {id: parsing.source(id, block) for id, block in _records(folder, "sources")}
    factors = {id: parsing.factor(id, block, sources) for id, block in _records(folder, "factors")}
    families = {id: parsing.family(id, block) for id, block in _records(folder, "families")}
    categories: dict[str, Category] = {}
    for kind, folder_name in (("object", "objects"), (None, "categories")):
        for id, block in _records(folder, folder_name):
            if id in categories:
                raise block.error(f"the category '{id}' exists already; give this one another name")
            category, own = _category(id, kind, block, families, sources)
            categories[id] = category
            factors |= own
    renamed, launches = read(folder / "renames.yaml"), read(folder / "launches.yaml")
    renames = {old: renamed.text(old) for old in renamed}
    id, version, digest = about.text("id"), about.text("version"), _digest(folder)
    pack = Pack(
        id=id,
        version=version,
        name=f"{id}-{version}-{digest[:8]}",
        published=about.date("published"),
        licence=about.text("licence"),
        sources=sources,
        factors=factors,
        families=families,
        categories=categories,
        practices={id: parsing.practice(id, block) for id, block in _records(folder, "practices")},
        indicators={id: parsing.indicator(id, block) for id, block in _records(folder, "indicators")},
        personas={id: parsing.persona(id, block) for id, block in _records(folder, "personas")},
        launches={id: parsing.launch(id, launches.block(id), sources) for id in launches},
        renames=renames,
        register=Register((folder / "draws.txt").read_text(encoding="utf-8").split()),
        formers=former.read_all(folder, sources, renames),
        digest=digest,
    )
    _cross_check(pack)
    return pack


def _records(folder: Path, kind: str) -> Iterator[tuple[str, Block]]:
    """Every record of one kind, over all its files; a name used in two files is refused."""
    homes: dict[str, str] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        entries = read(path, f"{kind}/{path.name}")
        for id in entries:
            if id in homes:
                raise entries.error(f"'{id}' stands already in {homes[id]}; keep one", id)
            homes[id] = entries.file
            yield id, entries.block(id)


def _category(
    id: str, kind: str | None, block: Block, families: Mapping[str, Family], sources: Mapping[str, Source]
) -> tuple[Category, dict[str, Factor]]:
    kind = kind or block.text("kind")
    label = parsing.text(block, "label")
    family = block.text("family") if "family" in block else None
    if family is not None and family not in families:
        raise block.error(f"the family '{family}' is not in families/; add it there or correct the name", "family")
    attributes = dict(families[family].attributes) if family else {}
    own: dict[str, Factor] = {}
    for name in block:
        if name in _CATEGORY_ABOUT:
            continue
        if isinstance(block[name], Block):
            own[f"{id}.{name}"] = parsing.attribute(f"{id}.{name}", block.block(name), block, label, sources)
            attributes[name] = f"{id}.{name}"
        else:
            attributes[name] = block.text(name)
    arguments = {f"{kind}_{name}": factor for name, factor in attributes.items()}
    why, excluded = parsing.optional_text(block, "why"), parsing.optional_text(block, "excluded")
    return Category(id, kind, label, family, arguments, why, excluded), own


def _digest(folder: Path) -> str:
    """Of what this version says; what former ones said is no part of it."""
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".txt") and path.parent.name != "former":
            content.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()


def _cross_check(pack: Pack) -> None:
    """Every name that a record uses must exist; EvidenceError names the record and what is missing."""
    for owner, used, known, what in _references(pack):
        if used not in known:
            raise EvidenceError(f"{owner} names the {what} '{used}', which the pack does not hold; add it")
    register = set(pack.register.names)
    former.check(pack.factors, pack.formers)
    every = (pack.factors, *(former.overlaid({}, [one]) for one in pack.formers))
    needed = dict.fromkeys(name for factors in every for factor in factors.values() for name in factor.draw_names)
    missing = [name for name in needed if name not in register]
    if missing:
        raise EvidenceError(f"draws.txt: add at the end, one a line: {', '.join(missing[:8])} ({len(missing)} in all)")


def _references(pack: Pack) -> Iterator[tuple[str, str, Mapping[str, object], str]]:
    """Who names what, where it must be found, and what it is called."""
    yield from _references_of_practices(pack)
    for category in pack.categories.values():
        yield from ((f"category {category.id}", name, pack.factors, "factor") for name in category.attributes.values())
    for indicator in pack.indicators.values():
        yield from ((f"indicator {indicator.id}", name, pack.indicators, "indicator") for name in indicator.sum_of)
    for owner, usage in ((persona.id, usage) for persona in pack.personas.values() for usage in persona.usage):
        yield f"persona {owner}", usage.practice, pack.practices, "practice"
        if usage.category is not None:
            yield f"persona {owner}", usage.category, pack.categories, "category"
    yield from ((f"renames.yaml: {old}", new, pack.factors, "factor") for old, new in pack.renames.items())


def _references_of_practices(pack: Pack) -> Iterator[tuple[str, str, Mapping[str, object], str]]:
    for practice in pack.practices.values():
        owner = f"practice {practice.id}"
        yield from ((owner, name, pack.factors, "factor") for name in (practice.rate, practice.cap) if name is not None)
        yield from ((owner, name, pack.indicators, "indicator") for name in practice.results)
        yield from ((owner, name, pack.categories, "category") for name in practice.usual)
