"""Small lakes, written by hand."""

from pathlib import Path
from typing import Any

import pytest

from mitoyen.counting import lake
from mitoyen.counting.count import count
from mitoyen.counting.results import questions

USUAL: dict[str, Any] = {
    "received": 1,
    "event_key": 1,
    "reverses_key": 0,
    "source": "corderies",
    "id": "e1",
    "occurred": 1_795_392_000_000_000,
    "day": 20_780,
    "month": 202611,
    "place": "35288-corderies",
    "practice": "lend",
    "category": "drill",
    "proof": "A",
    "count": 1,
    "grams": 0,
    "metres": 0,
    "minutes": 0,
    "cents": 0,
    "giver": 11,
    "receiver": 12,
    "counterfactual": "",
}


@pytest.fixture
def rows_of():
    """Rows of a lake, each told by what is not usual in it; they are received in this order."""

    def made(*told):
        usual = ({**USUAL, "received": number, "event_key": number} for number in range(1, len(told) + 1))
        return [tuple({**row, **changed}.values()) for row, changed in zip(usual, told, strict=True)]

    return made


@pytest.fixture
def lake_of(tmp_path, rows_of):
    """A lake of such rows."""

    def made(*told, name="lake") -> Path:
        lake.write(rows_of(*told), tmp_path / name)
        return tmp_path / name

    return made


@pytest.fixture
def tables():
    """Every table of a lake, as one engine counts it."""

    def counted(folder, engine, by="day", **options):
        with count(folder, engine=engine, by=by, **options) as found:
            return {question: found.rows(question) for question in questions(by)}

    return counted
