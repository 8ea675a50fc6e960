"""What a simulated quartier promises: the same seed, the same bytes; events keep the contract; the truth adds up."""

import datetime
import re
from collections import Counter

import msgspec
import pytest

from mitoyen.counting import events as contract
from mitoyen.counting.events import UsageEvent
from mitoyen.evidence.pack import france
from mitoyen.simulation import sample
from mitoyen.simulation.simulation import Setting, SettingError, Simulation
from mitoyen.simulation.truth import Truth, written
from tests.simulation.conftest import LAUNCH, Run, quartier_of

QUARTER_OF_AN_HOUR = datetime.timedelta(minutes=15)


def lines(setting):
    return b"\n".join(told.at.isoformat().encode() + contract.encode(told.event) for told in Simulation(setting))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    assert lines(Setting(LAUNCH, months=3)) == lines(Setting(LAUNCH, months=3))
    assert lines(Setting(LAUNCH, months=3)) != lines(Setting(LAUNCH, months=3, seed=8))


def test_a_longer_simulation_begins_like_a_shorter_one(corderies):
    shorter = {event.id: event for event in Run(Setting(LAUNCH, months=5)).events}
    longer = {event.id: event for event in corderies.events}
    assert shorter == {id: longer[id] for id in shorter}


def test_what_happens_in_one_quartier_does_not_depend_on_the_others(corderies):
    two = Run(Setting(LAUNCH, households=800))
    assert [event for event in two.events if quartier_of(event) == sample.QUARTIER] == corderies.events


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"start": datetime.date(2025, 2, 1)}, {"liveliness": 2.0}, {"households": 410}]
)
def test_two_different_simulations_share_no_id(corderies, change):
    other = Run(Setting(**{"start": LAUNCH, "months": 2} | change))
    assert {event.id for event in other.events} & {event.id for event in corderies.events} == set()


def test_every_event_keeps_the_contract(many):
    for told in many.told:
        assert contract.decode(contract.encode(told.event)) == told.event
        contract.check_time(told.event, told.at)
        assert told.event.occurred_at <= told.at


def test_every_category_is_one_that_the_pack_knows_for_the_practice(many):
    pack = france()
    for practice, category in {(event.practice, event.category) for event in many.events}:
        assert pack.practices[practice].kind == "exchange"
        if category is not None:
            assert pack.categories[category].kind == pack.practices[practice].category_kind
            assert pack.categories[category].excluded is None


def test_events_come_in_the_order_in_which_they_are_told(many):
    moments = [told.at for told in many.told]
    assert moments == sorted(moments)


def test_an_id_names_one_event(many):
    assert len({event.id for event in many.events}) == len(many.events)


def test_a_reversal_comes_after_the_fact_that_it_undoes(many):
    known: dict[str, UsageEvent] = {}
    for event in many.events:
        if event.reverses is not None:
            undone = known[event.reverses]
            assert (event.practice, event.place) == (undone.practice, undone.place)
        known[event.id] = event
    assert len({event.reverses for event in many.reversals}) == len(many.reversals) > 0


def test_no_reference_of_a_person_looks_like_a_name(many):
    persons = {person for event in many.events for person in (event.giver, event.receiver)} - {None}
    told = re.compile(r"q\d+\.(h\d{3,}\.[12]|k[1-4]|p[1-4])")
    assert {person for person in persons if not told.fullmatch(person)} == set()


def test_nobody_exchanges_with_themselves(many):
    assert [event for event in many.facts if event.receiver is not None and event.giver == event.receiver] == []


def test_every_place_is_one_that_the_setting_announces(many):
    nodes = many.setting.places()
    known = {sample.COMMUNE} | {node.code for node in nodes}
    assert {event.place for event in many.events} <= known
    assert {node.parent for node in nodes} <= known
    homes = Counter({node.parent: 0 for node in nodes if node.kind == "residence"})
    for node in nodes:
        if node.kind == "residence":
            homes[node.parent] += node.households
    assert homes == {node.code: node.households for node in nodes if node.kind == "quartier"}


def test_amina_bertrand_and_the_partners_take_part(corderies):
    seen = {person for event in corderies.events for person in (event.giver, event.receiver)}
    assert set(sample.CAST.values()) - seen == set()


def test_bertrand_has_no_smartphone_so_his_exchanges_are_told_by_one_side(corderies):
    his = [event for event in corderies.facts if sample.CAST["bertrand"] in (event.giver, event.receiver)]
    assert {event.proof for event in his} == {"C"}


def test_a_party_gathers_ten_to_forty_people_and_each_of_them_once(corderies):
    visits = sorted(
        (event for event in corderies.facts if event.practice == "event"), key=lambda event: event.occurred_at
    )
    parties = [[visits[0]]]
    for visit in visits[1:]:
        same = visit.occurred_at - parties[-1][0].occurred_at < QUARTER_OF_AN_HOUR
        parties[-1].append(visit) if same else parties.append([visit])
    assert {event.giver for event in visits} == {sample.CAST["elodie"]}
    for party in parties:
        assert 10 <= len({event.receiver for event in party}) == len(party) <= 40


