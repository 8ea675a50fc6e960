"""Drawings of the method: what they show is where it should be, and in the table beside."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from mitoyen.reporting.charts import Interval
from mitoyen.web.method import drawings

WORDS = {"name": "d", "title": "Titre", "description": "Description"}


def positions(svg, kind):
    return [float(x) for x in re.findall(rf'class="{kind}"[^>]*? (?:x1|cx)="([\d.]+)%"', svg)]


def test_a_density_keeps_its_band_and_its_median():
    draws = np.random.default_rng(1).normal(100, 10, 4096)
    chart = drawings.density(**WORDS, draws=draws, header=["10", "50", "90"], write=lambda v: f"{v:.0f}")
    assert chart.rows == (("87", "100", "113"),)
    assert positions(chart.svg, "c-median")[0] == pytest.approx(50, abs=8)


def test_a_value_far_from_zero_is_not_squeezed_against_the_edge():
    draws = np.random.default_rng(1).normal(1000, 1, 4096)
    chart = drawings.density(**WORDS, draws=draws, header=["10", "50", "90"], write=lambda v: f"{v:g}")
    assert ">0<" not in chart.svg
    assert 20 < positions(chart.svg, "c-median")[0] < 80


def test_what_was_seen_stands_at_its_time_and_what_is_undated_spans_it():
    curve = [Interval(str(month), 0.01 * month, 0.02 * month, 0.03 * month) for month in range(11)]
    chart = drawings.points_in_fan(
        **WORDS,
        curve=curve,
        points=[(5, 5, 0.1, "daté"), (2, 8, 0.2, "sans date & plus")],
        marks=[(0, "0"), (10, "10")],
        header=["mois", "10", "50", "90"],
        write=lambda v: f"{v:g}",
    )
    assert positions(chart.svg, "m-point") == [50]
    assert positions(chart.svg, "m-undated") == [20]
    ElementTree.fromstring(chart.svg)  # noqa: S314 - our own drawing
