"""My impact: my part of each exchange, worked out by hand from the draws, and adding up to the board over everybody."""

import datetime
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mitoyen.impact.sharing import share
from mitoyen.reporting import numbers
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure import fold, releasing
from mitoyen.web.measure.boards import drawings, periods, published
from mitoyen.web.neighbourhood.enums import Terms
from mitoyen.web.neighbourhood.mine import impact, sentences, tables
from mitoyen.web.people.models import Person
from mitoyen.web.ui.calculator import calculator
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, NOW

TODAY = NOW.date()
YEAR, ALWAYS = periods.named("year", TODAY), periods.named("all", TODAY)
NAMES = "Inès Jules Katia Léo Mehdi Nora Oscar Paula Quentin Rosa Samir Tina".split()


def drill() -> dict[str, np.ndarray]:
    """One loan of a drill, by hand: each step written out here from the factors' own draws, in float64."""
    draws = calculator().pricing.values_for(calculator().pack.categories["drill_cordless"])
    new = draws["lend_first_share"] * draws["dsp_lend_p_avoid"]
    car = draws["object_trip_distance"] * draws["object_trip_car_share"] * draws["trip_dedicated_share"]
    trip = draws["trip_legs_lend"] * car * draws["tr_car_km"]
    wear = draws["life_wear_lend"] * draws["lend_uses_per_loan"] * draws["object_production"] / draws["object_uses"]
    rented = draws["rent_avoidance_rate"] * (1 - draws["dsp_lend_p_avoid"] / draws["items_per_exchange"])
    bought = new * draws["object_price"] * (1 - draws["secondhand_price_ratio"])
    kept = bought + rented * draws["rent_peer_day"] * draws["loan_days"]
    gross = new * draws["object_production"]
    spent = kept * draws["reb_respend_share"] * draws["reb_respend_intensity"]
    rebound = np.minimum(spent, draws["reb_cap"] * gross)
    return {"net": gross - trip - wear - draws["plt_session"] - rebound, "gross": gross, "kept": kept}


def in_eight_chances(draws: np.ndarray) -> list[float]:
    return [float(value) for value in np.quantile(draws, (0.1, 0.5, 0.9))]


def ends(found) -> list[float]:
    return [found.low, found.median, found.high]


@pytest.fixture
def amina(db) -> Person:
    return cast.amina()


@pytest.fixture
def bertrand(db) -> Person:
    return cast.bertrand()


def test_a_loan_gives_half_its_carbon_to_each_and_the_money_to_who_borrowed(amina, bertrand):
    cast.lent(cast.listing(bertrand), amina)
    mine, his = (impact.of_period(impact.counted(person), YEAR) for person in (amina, bertrand))
    for found in (mine, his):
        assert ends(found.net) == pytest.approx(in_eight_chances(drill()["net"] / 2), rel=1e-3, abs=1e-3)
        assert found.figures["co2_gross"].mean == pytest.approx(drill()["gross"].mean() / 2, rel=1e-4)
    assert ends(mine.figures["kept"]) == pytest.approx(in_eight_chances(drill()["kept"]), rel=1e-3)
    assert ends(his.figures["kept"]) == [0, 0, 0]
    assert [(line.practice, line.given, line.received) for line in his.lines] == [("lend", 1, 0)]


def test_one_exchange_says_the_whole_and_my_part(amina, bertrand):
    exchange = cast.lent(cast.listing(bertrand), amina)
    found = impact.of_exchange(exchange, bertrand)
    assert found is not None
    assert ends(found.whole["co2_net"]) == pytest.approx(in_eight_chances(drill()["net"]), rel=1e-3, abs=1e-3)
    assert ends(found.mine["co2_net"]) == pytest.approx(in_eight_chances(drill()["net"] / 2), rel=1e-3, abs=1e-3)
    assert ends(found.whole["kept"]) == pytest.approx(in_eight_chances(drill()["kept"]), rel=1e-3)