def test_quantities_are_told_where_they_are_measured(many):
    told = {
        "food_gift": {"grams"},
        "ride": {"metres"},
        "service": {"minutes"},
        "paid_service": {"minutes", "cents"},
        "resell": {"cents"},
        "event": {"minutes"},
    }
    for event in many.facts:
        measured = {name for name in ("grams", "metres", "minutes", "cents") if getattr(event, name)}
        assert measured == told.get(event.practice, set())


def test_years_of_composting_are_told_at_their_end():
    run = Run(Setting(LAUNCH, months=26, households=1_600))
    years = [event for event in run.facts if event.practice == "compost"]
    assert years
    assert min(event.occurred_at for event in years).date() >= LAUNCH.replace(year=LAUNCH.year + 1)
    assert max(Counter(event.giver[: event.giver.rindex(".")] for event in years).values()) <= 2


def test_events_sent_twice_are_the_same_and_come_later():
    run = Run(Setting(LAUNCH, months=6, resent=0.2))
    first: dict[str, UsageEvent] = {}
    again = [event for event in run.events if first.setdefault(event.id, event) is not event]
    assert all(first[event.id] == event for event in again)
    assert len(again) == run.truth.resent > 0
    assert list(first.values()) != run.events


def test_a_simulation_stopped_at_a_moment_tells_what_was_known_then(corderies):
    stop = datetime.datetime(2025, 9, 20, 12, tzinfo=datetime.UTC)
    stopped = Run(Setting(LAUNCH, until=stop))
    assert stopped.told == [told for told in corderies.told if told.at <= stop]
    assert stopped.truth.untold == len(corderies.told) - len(stopped.told)


def test_the_truth_adds_up_to_the_events(many):
    truth = many.truth
    assert (truth.facts, truth.reversals) == (len(many.facts), len(many.reversals))
    for quartier in truth.quartiers:
        for practice, months in quartier.met.items():
            assert sum(months) == many.happened[quartier.code, practice]
    undone = Counter(quartier_of(event) for event in many.reversals)
    assert undone == {quartier.code: sum(quartier.undone) for quartier in truth.quartiers}


def test_the_ties_of_the_truth_are_the_pairs_who_met(many):
    pairs = {
        (quartier_of(event), frozenset((event.giver, event.receiver)))
        for event in many.standing
        if event.giver and event.receiver
    }
    met = Counter(quartier for quartier, _ in pairs)
    assert met == {quartier.code: sum(quartier.ties) for quartier in many.truth.quartiers}


def test_the_first_loans_of_the_truth_are_those_of_a_household(many):
    loans = [event for event in many.standing if event.practice == "lend" and event.category]
    first = {(event.receiver[: event.receiver.rindex(".")], event.category) for event in loans}
    assert sum(quartier.loans for quartier in many.truth.quartiers) == len(loans)
    assert sum(quartier.first_loans for quartier in many.truth.quartiers) == len(first)


def test_the_truth_is_written_as_json_and_read_again(corderies):
    assert msgspec.json.decode(written(corderies.truth), type=Truth) == corderies.truth


def test_the_sample_lets_several_groups_of_eleven_be_told_each_month_after_the_fourth(corderies):
    """Of one practice, in the whole quartier: what the privacy rule asks for at least."""
    groups: dict[tuple[int, str], set[str]] = {}
    for event in corderies.standing:
        took_part = groups.setdefault((event.occurred_at.month, event.practice), set())
        took_part.update({event.giver, event.receiver} - {None})
    several = Counter(month for (month, _), persons in groups.items() if len(persons) >= 11)
    assert {month for month in range(5, 13) if several[month] < 4} == set()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": datetime.date(2025, 1, 2)}, "a launch is the first of a month, not 2025-01-02"),
        ({"households": 19}, "a quartier of 19 households is too small; simulate 20 or more"),
        ({"months": 0}, "simulate from 1 to 600 months, not 0"),
        ({"seed": -1}, "a seed is a whole number from 0 on"),
        ({"liveliness": 0.0}, "liveliness goes from 0 to 100"),
        ({"resent": 1.5}, "the share of events sent twice from 0 to 1"),
    ],
)
def test_a_setting_that_cannot_be_simulated_is_refused(wrong, said):
    with pytest.raises(SettingError, match=said):
        Setting(**{"start": LAUNCH} | wrong)


@pytest.mark.parametrize("households", [20, 333, 1_234])
def test_every_size_of_quartier_lives(households):
    run = Run(Setting(LAUNCH, months=2, households=households))
    assert sum(quartier.households for quartier in run.truth.quartiers) == households
    assert run.events
