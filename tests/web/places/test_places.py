"""The territory tree as rows: what is above comes with what is entered, and what lies in a place is found."""

from dataclasses import asdict
from importlib import import_module

import pytest
from django.apps import apps

from mitoyen.simulation import sample
from mitoyen.territory import PlaceError
from mitoyen.web.places import actions, belonging, queries
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def corderies():
    return actions.add(
        code="les-corderies", name="Les Corderies", kind=Kind.QUARTIER, parent=actions.plant("35288"), households=400
    )


def inside(place):
    return set(Place.objects.filter(queries.under(place)).values_list("code", flat=True))


def test_a_quartier_of_the_census_brings_its_town_departement_region_and_country():
    quartier = actions.plant("352880101")
    assert quartier.codes == ["fr", "r53", "d35", "35288", "352880101"]
    names = {place.code: place.name for place in Place.objects.all()}
    assert names["r53"] == "Bretagne"
    assert names["35288"] == "Saint-Malo"


def test_planting_twice_adds_nothing():
    actions.plant("35288")
    before = Place.objects.count()
    assert actions.plant("35288") == Place.objects.get(code="35288")
    assert Place.objects.count() == before


def test_a_code_that_is_no_place_is_refused():
    with pytest.raises(PlaceError):
        actions.plant("99999")
    assert not Place.objects.filter(code="99999").exists()


def test_driss_s_residence_lies_in_its_quartier_and_in_all_that_holds_it(corderies):
    actions.add(code="les-corderies-a", name="Le Chanvre", kind=Kind.RESIDENCE, parent=corderies, households=240)
    assert inside(corderies) == {"les-corderies", "les-corderies-a"}
    for code in ("35288", "d35", "r53", "fr", "243500782"):
        assert {"les-corderies", "les-corderies-a"} <= inside(Place.objects.get(code=code)), code


def test_a_code_that_begins_like_another_is_not_inside_it(corderies):
    actions.add(code="les-corderies-neuves", name="Neuves", kind=Kind.QUARTIER, parent=corderies.parent)
    assert inside(corderies) == {"les-corderies"}


def test_an_intercommunality_holds_its_towns_beside_the_tree():
    actions.plant("35288")
    actions.plant("35049")  # Cancale, of the same intercommunality
    group = Place.objects.get(code="243500782")
    assert [place.name for place in queries.children(group)] == ["Cancale", "Saint-Malo"]
    assert group not in queries.children(actions.country())


@pytest.mark.parametrize(("kind", "parent"), [(Kind.QUARTIER, "d35"), (Kind.RESIDENCE, "d35"), (Kind.COMMUNE, "d35")])
def test_a_place_stands_only_in_what_can_hold_it(kind, parent):
    actions.plant("35288")
    with pytest.raises(actions.CannotPlant, match="does not stand in"):
        actions.add(code="x", name="X", kind=kind, parent=Place.objects.get(code=parent))


def test_a_code_is_not_given_twice(corderies):
    elsewhere = actions.plant("93066")
    with pytest.raises(actions.CannotPlant, match="already that of Les Corderies"):
        actions.add(code="les-corderies", name="Autres Corderies", kind=Kind.QUARTIER, parent=elsewhere)


def test_ancestors_come_from_the_largest_down(corderies):
    assert [place.code for place in queries.ancestors(corderies)] == ["fr", "r53", "d35", "35288"]


def test_a_place_without_a_row_holds_nothing_and_stands_where_it_will_once_it_has_one(corderies):
    for code in ("r11", "d93", "93066", "930660101"):
        place = queries.find(code)
        assert place._state.adding
        assert not Place.objects.filter(queries.under(place)).exists()
        above = [(found.code, found.name) for found in queries.ancestors(place)]
        if code.isdigit():
            planted = actions.plant(code)
            assert [(found.code, found.name) for found in queries.ancestors(planted)] == above
            assert [found for found, _ in above] == planted.codes[:-1]


def test_a_search_finds_the_same_regions_before_and_after_the_first_fact(corderies):
    def found():
        return [
            (place.code, place.name, place.parent.name if place.parent else "") for place in queries.named("seine", 9)
        ]

    before = found()
    actions.plant("93066")
    actions.plant("930660101")
    assert found() == before
    assert ("d93", "Seine-Saint-Denis", "Île-de-France") in before


def test_a_town_a_quartier_and_a_residence_have_a_point(corderies):
    town, quartier = Place.objects.get(code="35288"), actions.plant("352880101")
    home = actions.add(code="toron", name="Le Toron", kind=Kind.RESIDENCE, parent=corderies, point=(48.6444, -2.0154))
    barn = actions.add(code="etoupe", name="L’Étoupe", kind=Kind.RESIDENCE, parent=corderies)
    assert (town.latitude, town.longitude) == pytest.approx((48.65, -2.02), abs=0.02)  # the atlas, for Saint-Malo
    for place in (quartier, corderies, barn):
        assert (place.latitude, place.longitude) == (town.latitude, town.longitude), place
    assert (home.latitude, home.longitude) == (48.6444, -2.0154)


def test_the_invented_quartier_lies_around_its_residences_and_moves_there_if_it_had_no_point(corderies):
    Place.objects.filter(code="les-corderies").update(simulated=True)
    for node in sample.places_of(1, 400):
        told = {**asdict(node), "kind": Kind(node.kind), "parent": actions.plant(node.parent), "simulated": True}
        actions.add(**told)
    boundary = Place.objects.get(code="les-corderies").boundary
    assert boundary is not None
    outline = boundary["coordinates"][0]
    east, north = zip(*outline, strict=True)
    homes = Place.objects.filter(kind=Kind.RESIDENCE)
    assert homes.count() == 4
    for home in homes:
        assert home.latitude
        assert home.longitude
        assert min(north) < home.latitude < max(north)
        assert min(east) < home.longitude < max(east)
    town = Place.objects.get(code="35288")
    assert all(0.3 < (belonging.distance(town, home) or 0) < 2 for home in homes)  # [km]


def test_rows_entered_before_places_had_points_take_one(corderies):
    actions.add(code="toron", name="Le Toron", kind=Kind.RESIDENCE, parent=corderies)
    Place.objects.update(latitude=None, longitude=None)
    migration = import_module("mitoyen.web.places.migrations.0004_points_of_places")
    migration.fill(apps, None)
    points = {place.code: (place.latitude, place.longitude) for place in Place.objects.exclude(parent=None)}
    assert points["35288"] == points["les-corderies"] == points["toron"] == (48.651, -2.024)
    assert points["d35"] == (None, None)
