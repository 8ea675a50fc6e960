"""The page of the evidence's versions: former value, new value, reason, and what it moved."""

import re

import numpy as np
import pytest

from mitoyen.evidence.pack import france, versions
from mitoyen.impact.assessment import assess
from mitoyen.web.ui.calculator import calculator, pricing

PAGE = "/methode/versions/"


def read(client, address):
    """The words of a page, without its tags; every space is a plain one."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_version_is_named_as_figures_name_it(client):
    text = read(client, PAGE)
    assert all(france(version).name in text for version in versions())


def test_a_correction_shows_both_means_and_its_reason(client):
    """The mean of a lognormal law of median 0.88 and of factor 1.7993 is 1.0457."""
    text = read(client, PAGE)
    assert "Moyenne des tirages 1,05 0,88" in text
    assert france().formers[0].corrections["food_gift_mass"].why.fr.replace("\u00a0", " ") in text
    assert "Mean of the draws 1.05 0.88" in read(client, "/en" + PAGE)


def test_what_it_moved_is_computed_again_another_way(client):
    """A light member's gain, by the equations in double precision, under each version."""
    usage = france().personas["light"].usage
    gains = [assess(pricing(version), usage)["resident_gain"] for version in ("2026.11", None)]
    before_and_after = r"Gain des habitants (\d+) € \((\d+) à (\d+)\) (\d+) € \((\d+) à (\d+)\)"
    shown = re.search(before_and_after, read(client, PAGE))
    assert shown is not None
    expected = [quantile for gain in gains for quantile in np.quantile(gain, (0.5, 0.1, 0.9))]
    assert [float(number) for number in shown.groups()] == pytest.approx(expected, rel=0.06)  # two digits are shown


def test_the_factor_and_the_index_lead_to_it(client):
    assert PAGE in client.get("/methode/").content.decode()
    factor = read(client, "/methode/facteurs/food_gift_mass/")
    assert "Version 2026.12 : 0,88 kg est une moyenne" in factor
    assert "Corrections" not in read(client, "/methode/facteurs/tr_car_km/")


def test_today_s_version_is_the_calculator_s_own():
    assert pricing() is calculator().pricing
    with pytest.raises(LookupError, match="no version of the evidence is called '1789.07'"):
        pricing("1789.07")
