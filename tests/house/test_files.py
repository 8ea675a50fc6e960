"""Sizes and names: a room is entered at a glance, and no room is a lumber room."""

import re

from tests.house import source

WALL = 500
LUMBER_ROOMS = {"utils", "util", "common", "helpers", "helper", "misc", "tools", "lib", "core", "shared"}


def test_no_file_is_longer_than_the_wall():
    counted = {source.named(path): _lines(path) for path in source.with_suffix(".py", ".css", ".html", ".js")}
    assert {name: lines for name, lines in counted.items() if lines > WALL} == {}


def test_no_room_is_a_lumber_room():
    rooms = [path for path in source.with_suffix(".py") if path.is_relative_to(source.PACKAGE)]
    words = {source.named(path): {path.stem, *path.relative_to(source.PACKAGE).parts[:-1]} for path in rooms}
    assert {name for name, said in words.items() if said & LUMBER_ROOMS} == set()


def test_every_module_but_the_empty_ones_says_what_it_is_for():
    modules = [path for path in [*source.library(), *source.site()] if path.name not in ("urls.py", "apps.py")]
    silent = {
        source.named(path) for path in modules if (text := path.read_text()) and not text.startswith(('"""', "#"))
    }
    assert silent == set()


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    written = [path for path in source.with_suffix(".py", ".html", ".css", ".js") if path.name != "test_files.py"]
    assert {source.named(path) for path in written if later.search(path.read_text())} == set()


def test_every_exception_to_a_check_gives_its_reason():
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[\w, -]+\])?)\s*$", re.MULTILINE)
    excused = {source.named(path) for path in source.with_suffix(".py") if bare.search(path.read_text())}
    assert excused == set()


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())
