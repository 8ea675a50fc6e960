"""The tree: quartiers in communes, communes in intercommunalities, and what each place says of itself."""

import numpy as np
import pytest

from mitoyen.territory import UnknownPlace

ISLANDS_ON_THEIR_OWN = ("22016", "29083", "29155", "85113")  # Bréhat, Sein, Ouessant, Yeu
FIGURES = ("seniors", "households", "dwellings", "houses", "flats", "flat_households")


def test_saint_malo_is_in_ille_et_vilaine(france):
    place = france.commune("35288")
    assert (place.name, place.kind, place.postcodes) == ("Saint-Malo", "commune", ("35400",))
    assert (place.department, place.department_name, place.region_name) == ("35", "Ille-et-Vilaine", "Bretagne")
    assert place.lat == pytest.approx(48.65, abs=0.02)
    assert place.lon == pytest.approx(-2.01, abs=0.02)
    assert place.estimated == ()


def test_paris_has_its_people_and_its_992_iris(france):
    paris = france.commune("75056")
    assert paris.population == 2_103_778
    assert len(paris.leaf_households()) == 992
    assert {leaf.code[:3] for leaf in france.children(paris)} == {"751"}


@pytest.mark.parametrize(("code", "iris"), [("13055", 393), ("69123", 185)])
def test_the_iris_of_arrondissements_are_in_their_commune(france, code, iris):
    leaves = france.children(france.commune(code))
    assert len(leaves) == iris
    assert {leaf.commune for leaf in leaves} == {code}
    assert "Arrondissement, IRIS" in leaves[0].name


def test_an_undivided_commune_has_one_quartier_with_its_name_and_figures(france):
    commune = france.commune("01002")
    (leaf,) = france.quartiers_of(commune)
    assert (leaf.name, leaf.code, leaf.households) == (commune.name, "010020000", commune.households)
    assert france.parent(leaf) == commune
    assert france.children(leaf) == ()
    assert france.quartiers_of(leaf) == (leaf,)


def test_quartiers_are_named_by_what_insee_publishes(france):
    assert france.quartier("352880102").name == "Saint-Malo, IRIS 0102"
    assert france.quartier("751197301").name == "Paris 19e Arrondissement, IRIS 7301"
    assert france.quartier("930590101").name == "Saint-Denis, Pierrefitte-sur-Seine, IRIS 0101"


def test_former_communes_are_counted_with_the_one_that_took_them_in(france):
    saint_denis = france.commune("93066")
    assert saint_denis.population > 145_000
    assert {leaf.code[:5] for leaf in france.quartiers_of(saint_denis)} == {"93066", "93059"}


@pytest.mark.parametrize("code", ["243500139", "200054781", "200057958"])
def test_an_intercommunality_is_the_sum_of_its_communes(france, code):
    group = france.intercommunality(code)
    communes = france.children(group)
    for figure in (*FIGURES, "population"):
        assert getattr(group, figure) == sum(getattr(commune, figure) for commune in communes), figure
    leaves = np.concatenate([commune.leaf_households() for commune in communes])
    np.testing.assert_array_equal(group.leaf_households(), leaves)
    assert [leaf.households for leaf in france.quartiers_of(group)] == leaves.tolist()
    assert {france.parent(commune).code for commune in communes} == {code}


def test_rennes_metropole_has_its_43_communes(france):
    group = france.intercommunality("243500139")
    assert (group.name, group.legal_type, len(group.communes)) == ("Rennes Métropole", "METRO", 43)
    assert "35238" in group.communes
    assert france.parent(group) is None


def test_every_commune_but_four_islands_has_an_intercommunality(france):
    communes = [france.commune(code) for code in france.communes_table().codes]
    assert tuple(place.code for place in communes if place.intercommunality is None) == ISLANDS_ON_THEIR_OWN
    assert france.parent(france.commune("29155")) is None
    groups = {place.intercommunality for place in communes} - {None}
    assert len(groups) == 1_255
    together = sum(france.intercommunality(code).population for code in groups)
    assert together == 68_350_798 - sum(france.commune(code).population for code in ISLANDS_ON_THEIR_OWN)


def test_an_intercommunality_may_cross_departments(france):
    codes = {france.commune(code).intercommunality for code in france.communes_table().codes} - {None}
    departments = [
        {france.commune(member).department for member in france.intercommunality(code).communes} for code in codes
    ]
    assert sum(len(found) > 1 for found in departments) == 89


def test_mayotte_says_that_its_households_are_estimated(france):
    codes = [code for code in france.communes_table().codes if code.startswith("976")]
    communes = [france.commune(code) for code in codes]
    assert len(communes) == 17
    assert sum(place.population for place in communes) == 256_518
    assert sum(place.households for place in communes) == 63_100
    assert all("Mayotte" in place.estimated[0].fr and "Mayotte" in place.estimated[0].en for place in communes)


def test_split_communes_share_what_the_census_counted_together(france):
    family = [france.commune(code) for code in ("15141", "15031", "15035", "15047", "15171")]
    assert sum(place.households for place in family) == 822  # the one IRIS of Neussargues en Pinatelle
    assert all(place.estimated and france.quartiers_of(place)[0].estimated for place in family)
    sizes = [place.households / place.population for place in family]
    assert max(sizes) - min(sizes) < 0.01  # one household of rounding among 88 people


def test_nothing_else_is_estimated(france):
    communes = [france.commune(code) for code in france.communes_table().codes]
    assert sum(bool(place.estimated) for place in communes) == 17 + 10


@pytest.mark.parametrize("lookup", ["commune", "quartier", "intercommunality"])
@pytest.mark.parametrize("code", ["", "00000", "nowhere", "352889999", "999999999"])
def test_an_unknown_code_is_refused_in_a_sentence(france, lookup, code):
    with pytest.raises(UnknownPlace, match=r"^Aucun lieu ne répond à « .*»"):
        getattr(france, lookup)(code)
