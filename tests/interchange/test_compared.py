"""The page that compares three accounts of the same repairs says what the code gives, and what plain sums give."""

import csv
from collections import Counter

import numpy as np
import pytest

from mitoyen.evidence.pack import france
from mitoyen.interchange import documents, open_repair
from tools import compared


@pytest.fixture(scope="module")
def path(shared_data):
    return next((shared_data / "open-repair").glob("*Wales*.csv"))


@pytest.fixture(scope="module")
def told(path):
    return compared.Comparison(compared.repairs(path), france())


@pytest.fixture(scope="module")
def fixed(path):
    """Our category of each object that the file calls fixed, as the standard library counts them."""
    ours = {c.name: c.to for c in documents.load(open_repair.OURS, open_repair.Standard).categories}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["repair_status"] == "Fixed"]
    return Counter(ours[row["product_category"]].replace("unknown", "repair_item_mix") for row in rows)


def mean(told, category, attribute):
    return float(told.pricing.draws[told.pack.categories[category].attributes[attribute]].mean())


def test_the_page_is_what_the_code_gives(told):
    text = compared.PAGE.read_text(encoding="utf-8")
    assert compared.filled(text, told) == text, "run python -m tools.compared"


def test_the_peers_accounts_are_a_mass_times_their_published_coefficients(told, fixed):
    mass = sum(count * mean(told, category, "object_mass") for category, count in fixed.items())
    assert sum(fixed.values()) == 10_474
    assert f"with its ratio for objects without a category | {0.5 * 32.06679233 * mass / 1000:,.0f} |" in page()
    assert f"Freegle's formula | {0.51 * mass / 1000:,.0f} |" in page()


def test_half_the_footprint_of_what_was_fixed_is_the_account_object_by_object(told, fixed):
    mass = sum(count * mean(told, category, "object_mass") for category, count in fixed.items())
    production = sum(count * mean(told, category, "object_production") for category, count in fixed.items())
    fallen = 0.5 * (32.06679233 * mass - production) / 1000
    assert f"in the place of one ratio | −{fallen:,.0f} | {0.5 * production / 1000:,.0f} |" in page()


def test_our_account_is_the_sum_over_the_repairs_one_kind_at_a_time(told):
    gross = np.zeros(told.pricing.draws.size)
    for (practice, category), count in told.repairs.items():
        gross += count * told.pricing.unit_impacts(practice, category).get("co2_gross", 0.0)
    np.testing.assert_allclose(told.ours["co2_gross"], gross, rtol=1e-6)
    low, median, high = np.quantile(gross, [0.1, 0.5, 0.9]) / 1000
    assert f"| CO₂ avoided, gross [t CO₂e] | {low:,.0f} | {median:,.0f} | {high:,.0f} |" in page()


def test_the_share_of_success_that_the_page_tells_is_that_of_the_file(told):
    done, not_done = told.attempts("repair_done"), told.attempts("repair_not_done")
    assert f"{100 * done / (done + not_done):.0f} times in 100 where an outcome" in page()


def test_each_table_walks_to_our_net_account(told):
    net = f"| {compared._tonnes(told.ours['co2_net'].mean())} |"
    for table in (compared.from_restart, compared.from_freegle):
        assert list(table(told))[-1].endswith(net)


def page():
    return compared.PAGE.read_text(encoding="utf-8")
