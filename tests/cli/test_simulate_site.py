"""`mitoyen simulate --into-site`: the sample recorded in the site, marked as what it is, and going on live."""

import datetime
import re
from collections import Counter

import pytest

from mitoyen.cli import simulate
from mitoyen.counting.events import key
from mitoyen.simulation import sample
from mitoyen.simulation.simulation import Simulation
from mitoyen.web.measure.models import Event, Tally, UsageSource
from mitoyen.web.places.models import Place

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 8, tzinfo=datetime.UTC)


def test_a_year_of_les_corderies_is_recorded_and_marked_as_simulated():
    setting = simulate.sample_setting(NOW)
    taken, truth = simulate.load(setting, NOW)
    told = [each.event for each in Simulation(setting)]
    assert setting.start == datetime.date(2025, 12, 1)
    assert taken == len(told) == truth.facts + truth.reversals
    assert set(Event.objects.values_list("event_key", flat=True)) == {key(sample.SOURCE, event.id) for event in told}
    assert UsageSource.objects.get(code=sample.SOURCE).simulated
    quartier = Place.objects.get(code=sample.QUARTIER)
    homes = Place.objects.filter(parent=quartier)
    assert quartier.path.endswith(f"/{sample.COMMUNE}/{sample.QUARTIER}/")
    assert (quartier.simulated, quartier.households) == (True, 400)
    assert (len(homes), {home.simulated for home in homes}) == (4, {True})
    assert not Place.objects.get(code=sample.COMMUNE).simulated


def test_the_tallies_of_the_site_are_those_of_an_independent_count():
    setting = simulate.sample_setting(NOW)
    simulate.load(setting, NOW)
    told = [each.event for each in Simulation(setting)]
    undone = {event.reverses for event in told}
    expected = Counter(event.practice for event in told if not event.reverses and event.id not in undone)
    counted: Counter[str] = Counter()
    for practice, facts in Tally.objects.values_list("practice", "facts"):
        counted[practice] += facts
    assert +counted == expected


def test_the_sample_is_recorded_once(mitoyen):
    first, second = mitoyen("simulate --into-site"), mitoyen("simulate --into-site")
    assert re.fullmatch(r"1,\d{3} simulated events recorded; the site marks them as simulated\.\n", first.out)
    assert (second.code, second.out) == (2, "")
    assert "the simulated quartier is in this site already" in second.err


def test_fresh_exchanges_follow_dated_now(mitoyen):
    mitoyen("simulate --into-site")
    history, before = Event.objects.count(), datetime.datetime.now(datetime.UTC)
    said = mitoyen("simulate --live --speed 100 --seconds 0.3")
    fresh = Event.objects.filter(event_id__startswith="live-")
    assert said.out == f"{len(fresh)} fresh exchanges recorded.\n"
    assert Event.objects.count() == history + len(fresh) > history
    assert min(event.occurred for event in fresh) >= before.timestamp() * 1_000_000


def test_live_in_an_empty_site_records_the_history_first(mitoyen):
    said = mitoyen("simulate --live --speed 50 --seconds 0.1")
    assert "simulated events recorded" in said.out
    assert "fresh exchange" in said.out


@pytest.mark.parametrize("words", ["--speed 0", "--speed -1", "--seconds 0"])
def test_an_impossible_pace_is_refused(mitoyen, words):
    said = mitoyen(f"simulate --live {words}")
    assert (said.code, said.err) == (2, "mitoyen: --speed and --seconds are above 0.\n")
    assert Event.objects.count() == 0