def test_three_loans_are_three_times_one_and_their_interval_does_not_shrink(amina, bertrand):
    offered = cast.listing(bertrand)
    for week in range(3):
        cast.lent(offered, amina, NOW - (week + 1) * 7 * DAY)
    found = impact.of_period(impact.counted(amina), YEAR)
    assert ends(found.net) == pytest.approx(in_eight_chances(3 * drill()["net"] / 2), rel=1e-3, abs=1e-3)
    assert found.neighbours == found.newly == 1


def test_what_is_undone_or_not_confirmed_is_not_counted(amina, bertrand):
    exchange = cast.lent(cast.listing(bertrand), amina)
    cast.asked(cast.listing(bertrand), amina)
    assert len(impact.counted(amina)) == 1
    exchange = cast.moved(exchange, "dispute", amina, NOW + 2 * DAY)
    assert len(impact.counted(amina)) == 1  # still counted while they disagree, as on the board
    cast.moved(exchange, "concede", bertrand, NOW + 2 * DAY)
    assert impact.counted(amina) == []


def test_the_year_holds_its_days_in_france_and_knows_who_was_met_before(amina, bertrand):
    last_year = datetime.datetime(2025, 12, 30, 22, 30, tzinfo=datetime.UTC)  # confirmed a day later: 23:30 in France
    offered = cast.listing(bertrand, published_at=last_year)
    cast.lent(offered, amina, last_year)
    cast.lent(offered, amina, last_year + 20 * datetime.timedelta(hours=24))
    everything = impact.counted(amina)
    assert [each.day for each in everything] == [datetime.date(2026, 1, 20), datetime.date(2025, 12, 31)]
    year, always = impact.of_period(everything, YEAR), impact.of_period(everything, ALWAYS)
    assert (len(year.exchanges), year.neighbours, year.newly) == (1, 1, 0)
    assert (len(always.exchanges), always.neighbours, always.newly) == (2, 1, 1)


def test_a_paid_lesson_tells_each_what_passed_to_the_cent(amina, bertrand):
    lesson = cast.listing(bertrand, "paid_service", category="tutoring", terms=Terms.PRICE, cents=1550, minutes=60)
    exchange = cast.moved(cast.asked(lesson, amina), "accept", bertrand)
    cast.moved(exchange, "meet_by_code", bertrand, code=exchange.code)
    mine, his = (impact.of_period(impact.counted(person), YEAR) for person in (amina, bertrand))
    assert (mine.earned, mine.paid) == (0, 1550)
    assert (his.earned, his.paid) == (1550, 0)
    assert sentences.money(his)[-1] == "Des voisins vous ont versé 15,50\u00a0€, d’après les prix convenus."
    assert mine.net.low == mine.net.high == 0
    assert sentences.carbon(mine.net, 1) == "Votre échange n’évite pas de CO₂ : sa valeur est ailleurs."


def test_what_each_is_told_is_the_interval_in_words(amina, bertrand):
    offered = cast.listing(bertrand)
    for week in range(2):
        cast.lent(offered, amina, NOW - (week + 1) * 7 * DAY)
    found = impact.of_period(impact.counted(amina), YEAR)
    assert sentences.happened(found) == "2\u00a0prêts"
    assert sentences.neighbours(found) == "Vous avez échangé avec 1 voisin, pour la première fois."
    low, _, high = in_eight_chances(drill()["net"])  # twice a half
    ends_told = (numbers.quantity(-low, "kgCO2e", "fr"), numbers.quantity(high, "kgCO2e", "fr"))
    assert low < 0 < high
    assert sentences.carbon(found.net, 2) == (
        "Pour votre part, vos 2 échanges ont un bilan incertain : de {} émis en plus à {} évités.".format(*ends_told)
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Interval(4.2, 9, 19, 10), "Pour votre part, vos 3 échanges ont évité entre 4,2 et 19\u00a0kg CO₂e."),
        (Interval(-0.5, -0.3, -0.2, -0.3), "plus qu’ils n’ont évité : entre 0,2 et 0,5\u00a0kg CO₂e de plus."),
        (Interval(-2, 1, 4, 1), "de 2\u00a0kg CO₂e émis en plus à 4\u00a0kg CO₂e évités."),
        (Interval(0, 0, 0, 0), "Vos 3 échanges n’évitent pas de CO₂ : leur valeur est ailleurs."),
    ],
)
def test_a_balance_is_said_for_what_it_is(found, words):
    assert sentences.carbon(found, 3).endswith(words)


