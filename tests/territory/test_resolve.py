"""One text, one place, or one sentence that says what to do."""

import pytest

from mitoyen.territory import AmbiguousPlace, PlaceError, UnknownPlace


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("35288", "commune", "35288"),
        (" 35288 ", "commune", "35288"),
        ("2a004", "commune", "2A004"),
        ("352880102", "quartier", "352880102"),
        ("2A0040101", "quartier", "2A0040101"),
        ("976010000", "quartier", "976010000"),
        ("243500139", "intercommunality", "243500139"),
        ("35400", "commune", "35288"),
        ("saint malo", "commune", "35288"),
        ("Saint-Malo (35)", "commune", "35288"),
        ("St Malo 35400", "commune", "35288"),
        ("Saint-Denis (93)", "commune", "93066"),
        ("Saint-Denis 974", "commune", "97411"),
        ("Bastia (2b)", "commune", "2B033"),
        ("rennes metropole", "intercommunality", "243500139"),
        ("Paris", "commune", "75056"),
        ("13001", "commune", "13001"),  # a commune's own code goes before a postcode: Aix-en-Provence
    ],
)
def test_codes_and_names_that_tell_one_place(france, text, kind, code):
    place = france.resolve(text)
    assert (place.kind, place.code) == (kind, code)


@pytest.mark.parametrize("text", ["Saint-Denis", "sainte colombe", "35580"])
def test_several_places_are_listed_the_largest_first_with_what_to_say(france, text):
    with pytest.raises(AmbiguousPlace, match=f"« {text} » désigne ") as refusal:
        france.resolve(text)
    people = [place.population for place in refusal.value.places]
    assert len(people) > 1
    assert people == sorted(people, reverse=True)
    assert "précisez, par exemple «" in refusal.value.fr
    assert "say which, for instance “" in refusal.value.en


def test_the_example_of_an_ambiguous_name_tells_one_place(france):
    for name in ("Saint-Denis", "Sainte-Colombe", "Saint-Martin", "Beaumont"):
        with pytest.raises(AmbiguousPlace) as refusal:
            france.resolve(name)
        example = refusal.value.fr.split("« ")[-1].split(" »")[0]
        assert france.resolve(example) == refusal.value.places[0]


def test_a_misspelled_name_gets_close_ones(france):
    with pytest.raises(UnknownPlace, match=r"essayez Marseille \(13\)") as refusal:
        france.resolve("Marseile")
    assert refusal.value.places[0].code == "13055"
    assert refusal.value.en.startswith("No place answers to “Marseile”; try Marseille (13)")


def test_a_name_in_another_department_is_not_taken_for_it(france):
    with pytest.raises(UnknownPlace, match="Saint-Malo"):
        france.resolve("Saint-Malo (13)")


@pytest.mark.parametrize(("code", "commune"), [("75119", "75056"), ("69383", "69123"), ("93059", "93066")])
def test_a_part_of_a_commune_names_the_commune_to_take(france, code, commune):
    with pytest.raises(UnknownPlace, match=f"donnez le code de la commune, {commune}"):
        france.resolve(code)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_no_text_says_what_to_give(france, text):
    with pytest.raises(UnknownPlace, match="Indiquez une commune par son nom"):
        france.resolve(text)


@pytest.mark.parametrize(
    "text", ["99999", "999999999", "NaN", "'; drop table", "x" * 100_000, "( " * 50_000, "\0", "٣٥"]
)
def test_nonsense_is_refused_in_one_short_sentence(france, text):
    with pytest.raises(PlaceError) as refusal:
        france.resolve(text)
    assert len(refusal.value.fr) < 250
    assert "\n" not in str(refusal.value)


def test_the_error_is_a_value_error_in_french(france):
    with pytest.raises(ValueError, match="^Aucun lieu"):
        france.resolve("Nulle-Part-les-Oies")
