"""A board beside what was forecast, and under another version of the evidence."""

import datetime

import pytest
from django.utils import translation

from mitoyen.evidence.pack import france, versions
from mitoyen.impact.restatement import Restated
from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.uncertainty.summaries import Interval
from mitoyen.web.measure.boards import forecasts, published, restated, sentences
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.models import Forecast
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from tests.web.measure.board_cast import JUNE, NOVEMBER, NOW, loans, published_facts

KEY = encode(Scenario("35288", dwellings=400, months=12))
JULY = datetime.date(2026, 7, 14)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    published.forget()


@pytest.fixture
def followed(source):
    """Six loans in June, twelve in July, and a forecast of 400 dwellings launched on 1 June."""
    published_facts(source, loans(source, 6, day=JUNE), loans(source, 12, day=JULY))
    place = Place.objects.get(code="les-corderies")
    return forecasts.keep(place=place, key=KEY, start=JUNE, now=NOW)


def test_a_forecast_is_kept_as_the_calculator_says_it(followed):
    made = calculator().forecast(Scenario("35288", dwellings=400, months=12))
    row = made.coefficients.indicators.index("co2_net")
    assert followed.figures["co2_net"] == made.cumulative[row].tolist()
    assert followed.start == datetime.date(2026, 6, 1)
    assert forecasts.keep(place=followed.place, key=KEY, start=JUNE, now=NOW).pk == followed.pk
    assert Forecast.objects.count() == 1


def test_what_is_measured_is_cumulated_over_whole_months_only(followed):
    track = {track.indicator: track for track in forecasts.tracks(followed, datetime.date(2026, 9, 20))}["exchanges"]
    assert list(track.measured) == [6, 18, 18]
    assert len(track.forecast) == 12
    assert track.said == track.forecast[2]


def test_a_board_says_where_the_measure_lies(client, followed):
    page = client.get("/mesure/les-corderies/").content.decode()
    assert "Face à la prévision" in page
    assert "pour un lancement en juin 2026" in page
    assert "Au bout de 5\u00a0mois\u00a0: 18\u00a0échanges, comptés." in page
    assert page.count("c-spot") == 4 * 6  # four figures, the start and five months


def test_a_figure_that_the_evidence_let_go_of_since_is_followed_no_more(client, followed):
    kept = dict(followed.figures)
    Forecast.objects.filter(pk=followed.pk).update(figures={"smiles": kept["exchanges"], **kept})
    published.forget()
    forecasts._tracks.cache_clear()
    tracks = forecasts.tracks(Forecast.objects.get(), datetime.date(2026, 9, 20))
    assert [track.indicator for track in tracks] == ["exchanges", "new_ties", "resident_gain", "co2_net"]
    assert client.get("/mesure/les-corderies/").status_code == 200


def test_a_launch_that_is_too_recent_is_not_judged(client, corderies):
    forecasts.keep(place=corderies, key=KEY, start=NOVEMBER, now=NOW)
    page = client.get("/mesure/les-corderies/").content.decode()
    assert "Il n’y a pas encore de mois entier à comparer." in page


@pytest.mark.parametrize(("measured", "side"), [((1.0, 3.0), "below"), ((1.0, 15.0), "within"), ((1.0, 21.0), "above")])
def test_the_measure_lies_below_within_or_above_the_band(measured, side):
    assert forecasts.Track("exchanges", ((0, 5, 9), (10, 15, 20), (20, 30, 40)), measured).side == side


def test_what_is_counted_keeps_every_digit_beside_the_forecast():
    with translation.override("fr"):
        told = sentences.against(forecasts.Track("exchanges", ((0, 5, 58), (0, 9, 1234)), (140.0, 1559.0)))
    plain = " ".join(told.split())
    assert plain == "Au bout de 2 mois : 1 559 échanges, comptés. C’est plus que prévu (entre 0 et 1 200 échanges)."


def test_the_same_exchanges_under_two_versions_differ_by_the_corrected_factors(client, source):
    published_facts(source, loans(source, 12, day=NOVEMBER, practice="food_gift", category=None))
    place = Place.objects.get(code="les-corderies")
    period = Period(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), "year")
    found = restated.context(place, period, "2026.11", "2026.12")
    assert found["figures"]
    page = client.get("/mesure/les-corderies/versions/?before=2026.11&after=2026.12").content.decode()
    assert "Masse d’un don alimentaire" in page
    assert "/methode/facteurs/food_gift_mass/" in page


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (8573.4, 8555.6, ("−18 €", "8 573 €", "8 555 €")),
        (9279.2, 9261.4, ("−18 €", "9 279 €", "9 261 €")),
        (101.0, 99.96, ("−1 €", "101 €", "100 €")),
        (0.0, 1234.0, ("+1 200 €", "0 €", "1 200 €")),
        (12.0, 12.0, ("0 €", "12 €", "12 €")),
    ],
)
def test_whoever_subtracts_the_two_means_finds_the_difference(before, after, told):
    figure = Restated(Interval(0, 0, 0, before), Interval(0, 0, 0, after), (), 0.0)
    with translation.override("fr"):
        line = restated._figure(france().indicators["resident_gain"], figure)
    shown = (line["difference"], line["was"], line["becomes"])
    assert tuple(" ".join(text.split()) for text in shown) == told


def test_what_no_correction_reaches_is_said_unmoved(client, source):
    published_facts(source, loans(source, 12, day=NOVEMBER, practice="event", category=None))
    page = client.get("/mesure/les-corderies/versions/").content.decode()
    assert "Aucun chiffre de ce lieu ne bouge" in page


@pytest.mark.parametrize("query", ["?after=1999.01", "?before=zzz", "?period=decade"])
def test_a_version_that_never_was_is_not_found(client, corderies, query):
    assert client.get(f"/mesure/les-corderies/versions/{query}").status_code == 404


def test_the_usual_pair_is_the_newest_version_and_the_one_before():
    assert restated.pair("", "") == (versions()[1], versions()[0])
    assert restated.pair(versions()[-1], versions()[0]) == (versions()[-1], versions()[0])
