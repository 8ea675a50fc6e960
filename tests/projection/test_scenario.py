"""Scenarios that cannot be, and keys that were changed on the way."""

import base64
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mitoyen.projection.keys import BrokenKey, decode, encode
from mitoyen.projection.scenario import ANIMATIONS, LAUNCHES, PAYERS, Scenario, ScenarioError


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("months", 1_000),
        ("months", 0),
        ("months", 36.5),
        ("months", True),
        ("dwellings", 0),
        ("dwellings", -400),
        ("dwellings", 10**9),
        ("licence", math.nan),
        ("licence", -1),
        ("hourly_cost", math.inf),
        ("animation_hours", "many"),
        ("discount_rate", 3.2),
        ("launch", "fireworks"),
        ("animation", None),
        ("payer", "nobody"),
        ("months", None),
        ("licence", 10**400),
        ("landlord_effects", None),
        ("landlord_effects", []),
        ("landlord_effects", 1),
    ],
)
def test_an_answer_out_of_bounds_is_refused_in_one_sentence_of_each_language(field, value):
    with pytest.raises(ScenarioError) as refused:
        Scenario("35288", **{field: value})
    assert refused.value.field == field
    for sentence in (refused.value.words.fr, refused.value.words.en):
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert refused.value.words.fr != refused.value.words.en


@pytest.mark.parametrize("place", [None, 35288, ["35288"], "Saint-Malo", "\ud800", "\0", "3528800000"])
def test_a_place_that_is_no_code_is_refused(place):
    with pytest.raises(ScenarioError, match="Give the place by its code") as refused:
        Scenario(place)
    assert refused.value.field == "place"


@pytest.mark.parametrize(("amount", "same"), [(3000.0, 3000), (-0.0, 0), (0.0, 0)])
def test_equal_scenarios_have_one_address(amount, same):
    one, other = Scenario("35288", licence=amount), Scenario("35288", licence=same)
    assert one == other
    assert encode(one) == encode(other)


def test_a_bound_is_written_as_people_write_numbers():
    with pytest.raises(ScenarioError) as refused:
        Scenario("35288", licence=math.nan)
    assert refused.value.words.fr == "Indiquez la licence, en euros par an, par un nombre entre 0 et 100 000 000."
    assert refused.value.words.en == "Give the licence, in euros a year, as a number between 0 and 100,000,000."


amounts = some.none() | some.floats(0, 500, allow_nan=False)
scenarios = some.builds(
    Scenario,
    place=some.sampled_from(["35288", "352880102", "200069391", "2A004"]),
    dwellings=some.none() | some.integers(1, 100_000),
    launch=some.sampled_from(LAUNCHES),
    animation=some.sampled_from(ANIMATIONS),
    animation_hours=amounts,
    hourly_cost=amounts,
    licence=amounts,
    months=some.integers(12, 60),
    discount_rate=some.none() | some.floats(0, 0.2),
    payer=some.sampled_from(PAYERS),
    landlord_effects=some.booleans(),
)


@given(scenarios)
def test_a_key_gives_back_its_scenario(scenario):
    key = encode(scenario)
    assert decode(key) == scenario
    assert key.isascii()
    assert len(key) < 300


@given(scenarios, some.integers(0, 10_000), some.sampled_from("aZ09-_.~%é "))
def test_a_key_with_one_letter_changed_is_refused(scenario, place, letter):
    key = encode(scenario)
    place %= len(key)
    changed = key[:place] + letter + key[place + 1 :]
    if changed != key:
        with pytest.raises(BrokenKey):
            decode(changed)


@given(some.text(max_size=700))
def test_any_text_is_a_key_or_is_refused_and_nothing_else(text):
    with pytest.raises(BrokenKey, match="copy it again whole"):
        decode(text)


def test_no_other_last_letter_opens_the_same_result():
    """Base 64 leaves unused bits in its last letter."""
    key = encode(Scenario("35288"))
    for letter in set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") - {key[-1]}:
        with pytest.raises(BrokenKey):
            decode(key[:-1] + letter)


def test_a_key_cut_short_is_refused():
    key = encode(Scenario("35288", months=24))
    for length in range(len(key)):
        with pytest.raises(BrokenKey):
            decode(key[:length])


@pytest.mark.parametrize(
    "answers",
    [
        {"m": 1_000},
        {"m": None},
        {"p": 35288},
        {"p": ["35288"]},
        {"p": None},
        {"p": "\ud800"},
        {"e": []},
        {"e": "x"},
        {"e": None},
        {"f": 10**300},
        {"f": -0.0},
        {"f": 3000.0},
        {"l": {}},
    ],
)
def test_a_sealed_key_with_an_impossible_answer_is_refused(answers):
    from mitoyen.projection.keys import _seal

    content = json.dumps({"p": "35288"} | answers, separators=(",", ":"), sort_keys=True).encode()
    key = base64.urlsafe_b64encode(_seal(content) + content).decode().rstrip("=")
    with pytest.raises(BrokenKey):
        decode(key)
