"""YAML, read strictly: every complaint names the file and the line.

Plain YAML forgives what a register of evidence must not: a repeated key wins silently, `NO` means false, `1e-3` is
text. Here a repeated key, an unknown key, a missing key and a word that YAML would turn into a truth value are refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Scalar = str | int | float | bool | datetime.date | None


class EvidenceError(ValueError):
    """A record that cannot be accepted; the message starts with file:line."""


class Block(Mapping[str, Any]):
    """A YAML mapping that knows where each of its keys stands and which of them were asked for."""

    def __init__(self, file: str, line: int, entries: dict[str, Any], lines: dict[str, int]) -> None:
        self.file, self.line = file, line
        self._entries, self._lines = entries, lines

    def __getitem__(self, key: str) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def error(self, message: str, key: str | None = None) -> EvidenceError:
        """An error at this block, or at one of its keys."""
        return EvidenceError(f"{self.file}:{self._lines.get(key or '', self.line)}: {message}")

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse a key that is not in `allowed`."""
        for key in self:
            if key not in allowed:
                raise self.error(f"unknown key '{key}'; this record takes {', '.join(sorted(allowed))}", key)

    def text(self, key: str) -> str:
        """The text under `key`; refuses absence, emptiness and anything that is not text."""
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"'{key}' must be a text; put it in quotes", key)
        return value.strip()

    def number(self, key: str) -> float:
        """The finite number under `key`; `1e-3`, which YAML reads as text, is refused with the way to write it."""
        value = self._required(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"'{key}' must be a number written out (0.001, not 1e-3), not {value!r}", key)
        if value != value or value in (float("inf"), float("-inf")):
            raise self.error(f"'{key}' must be a finite number", key)
        return float(value)

    def whole(self, key: str) -> int:
        """The whole number under `key`."""
        value = self._required(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"'{key}' must be a whole number, not {value!r}", key)
        return value

    def date(self, key: str) -> datetime.date:
        """The date under `key`, written 2026-11-22 without quotes."""
        value = self._required(key)
        if not isinstance(value, datetime.date):
            raise self.error(f"'{key}' must be a date written 2026-11-22 without quotes", key)
        return value

    def flag(self, key: str) -> bool:
        """The truth value under `key`, false when it is absent."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"'{key}' must be true or false", key)
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """The word under `key`, one of `allowed`."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(f"'{key}' must be one of {', '.join(allowed)}, not '{value}'", key)
        return value

    def block(self, key: str) -> Block:
        """The mapping under `key`."""
        value = self._required(key)
        if not isinstance(value, Block):
            raise self.error(f"'{key}' must hold keys of its own", key)
        return value

    def blocks(self, key: str) -> list[Block]:
        """The list of mappings under `key`, empty when it is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Block) for item in value):
            raise self.error(f"'{key}' must be a list of records", key)
        return list(value)

    def _required(self, key: str) -> Any:
        if key not in self._entries:
            raise self.error(f"'{key}' is missing")
        return self._entries[key]


def read(path: Path, name: str | None = None) -> Block:
    """The mapping written in the file at `path`; `name` is what errors call the file."""
    name = name or path.name
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise EvidenceError(
            f"{name}:{line}: this is not YAML ({error.problem}); check quotes and indentation"
        ) from None
    if node is None:
        return Block(name, 1, {}, {})
    value = _value(node, name)
    if not isinstance(value, Block):
        raise EvidenceError(f"{name}:1: a file of the pack is a mapping of keys to records")
    return value


def _value(node: yaml.Node, file: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, file) for child in node.value]
    return _scalar(node, file)


def _mapping(node: yaml.MappingNode, file: str) -> Block:
    entries: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value)
        if key in entries:
            raise EvidenceError(f"{file}:{line}: the key '{key}' stands twice (first on line {lines[key]}); keep one")
        entries[key], lines[key] = _value(value_node, file), line
    return Block(file, node.start_mark.line + 1, entries, lines)


_SCALARS: dict[str, Callable[[Any, Any], Any]] = {
    "tag:yaml.org,2002:int": yaml.SafeLoader.construct_yaml_int,
    "tag:yaml.org,2002:float": yaml.SafeLoader.construct_yaml_float,
    "tag:yaml.org,2002:timestamp": yaml.SafeLoader.construct_yaml_timestamp,
}


def _scalar(node: yaml.Node, file: str) -> Scalar:
    line = node.start_mark.line + 1
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        if node.value not in ("true", "false"):
            raise EvidenceError(f"{file}:{line}: YAML reads '{node.value}' as a truth value; put the word in quotes")
        return bool(node.value == "true")
    if node.tag in _SCALARS:
        value: Scalar = _SCALARS[node.tag](yaml.SafeLoader(""), node)
        return value
    return str(node.value)
