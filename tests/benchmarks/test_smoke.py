"""Every figure runs at a tiny size; inside, each asserts that its versions give equal results. No time is asserted."""

import importlib
import json
from pathlib import Path

import pytest

from benchmarks import report, w2_sites
from benchmarks.__main__ import FIGURES
from benchmarks.measure import Figure, Goal, Timing
from tests import prepared


@pytest.fixture
def sites_made_once(monkeypatch, copy_of, name):
    """A site on SQLite to be measured is a copy: to make its tables and its sample takes longer than to measure it."""
    made, plain = prepared.sample if name == "w2_boards" else prepared.empty, w2_sites._environment
    monkeypatch.setattr(w2_sites, "_environment", lambda folder: plain(str(copy_of(made, Path(folder)))))


@pytest.mark.usefixtures("sites_made_once")
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_runs_small_and_survives_its_way_to_the_page(name):
    figure = importlib.import_module(f"benchmarks.{name}").measure(small=True)
    again = Figure.from_json(json.loads(json.dumps(figure.as_json())))
    page = report.page([again], {})
    for words in (figure.title, figure.about, *(timing.name for timing in figure.timings)):
        assert words in page


@pytest.mark.parametrize(
    ("value", "more_is_better", "word"),
    [
        (4, False, "target"),
        (9, False, "floor"),
        (11, False, "**missed**"),
        (11, True, "target"),
        (4, True, "**missed**"),
    ],
)
def test_a_goal_says_what_it_meets(value, more_is_better, word):
    goal = Goal("Wall", value, floor=10, target=5, unit="s", more_is_better=more_is_better)
    if more_is_better:
        goal = Goal("Ratio", value, floor=5, target=10, unit="×", more_is_better=True)
    figure = Figure("A figure", "About it.", [Timing("ours", 1.0, 1.0)], goals=[goal])
    assert f"| {word} |" in report.page([figure], {})
    assert report.missed(figure) == (word == "**missed**")


def test_a_missed_floor_brings_its_profile():
    figure = Figure("A figure", "About it.", [Timing("ours", 1.0, 1.0)], goals=[Goal("Wall", 11, 10, 5, "s")])
    assert "12 calls in 3 seconds" in report.page([figure], {"A figure": "12 calls in 3 seconds"})
