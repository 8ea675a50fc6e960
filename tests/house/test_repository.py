"""The repository is at home on anybody's machine."""

import re
import tomllib

import pytest
import yaml

from tests.house import source
from tools import reference

LOCKS = ("requirements-install.lock", "requirements.lock", "requirements-dev.lock")
MACHINE = re.compile(r"(?<![\w./-])/(?:root|work|home/\w+|Users/\w+|tmp/\w+)/")
READ = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".lock", ".txt", ".cfg", ".po", ""}


def test_no_file_speaks_of_one_machine():
    written = [path for path in source.files() if path.suffix in READ]
    assert {source.named(path) for path in written if MACHINE.search(path.read_text(errors="ignore"))} == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_address(name):
    lines = (source.ROOT / name).read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith(" ")]
    assert "://" not in "\n".join(lines)
    assert [line for line in pinned if "==" not in line] == []
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)


def test_no_lock_says_where_a_package_was_fetched():
    locks = [path for path in source.files() if path.name in ("package-lock.json", "uv.lock")]
    assert [
        source.named(path) for path in locks if '"resolved"' in path.read_text() or "registry" in path.read_text()
    ] == []


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text())
    wanted = {_name(line) for line in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]}
    locked = {_name(line) for line in (source.ROOT / "requirements-dev.lock").read_text().splitlines()}
    assert wanted - locked == set()


def test_the_two_development_locks_agree():
    runtime, development = (_versions(name) for name in LOCKS[1:])
    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}


@pytest.mark.parametrize("name", ["README.md", "README.fr.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_a_page_links_only_to_what_exists(name):
    page = (source.ROOT / name).read_text()
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page) if "://" not in link]
    assert [link for link in links if link and not (source.ROOT / link).exists()] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_public_catalogue_entry_keeps_to_its_lengths(language):
    entry = yaml.safe_load((source.ROOT / "publiccode.yml").read_text())
    described = entry["description"][language]
    assert len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert language in entry["localisation"]["availableLanguages"]


def test_every_verb_of_the_makefile_has_its_sentence():
    makefile = (source.ROOT / "Makefile").read_text()
    for verb in ("demo", "test", "check", "bench", "docs"):
        assert re.search(rf"^{verb}:.*## \w.{{10,}}$", makefile, re.MULTILINE), verb


def test_every_setting_and_command_has_its_page():
    assert reference.behind() == []


def test_continuous_integration_runs_what_a_newcomer_runs():
    lines = (source.ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec make test"


def _name(line):
    return re.split(r"[\s=<>\[;~!]", line.strip())[0].lower().replace("_", "-")


def _versions(name):
    pairs = re.findall(r"^(\S+?)==(\S+)", (source.ROOT / name).read_text(), re.MULTILINE)
    return dict(pairs)
