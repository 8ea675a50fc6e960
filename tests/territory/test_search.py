"""Search as people type: accents, hyphens, abbreviations, slips, beginnings, postcodes; better matches first."""

import pytest

from mitoyen.territory import Match, Quartier
from mitoyen.territory.names import fold


def names(hits):
    return [hit.place.name for hit in hits]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("saint malo", "35288"),
        ("st malo", "35288"),
        ("St. Malo", "35288"),
        ("SAINT-MALO", "35288"),
        ("sant-malo", "35288"),
        ("saintmalo", "35288"),
        ("35400", "35288"),
        ("saint malo 35400", "35288"),
        ("Saint-Malo (35)", "35288"),
        ("marseile", "13055"),
        ("l'hay les roses", "94038"),
        ("L’Haÿ-les-Roses", "94038"),
        ("lhay les rose", "94038"),
        ("strabourg", "67482"),
        ("prais", "75056"),
        ("monpelier", "34172"),
        ("grenobel", "38185"),
        ("Boulogne bilancourt", "92012"),
        ("villeneuve dasq", "59009"),
        ("chalon s/ saone", "71076"),
        ("rochelle", "17300"),
        ("mans", "72181"),
        ("bordeau", "33063"),
        ("saint denis 93", "93066"),
        ("saint-denis (974)", "97411"),
        ("ajaccio 2a", "2A004"),
        ("2a004", "2A004"),
        ("35288", "35288"),
        ("75019", "75056"),
        ("paris 19", "75056"),
        ("oeting", "57521"),
    ],
)
def test_the_place_meant_comes_first(france, typed, code):
    assert france.search(typed)[0].place.code == code


@pytest.mark.parametrize("typed", ["", "   ", "-", "’", "()", "🏡", "xqzwvk", "000", "a" * 10_000, "(" * 10_000])
def test_nothing_to_find_gives_nothing(france, typed):
    assert france.search(typed) == []


def test_a_short_beginning_lists_what_begins_so(france):
    assert names(france.search("Ys")) == ["Yssingeaux", "Yssandon", "Yssac-la-Tourette"]


def test_one_letter_lists_the_largest_towns_that_have_a_word_beginning_so(france):
    hits = france.search("p")
    assert hits[0].place.name == "Paris"
    assert len(hits) == 8


def test_more_people_come_first_among_equal_matches(france):
    people = [hit.place.population for hit in france.search("Sainte-Colombe", limit=20) if hit.why is Match.NAME]
    assert len(people) == 12
    assert people == sorted(people, reverse=True)


def test_a_whole_name_comes_before_a_longer_one_with_more_people(france):
    found = france.search("aix")
    assert (found[0].place.name, found[0].place.department) == ("Aix", "19")
    assert "Aix-en-Provence" in names(found)


def test_each_hit_says_why(france):
    why = {typed: france.search(typed)[0].why for typed in ("lyon", "lyo", "69001")}
    assert why["lyon"] is Match.NAME
    assert why["lyo"] is Match.BEGINNING
    assert why["69001"] is Match.POSTCODE
    assert france.search("35288")[0].why is Match.CODE
    assert france.search("marseile")[0].why is Match.SPELLING


def test_a_former_name_leads_to_the_commune_of_today_and_is_shown(france):
    (hit,) = france.search("pierrefitte sur seine")
    assert (hit.place.name, hit.why, hit.text) == ("Saint-Denis", Match.FORMER_NAME, "Pierrefitte-sur-Seine")


def test_intercommunalities_are_found_after_their_main_town(france):
    first, second, *_ = france.search("rennes")
    assert (first.place.name, second.place.name) == ("Rennes", "Rennes Métropole")
    assert second.place.kind == "intercommunality"
    assert france.search("243500139")[0].place.name == "Rennes Métropole"


def test_a_postcode_lists_its_communes_and_a_beginning_of_one_the_largest(france):
    assert {hit.why for hit in france.search("35580")} == {Match.POSTCODE}
    assert all(any(code.startswith("354") for code in hit.place.postcodes) for hit in france.search("354"))


def test_a_number_that_is_a_postcode_and_the_code_of_another_commune_lists_both(france):
    first, second = france.search("13001")
    assert (first.place.name, first.why) == ("Marseille", Match.POSTCODE)
    assert (second.place.name, second.why) == ("Aix-en-Provence", Match.CODE)


@pytest.mark.parametrize("limit", [0, 1, 3, 30])
def test_no_place_is_listed_twice_nor_more_than_asked(france, limit):
    for typed in ("saint", "marseile", "13", "rochelle", "paris 19"):
        codes = [hit.place.code for hit in france.search(typed, limit)]
        assert len(codes) == len(set(codes)) <= limit


def test_search_finds_no_quartier(france):
    assert not any(isinstance(hit.place, Quartier) for hit in france.search("352880102"))


def test_every_commune_is_found_first_or_among_its_homonyms_by_its_own_name(france):
    table = france.communes_table()
    rows = {code: row for row, code in enumerate(table.codes)}
    for name in set(table.names):
        first = france._index.find(name, 1)[0]
        assert fold(table.names[first.row]) == fold(name), name
    for code in table.codes:
        assert rows[code] in france._index.named(table.names[rows[code]])
