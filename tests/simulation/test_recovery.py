"""The truth is found again by counting the events: shares, odds, rates and take-up, within the error of chance.

Bounds are those of the stated law of chance at one in ten thousand (four standard deviations); the seed is fixed, so a
test that passes once passes always.
"""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import stats

from mitoyen.counting.events import FRANCE
from mitoyen.simulation.laws import house
from tests.simulation.conftest import HOUR, quartier_of

RARE = 1e-4
DEVIATIONS = 4
PAIRED = ("lend", "give", "resell", "ride", "food_gift", "service", "paid_service")
FAMILY = {"ride": "rides", "food_gift": "food", "service": "services", "paid_service": "services"}
EXPECTED_AT_LEAST = 5


def test_registrations_follow_the_curve_of_the_truth(many):
    """Against the differential equation of Bass, integrated step by step: ds/dt = (p + q·s)(1 − s)."""
    law, households = many.truth.take_up, many.setting.households
    share, step, curve = 0.0, 1e-3, []
    for moment in range(12_000):
        share += step * (law["innovation"] + law["imitation"] * share) * (1 - share)
        if moment % 1_000 == 999:
            curve.append(law["ceiling"] * (law["wave"] + (1 - law["wave"]) * share))
    assert many.truth.registered_share == pytest.approx(curve, rel=1e-3)  # the error of the step
    registered = np.sum([quartier.registered for quartier in many.truth.quartiers], axis=0)
    for found, expected in zip(registered, curve, strict=True):
        assert stats.binomtest(int(found), households, expected).pvalue > RARE


def test_three_members_in_five_are_active_and_they_leave_at_the_rate_of_the_truth(many):
    quartiers, law = many.truth.quartiers, many.truth.take_up
    active = sum(quartier.active[-1] for quartier in quartiers)
    present = sum(quartier.present[-1] for quartier in quartiers)
    assert stats.binomtest(active, present, law["active"]).pvalue > RARE
    registered = np.sum([quartier.registered for quartier in quartiers], axis=0)
    # who registered before the end of the first month has stayed eleven to twelve months
    assert law["survival"] ** 12 < present / registered[-1] < 1


@pytest.mark.parametrize("practice", PAIRED)
def test_needs_arise_at_the_rate_of_the_truth(many, practice):
    """Asked = rate × season × time of active members; members differ by a gamma, which widens the Poisson."""
    season = house().practices[practice].season
    asked = expected = variance = 0.0
    for quartier in many.truth.quartiers:
        months = quartier.rates[practice] * season * quartier.active_member_years
        asked += sum(quartier.asked[practice])
        expected += sum(months)
        variance += sum(months) + sum(months) ** 2 / (house().people["appetite"] * max(quartier.active))
    assert abs(asked - expected) < DEVIATIONS * math.sqrt(variance)


@pytest.mark.parametrize("practice", PAIRED)
def test_needs_are_met_with_the_odds_of_the_truth(many, practice):
    """Facts counted in the events, against the odds summed over the needs that arose."""
    met = sum(many.happened[quartier.code, practice] for quartier in many.truth.quartiers)
    asked = sum(sum(quartier.asked[practice]) for quartier in many.truth.quartiers)
    odds = sum(sum(quartier.odds[practice]) for quartier in many.truth.quartiers)
    assert abs(met - odds) < DEVIATIONS * math.sqrt(odds * (1 - odds / asked))


@pytest.mark.parametrize("practice", PAIRED)
def test_odds_grow_with_the_members_in_reach_as_the_law_says(many, practice):
    """1 − exp(−s·n) worked out here, with n the mean of the active members at both ends of the month, less one."""
    asked, met, expected = 0.0, 0, 0.0
    for quartier in many.truth.quartiers:
        scale = quartier.scales[FAMILY.get(practice, "objects")]
        for month in range(1, 12):
            reach = (quartier.active[month - 1] + quartier.active[month]) / 2 - 1
            asked += quartier.asked[practice][month]
            met += quartier.met[practice][month]
            expected += quartier.asked[practice][month] * -math.expm1(-scale * reach)
    chance = DEVIATIONS * math.sqrt(expected * (1 - expected / asked))
    assert abs(met - expected) < chance + 0.01 * expected  # within a month, members come and go


