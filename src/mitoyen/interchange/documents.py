"""Mappings are data: YAML read strictly, every scalar as text until its field says what it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

HERE = Path(__file__).parent / "mappings"
"""The mappings that come with the house."""

T = TypeVar("T")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")


class BadMapping(ValueError):
    """A mapping that cannot be used; the sentence names the file and what to mend."""


class _Strict(yaml.BaseLoader):
    """Text only ("no" stays "no", 01001 keeps its zero), and a key written twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"'{twice}' is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


def ready() -> list[str]:
    """Names of the mappings of tables that come with the house."""
    return sorted(path.stem for path in HERE.glob("*.yaml") if path.stem != "open-repair")


def check_source(name: str | None) -> None:
    """BadMapping for a name that no source can have."""
    if name is not None and not _SOURCE.fullmatch(name):
        raise BadMapping(f"'{name}' is no name of a source; use small letters, digits and hyphens, 80 at most")


def load(path: Path, into: type[T]) -> T:
    """The document in `path` as a record; BadMapping says where it does not fit."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            held = yaml.load(file, _Strict)  # noqa: S506 - BaseLoader builds text, lists and mappings only
    except OSError as error:
        raise BadMapping(f"cannot read {path} ({error.strerror or error})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is no YAML: {' '.join(str(error).split())}") from error
    try:
        return msgspec.convert(held, into, strict=False)
    except msgspec.ValidationError as error:
        raise BadMapping(f"{path.name}: {error}") from error
