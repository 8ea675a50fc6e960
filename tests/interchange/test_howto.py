"""docs/howto/import.md: its table and its mapping are imported, and its preview is what the command says."""

import re

import pytest

from mitoyen.cli import main
from tests.house import source

PAGE = source.ROOT / "docs" / "howto" / "import.md"


@pytest.mark.django_db
def test_the_example_of_the_page_says_what_the_page_shows(tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prets.csv").write_text(next(text for kind, text in blocks if kind == "csv"), encoding="utf-8")
    (tmp_path / "corderies.yaml").write_text(next(text for kind, text in blocks if kind == "yaml"), encoding="utf-8")
    (shown,) = (text for kind, text in blocks if kind == "text" and text.startswith("$ "))
    typed, _, expected = shown.partition("\n")
    assert main(typed.removeprefix("$ mitoyen ").split()) == 0
    assert expected == capsys.readouterr().out
