"""The questions: what a person may type, what is refused and with which words, and that nothing typed is lost."""

import re
from html import unescape

import pytest
from django.test import Client

from mitoyen.projection.keys import decode, encode
from mitoyen.projection.scenario import Scenario

FORM = "/calculer/"
RESULT = re.compile(r"(?:/en)?/calculer/r/([\w-]+)/")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def asked(visitor, **answers):
    return visitor.get(FORM, answers)


def led_to(answer):
    """The scenario of the result that an answer leads to."""
    assert answer.status_code == 302, errors(answer)
    return decode(RESULT.findall(answer["Location"])[0])


def errors(answer):
    found = re.findall(r'<p class="field__error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    return [unescape(text).replace("\u00a0", " ") for text in found]


@pytest.mark.parametrize("place", ["Saint-Malo", "saint malo", "35288", "35400", " SAINT MALO 35 "])
def test_claire_needs_nothing_but_her_town(visitor, place):
    assert led_to(asked(visitor, place=place)) == Scenario("35288")


def test_every_answer_reaches_the_scenario(visitor):
    typed = {"place": "35288", "kind": "housing", "dwellings": "1 400"}
    ways = {"launch": "invitations", "animation": "animator"}
    costs = {"animation_hours": "32,5", "hourly_cost": "27,50 €", "licence": "4 000", "discount_rate": "3,2 %"}
    more = {"months": "48", "payer": "landlord", "landlord_effects": "on"}
    found = led_to(asked(visitor, **typed, **ways, **costs, **more))
    assert found.discount_rate == pytest.approx(0.032)
    assert found.changed(discount_rate=None) == Scenario(
        "35288", 1400, "invitations", "animator", 32.5, 27.5, 4000, 48, None, "landlord", True
    )


def test_an_english_reader_writes_numbers_the_english_way(visitor):
    found = led_to(visitor.get("/en/calculer/", {"place": "35288", "licence": "1,400.5"}))
    assert found.licence == 1400.5


@pytest.mark.parametrize(("kind", "code"), [("group", "243500782"), ("quartier", "352880101"), ("whole", "35288")])
def test_a_town_leads_to_its_intercommunality_or_to_one_of_its_quartiers(visitor, kind, code):
    assert led_to(asked(visitor, place="Saint-Malo", kind=kind, quartier="352880101")).place == code


def test_the_quartiers_of_a_town_are_offered_with_their_households(visitor):
    answer = asked(visitor, place="Saint-Malo", kind="quartier")
    assert answer.status_code == 422
    assert errors(answer) == ["Choisissez un quartier dans la liste."]
    options = re.findall(r'<option value="(\d{9})">', answer.text)
    assert len(options) == 21  # IRIS of Saint-Malo in the census
    assert "908" in unescape(answer.text)  # households of the first one


def test_several_towns_of_one_name_are_offered_as_links_that_keep_the_other_answers(visitor):
    answer = asked(visitor, place="saint denis", months="48")
    assert answer.status_code == 422
    links = [unescape(link) for link in re.findall(r'<li><a href="(/calculer/\?[^"]+)"', answer.text)]
    codes = [re.findall(r"place=(\w+)", link)[0] for link in links]
    assert codes == ["97411", "93066", "11339", "30247"]
    assert led_to(visitor.get(links[1])) == Scenario("93066", months=48)


BAD = [
    ({"place": ""}, "Indiquez une commune par son nom"),
    ({"place": "Nulle-Part-sur-Rien"}, "Aucun lieu ne répond à"),
    ({"place": "55039"}, "Personne n’habite Beaumont-en-Verdunois"),
    ({"kind": "housing"}, "Indiquez le nombre de logements occupés"),
    ({"kind": "housing", "dwellings": "0"}, "entre 1 et 100 000"),
    ({"kind": "housing", "dwellings": "-400"}, "entre 1 et 100 000"),
    ({"kind": "housing", "dwellings": "12,5"}, "un nombre entier"),
    ({"months": "1000"}, "entre 12 et 60"),
    ({"months": " "}, "entre 12 et 60"),
    ({"months": "nan"}, "entre 12 et 60"),
    ({"licence": "infinity"}, "Indiquez la licence"),
    ({"licence": "beaucoup"}, "Écrivez un nombre en chiffres"),
    ({"hourly_cost": "1e400"}, "Indiquez le coût d’une heure"),
    ({"discount_rate": "99"}, "entre 0 et 20"),
    ({"launch": "drones"}, "drones"),
    ({"place": "x" * 5000}, "200"),
]


@pytest.mark.parametrize(("answers", "words"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_each_refusal_is_one_sentence_beside_its_question(visitor, answers, words):
    answer = asked(visitor, **{"place": "35288"} | answers)
    assert answer.status_code == 422
    assert len(errors(answer)) == 1
    assert words in errors(answer)[0].replace("\u202f", " ")


def test_a_refusal_is_said_in_the_language_of_the_page(visitor):
    answer = visitor.get("/en/calculer/", {"place": "saint denis"})
    assert "is the name of 4 places" in errors(answer)[0]


def test_nothing_typed_is_lost(visitor):
    answer = asked(visitor, place="zzz", months="1000", licence="abc", launch="organic", landlord_effects="on")
    for written in ('value="zzz"', 'value="1000"', 'value="abc"'):
        assert written in answer.text
    assert re.search(r'value="organic"[^>]* checked', answer.text)
    assert re.search(r'name="landlord_effects"[^>]* checked', answer.text)


def test_driss_finds_his_answers_again_to_change_one(visitor):
    project = Scenario("35288", dwellings=400, payer="landlord", discount_rate=0.045, months=24)
    page = visitor.get(FORM, {"depuis": encode(project)})
    assert page.status_code == 200
    for written in ('value="Saint-Malo (35)"', 'value="400"', 'value="4,5"', 'value="24"'):
        assert written in page.text
    assert re.search(r'value="housing"[^>]* checked', page.text)


def test_an_address_with_nothing_but_a_tracker_opens_the_empty_form(visitor):
    assert visitor.get(FORM, {"utm_source": "journal"}).status_code == 200


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "<script>", "%", "' or 1=1", "🏠", "\ud83d".encode("utf-8", "replace").decode()]
)
def test_a_strange_text_is_refused_without_being_believed(visitor, text):
    answer = asked(visitor, place=text)
    assert answer.status_code == 422
    assert "<script>" not in answer.text.partition("<main")[2]
    assert visitor.get("/calculer/lieux/", {"place": text}).status_code == 200
    assert visitor.get("/calculer/lieux/", {"chosen": text}).status_code == 200


def test_a_broken_key_fills_no_form(visitor):
    assert visitor.get(FORM, {"depuis": "abc"}).status_code == 404


def test_the_hints_come_from_the_evidence_and_lead_to_their_reasons(visitor):
    from mitoyen.evidence.pack import france

    price = france().factors["cost_licence_household"].current
    page = unescape(visitor.get(FORM).text).replace("\u00a0", " ")
    assert price.value is not None
    written = f"{price.value:.2f}".replace(".", ",")
    assert f"Laissez vide : {written} € par foyer et par an" in page
    assert '/methode/facteurs/cost_licence_household/"' in page


def test_places_are_proposed_for_what_is_typed(visitor):
    links = visitor.get("/calculer/lieux/", {"place": "saint mal"}).text
    assert links.index("Saint-Malo ") < links.index("Saint-Malo-de-Guersac")
    assert 'href="/calculer/?place=35288"' in links
    assert "47\u202f439\u00a0habitants" in links
    assert visitor.get("/calculer/lieux/", {"place": "s"}).text.count("<li>") == 0


def test_a_chosen_place_fills_the_field(visitor):
    assert 'value="Saint-Malo (35)"' in visitor.get("/calculer/lieux/", {"chosen": "35288"}).text