@pytest.mark.parametrize("practice", ["shared_meal", "group_order", "repair", "event"])
def test_places_at_gatherings_are_those_that_were_asked_for(many, practice):
    """They are taken in whole gatherings, so at most one of the largest is missing or too many in each quartier."""
    law = house().practices[practice].gathering
    assert law is not None
    for quartier in many.truth.quartiers:
        held, expected = many.happened[quartier.code, practice], sum(quartier.odds[practice])
        assert abs(held - expected) < law.high + law.mean


def test_answers_fall_as_the_shares_of_each_quartier(many):
    """Pearson's statistic, added up over the quartiers and practices where every answer is expected five times."""
    statistic, freedom = 0.0, 0
    for quartier in many.truth.quartiers:
        for practice, shares in quartier.otherwise.items():
            found = many.answered[quartier.code, practice]
            expected = {answer: share * found.total() for answer, share in shares.items()}
            if min(expected.values()) >= EXPECTED_AT_LEAST:
                statistic += sum((found[answer] - mean) ** 2 / mean for answer, mean in expected.items())
                freedom += len(shares) - 1
            assert set(found) <= set(shares)
    assert freedom > 100
    assert stats.chi2.sf(statistic, freedom) > RARE


def test_the_shares_of_a_quartier_add_up_and_differ_from_those_of_the_next(many):
    for practice in many.truth.quartiers[0].otherwise:
        shares = [quartier.otherwise[practice] for quartier in many.truth.quartiers]
        assert [sum(each.values()) for each in shares] == pytest.approx([1] * len(shares))
        assert len({tuple(each.values()) for each in shares}) == len(shares)


def test_the_question_is_answered_for_one_exchange_in_three(many):
    asked = [event for event in many.facts if house().practices[event.practice].otherwise]
    answered = sum(event.counterfactual is not None for event in asked)
    assert stats.binomtest(answered, len(asked), 1 / 3).pvalue > RARE
    assert {event.counterfactual for event in many.facts if event.practice in ("ride", "event", "post")} == {None}


def test_one_fact_in_a_hundred_is_undone(many):
    assert stats.binomtest(len(many.reversals), len(many.facts), 0.01).pvalue > RARE


def test_one_fact_in_twenty_is_told_days_later(many):
    """Of those, three days late on average, exp(−1 h / 3 days) are more than an hour late."""
    late = sum(told.at - told.event.occurred_at > HOUR for told in many.told if told.event.reverses is None)
    assert stats.binomtest(late, len(many.facts), 0.05 * math.exp(-1 / 72)).pvalue > RARE


def test_proofs_are_mixed_as_the_truth_says_between_people_with_a_smartphone(many):
    phones: dict[str, bool] = {}
    for quartier in many.simulation.quartiers:
        phones |= dict(zip(quartier.residents.references, quartier.residents.phone.tolist(), strict=True))
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in many.facts:
        if all(phones[person] for person in (event.giver, event.receiver) if person):
            found[event.practice][event.proof] += 1
        else:
            assert event.proof == "C"
    for practice, counts in found.items():
        shares = {letter: share for letter, share in zip("ABCD", many.truth.proofs[practice], strict=True) if share}
        observed = [counts[letter] for letter in shares]
        assert set(counts) <= set(shares)
        if len(shares) > 1:
            assert stats.chisquare(observed, [share * sum(observed) for share in shares.values()]).pvalue > RARE


def test_working_days_have_their_exchanges_when_people_are_at_home(many):
    hours: Counter[int] = Counter()
    for event in many.facts:
        local = event.occurred_at.astimezone(FRANCE)
        if event.practice in PAIRED and local.weekday() < 5:
            hours[local.hour] += 1
    weights = house().calendar.hours[0]
    open_hours = np.flatnonzero(weights)
    expected = weights[open_hours] / weights.sum() * hours.total()
    assert set(hours) <= set(open_hours.tolist())
    assert stats.chisquare([hours[hour] for hour in open_hours.tolist()], expected).pvalue > RARE


def test_neighbours_of_one_residence_exchange_more_than_chance_would_have_it(many):
    """Four residences of one size: a quarter, if it made no difference where people live."""
    exchanged = [event for event in many.facts if event.practice in PAIRED]
    near = sum(event.place != quartier_of(event) for event in exchanged)
    assert near / len(exchanged) > 0.4


def test_a_few_neighbours_answer_for_many(many):
    given = Counter(event.giver for event in many.facts if event.practice in PAIRED)
    most = sorted(given.values(), reverse=True)
    assert sum(most[: len(most) // 10]) / sum(most) > 0.3