def test_what_weighs_very_little_is_told_in_grams_all_down_its_column_and_its_chart(db):
    light, heavy = Interval(-0.004, 0.0088, 0.031, 0.01), Interval(1, 2, 3, 2)

    def told(*nets):
        lines = [impact.Line("lend", 1, 0, net, Interval(0, 0, 0, 0)) for net in nets]
        found = replace(impact.of_period([], YEAR), lines=lines)
        return tables.practice_header(found)[3], [row[3] for row in tables.practice_rows(found)]

    assert told(light) == ("CO₂e évité, net (g)", ["8,8 (−4 à 31)"])
    assert told(light, heavy) == ("CO₂e évité, net (kg)", ["0,0088 (−0,004 à 0,031)", "2 (1 à 3)"])
    chart = drawings.waterfall({"co2_net": light})
    assert chart.title.endswith("(g CO₂e)")
    assert chart.rows[-1][1:] == ("−4", "10", "31")


def test_a_short_time_is_said_in_minutes():
    assert sentences.lasting(Interval(0.1, 0.2, 0.5, 0.25)) == "entre 6 et 30\u00a0minutes"
    assert sentences.lasting(Interval(1, 2, 5, 2.5)) == "entre 1 et 5\u00a0heures"


# --- the sum over everybody -------------------------------------------------------------------------------------------


def _everybody_exchanges() -> list[Person]:
    """Twelve neighbours: each lends a drill to the next, gives to the one after, some help and sell."""
    people = [cast.resident(name, "ab"[index % 2]) for index, name in enumerate(NAMES)]
    circle = [*people, people[0]]
    for giver, receiver in pairwise(circle):
        cast.lent(cast.listing(giver), receiver, NOW - 10 * DAY)
        for practice, fields in (
            ("give", {"category": "sofa_textile"}),
            ("service", {"category": "it_help", "minutes": 45}),
            ("resell", {"category": "drill_cordless", "terms": Terms.PRICE, "cents": 2500}),
        ):
            exchange = cast.asked(cast.listing(giver, practice, **fields), receiver)
            exchange = cast.moved(exchange, "accept", giver)
            cast.moved(exchange, "meet_by_code", giver, code=exchange.code)
    return people


@pytest.mark.django_db(transaction=True)
def test_the_parts_of_all_neighbours_add_up_to_the_board_of_their_place():
    people = _everybody_exchanges()
    fold.catch_up()
    releasing.catch_up()
    releasing.close_months(NOW + 60 * DAY)
    published.forget()
    board = published.board(cast.les_corderies(), YEAR)
    assert board.facts == 4 * len(people)
    mine = [impact.assessed(person) for person in people]
    for id, figure in board.figures.items():
        total = np.sum([part[id] for part in mine], axis=0)
        assert total.mean() == pytest.approx(figure.mean, rel=1e-4, abs=1e-4), id
        assert in_eight_chances(total) == pytest.approx(ends(figure), rel=1e-3, abs=1e-2), id
    assert {id for id in board.figures if share(id, "giver") == 1} == {"hours_given", "money_earned"}
    assert sum(each.net.mean for each in (impact.of_period(impact.counted(p), YEAR) for p in people)) == pytest.approx(
        board.figures["co2_net"].mean, rel=1e-4
    )


LIGHT = """
import datetime, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "mitoyen.web.config.settings"
import django
django.setup()
from mitoyen.counting.tallies import Tally
from mitoyen.web.measure.boards import periods
from mitoyen.web.neighbourhood.mine import data_views, impact, views
today = datetime.date(2026, 11, 22)
loan = impact.Counted("x", "", "lend", "drill_cordless", today, True, 2, Tally(1, 1, 0, 0, 0, 0, 0, 0, 0, 0), False)
impact.of_period([loan], periods.named("year", today))
sys.exit("scipy" in sys.modules or "numba" in sys.modules)
"""


def test_a_request_loads_no_slow_scientific_package():
    calculator()  # the draws are there, as on a site that has started
    subprocess.run([sys.executable, "-c", LIGHT], check=True)
