"""Residences and quartiers that partners enter: where they stand, what they are called, where they lie."""

import pytest

from mitoyen.territory import load
from mitoyen.web.places import actions, estates, outlines
from mitoyen.web.places.enums import Kind
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def quartier():
    return cast.les_corderies()


def add(parent, name, dwellings=None, point=None):
    return estates.add_residence(parent=parent, name=name, dwellings=dwellings, point=point)


def test_driss_enters_a_residence(quartier):
    made = add(quartier, "La Filasse", 40, (48.6486, -2.0151))
    assert (made.kind, made.parent, made.households) == (Kind.RESIDENCE, quartier, 40)
    assert (made.latitude, made.longitude) == (48.6486, -2.0151)
    assert made.path == f"{quartier.path}{made.code}/"


def test_a_residence_without_a_point_lies_where_its_quartier_does(quartier):
    made = add(quartier, "La Filasse")
    assert (made.latitude, made.longitude) == (quartier.latitude, quartier.longitude)


def test_two_places_of_one_name_stand_in_two_places_and_not_in_one(quartier):
    first = add(quartier, "La Filasse")
    second = add(quartier.parent, "La Filasse")
    assert first.code != second.code
    with pytest.raises(estates.CannotEnter, match="existe déjà"):
        add(quartier, "la filasse")


@pytest.mark.parametrize("name", ["35288", "fr", "d35", "35400", "243500782", "Saint-Malo"])
def test_a_place_never_takes_the_code_of_another_that_exists(quartier, name):
    code = add(quartier, name).code
    assert code.startswith("35288-")
    with pytest.raises(actions.PlaceError):
        load().resolve(code)


@pytest.mark.parametrize(
    ("name", "dwellings", "point", "field"),
    [
        ("!!!", 1, None, "name"),
        ("La Filasse", 0, None, "dwellings"),
        ("La Filasse", 20_001, None, "dwellings"),
        ("La Filasse", 1, (48.85, 2.35), "point"),
        ("La Filasse", 1, (-2.0151, 48.6486), "point"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(quartier, name, dwellings, point, field):
    with pytest.raises(estates.CannotEnter) as refused:
        add(quartier, name, dwellings, point)
    assert refused.value.field == field


def test_claire_draws_a_quartier_and_its_middle_is_its_point(quartier):
    outline = outlines.from_corners("48.64 -2.02\n48.64 -2.01\n48.65 -2.01\n48.65 -2.02", load().commune("35288"))
    made = estates.add_quartier(commune=quartier.parent, name="Rocabey", outline=outline)
    assert (made.kind, made.boundary) == (Kind.QUARTIER, outline)
    assert (made.latitude, made.longitude) == pytest.approx((48.645, -2.015), abs=1e-6)


def test_a_new_outline_moves_the_residences_that_nobody_placed(quartier):
    unplaced, placed = add(quartier, "La Filasse"), add(quartier, "Le Toron", 10, (48.6444, -2.0154))
    outline = outlines.from_corners("48.64 -2.02\n48.64 -2.01\n48.65 -2.01\n48.65 -2.02", load().commune("35288"))
    estates.draw(quartier=quartier, outline=outline)
    for place, expected in {unplaced: (48.645, -2.015), placed: (48.6444, -2.0154)}.items():
        place.refresh_from_db()
        assert (place.latitude, place.longitude) == pytest.approx(expected, abs=1e-6)


def test_a_place_holds_five_hundred_others_at_most(quartier, monkeypatch):
    monkeypatch.setattr(estates, "MOST_WITHIN", 3)
    add(quartier, "La Filasse")
    with pytest.raises(estates.CannotEnter, match="trop de lieux"):
        add(quartier, "Le Toron")
