"""The pages where somebody says where they live and shows it, without script."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.levels import LABELS
from mitoyen.web.people.models import Person
from mitoyen.web.people.rules import BY_PROOF
from mitoyen.web.places import actions, belonging, invitations, letters, vouching
from mitoyen.web.places.models import Belonging, Invitation, Place
from tests.web.neighbourhood import cast
from tests.web.people.accounts import digits, sign_up
from tests.web.places.seen import home_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nour(client):
    cast.les_corderies()
    person = cast.person("Nour")
    client.force_login(person)
    return person


@pytest.fixture
def invitation():
    return invitations.invite(place=cast.residence("a"), by=Actor(cast.driss()), now=timezone.now())


def text(answer):
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_from_a_commune_to_a_residence_without_script(client, nour):
    assert 'action="/rejoindre/domicile/"' in client.get("/rejoindre/").content.decode()
    found = client.get("/rejoindre/domicile/", {"place": "saint-malo"})
    assert found["Location"] == "/rejoindre/domicile/35288/"
    commune = client.get(found["Location"]).content.decode()
    assert 'href="/rejoindre/domicile/les-corderies/"' in commune
    quartier = client.get("/rejoindre/domicile/les-corderies/").content.decode()
    assert 'value="les-corderies-a"' in quartier
    said = client.post("/rejoindre/domicile/les-corderies/", {"place": "les-corderies-a"}, follow=True)
    assert "Bienvenue chez vous" in text(said)
    assert home_of(nour).place.code == "les-corderies-a"


def test_a_quartier_of_the_census_gets_its_row_when_somebody_lives_there(client, nour):
    assert 'value="352880101"' in client.get("/rejoindre/domicile/35288/").content.decode()
    assert not Place.objects.filter(code="352880101").exists()
    client.post("/rejoindre/domicile/35288/", {"place": "352880101"})
    assert home_of(nour).place.code == "352880101"


@pytest.mark.parametrize("typed", ["saint-denis", "saint-m", "xyzzy", "243500782"])
def test_what_tells_no_commune_gets_choices_or_a_sentence(client, nour, typed):
    answer = client.get("/rejoindre/domicile/", {"place": typed})
    assert answer.status_code == 404
    assert 'class="suggestions"' in answer.content.decode() or "pas trouvé" in text(answer)


def test_while_one_types_residences_and_communes_are_proposed_and_nothing_wider(client, nour):
    def proposed(typed):
        answer = client.get("/rejoindre/domicile/", {"place": typed}, headers={"HX-Request": "true"})
        return re.findall(r'href="/rejoindre/domicile/([^/]+)/"', answer.content.decode())

    assert proposed("chanvre")[0] == "les-corderies-a"
    assert proposed("saint-malo")[0] == "35288"
    assert all(re.fullmatch(r"\d[\dAB]\d{3}", code) for code in proposed("rennes"))
    assert proposed("s") == []


@pytest.mark.parametrize("code", ["d35", "fr", "243500782", "nowhere", "35400"])
def test_no_page_asks_where_in_a_departement(client, nour, code):
    assert client.get(f"/rejoindre/domicile/{code}/").status_code == 404
    assert client.post("/rejoindre/domicile/35288/", {"place": code}).status_code == 404
    assert belonging.home(nour) is None


def test_who_moves_too_often_is_told_and_stays(client, nour):
    for code in ("35288", "les-corderies", "les-corderies-a", "les-corderies-b"):
        client.post("/rejoindre/domicile/35288/", {"place": code})
    refused = client.post("/rejoindre/domicile/35288/", {"place": "35288"})
    assert refused.status_code == 409
    assert "rien ne change pour vous" in text(refused)
    assert home_of(nour).place.code == "les-corderies-b"


@pytest.mark.parametrize("proof", ResidenceProof)
def test_the_page_says_what_the_level_allows_and_what_another_would(client, nour, proof):
    cast.belongs(nour, cast.residence("a"), Role.RESIDENT, proof)
    page = client.get("/rejoindre/").content.decode()
    for power, words in LABELS.items():
        if power in BY_PROOF[ResidenceProof.LETTER]:
            kind = "powers__yes" if power in BY_PROOF[proof] else "powers__later"
            assert f'<li class="{kind}">{str(words)[0].upper()}{str(words)[1:]}' in page
    assert (reverse("places:letter") in page) is (proof < ResidenceProof.LETTER)
    assert (reverse("places:neighbours") in page) is (proof < ResidenceProof.VOUCHED)
    assert (reverse("places:vouch") in page) is (proof >= ResidenceProof.INVITED)


def test_a_letter_typed_on_the_page(client, nour):
    made = letters.order(place=cast.residence("a"), count=1, by=Actor(cast.driss()), now=timezone.now())
    wrong = client.post("/rejoindre/lettre/", {"code": "BCDFG HJKMN"})
    assert wrong.status_code == 422
    assert 'value="BCDFG HJKMN"' in wrong.content.decode()
    right = client.post("/rejoindre/lettre/", {"code": made.codes[0].lower()}, follow=True)
    assert "C’est vérifié" in text(right)
    assert home_of(nour).proof == ResidenceProof.LETTER


def test_an_invitation_is_found_again_at_the_end_of_signing_up(client, invitation):
    address = reverse("places:invitation", args=[invitations.signed(invitation)])
    asked = f"{reverse('account_signup')}?next={address}"
    assert f'href="{asked}"' in client.get(address).content.decode()
    client.get(asked)
    about = {"first_name": "Hugo", "email": "hugo@exemple.fr", "password1": cast.PASSWORD, "next": address}
    client.post(reverse("account_signup"), about)
    arrived = client.post(reverse("account_email_verification_sent"), {"code": digits()})
    assert arrived["Location"] == address
    client.post(address)
    hugo = Person.objects.get(first_name="Hugo")
    assert home_of(hugo).proof == ResidenceProof.INVITED


def test_an_invitation_waits_on_the_page_of_the_home_for_who_lost_the_thread(client, invitation):
    address = reverse("places:invitation", args=[invitations.signed(invitation)])
    client.get(address)
    sign_up(client, "hugo@exemple.fr", "Hugo")
    client.post(reverse("account_email_verification_sent"), {"code": digits()})
    assert f'href="{address}"' in client.get("/rejoindre/").content.decode()
    client.post(address)
    assert address not in client.get("/rejoindre/").content.decode()


def test_opening_an_invitation_does_not_accept_it(client, nour, invitation):
    address = reverse("places:invitation", args=[invitations.signed(invitation)])
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert belonging.home(nour) is None


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"used_at": cast.NOW}, 410, "a déjà servi"),
        ({"withdrawn_at": cast.NOW}, 410, "a été retirée"),
        ({"expires_at": cast.NOW - cast.DAY}, 410, "a expiré"),
        ({"reference": "another"}, 404, "n’est pas entier"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_invitation_that_does_not_serve_says_why_and_what_to_do(
    client, nour, invitation, change, status, words, signed_in
):
    address = reverse("places:invitation", args=[invitations.signed(invitation)])
    Invitation.objects.update(**change)
    if not signed_in:
        client.logout()
    for ask in (client.get, client.post):
        answer = ask(address)
        assert answer.status_code == status
        assert words in text(answer)
        assert "Dire où j’habite" in text(answer)


def test_an_invitation_of_one_s_own_is_told_so(client, invitation):
    client.force_login(Person.objects.get(first_name="Driss"))
    answer = client.post(reverse("places:invitation", args=[invitations.signed(invitation)]))
    assert (answer.status_code, "pour quelqu’un d’autre" in text(answer)) == (410, True)


def test_two_neighbours_on_their_pages(client, nour):
    cast.belongs(nour, cast.residence("a"), Role.RESIDENT)
    assert not Belonging.objects.filter(introduction__isnull=False).exists()
    client.post("/rejoindre/voisins/")
    (code,) = re.findall(r'class="spelt"><strong>([A-Z ]+)<', client.get("/rejoindre/voisins/").content.decode())
    for neighbour in (cast.amina(), cast.resident("Hugo", "b")):
        client.force_login(neighbour)
        sure = client.post("/rejoindre/garant/", {"code": code})
        assert "Nour habite bien Le Chanvre" in text(sure)
        said = client.post("/rejoindre/garant/", {"code": code, "sure": "yes"}, follow=True)
        assert "Merci pour Nour" in text(said)
    assert home_of(nour).proof == ResidenceProof.VOUCHED


def test_who_may_not_vouch_yet_is_told_so_before_typing(client, nour):
    cast.belongs(nour, cast.residence("a"), Role.RESIDENT)
    page = text(client.get("/rejoindre/garant/"))
    assert "Pas encore" in page
    assert "Vous pouvez encore vous porter garant" not in page
    client.force_login(cast.amina())
    assert "Vous pouvez encore vous porter garant de 10 personnes" in text(client.get("/rejoindre/garant/"))


def test_a_stranger_learns_nothing_from_a_newcomer_s_code(client, nour):
    cast.belongs(nour, cast.residence("a"), Role.RESIDENT)
    code = vouching.introduce(by=Actor(nour), now=timezone.now()).code
    stranger = cast.belongs(cast.person("Zoé"), actions.plant("35049"), Role.RESIDENT, ResidenceProof.LETTER)
    client.force_login(stranger)
    answer = client.post("/rejoindre/garant/", {"code": code})
    assert answer.status_code == 422
    assert not {"Nour", "Chanvre"} & set(text(answer).split())


@pytest.mark.parametrize("path", ["", "domicile/", "domicile/35288/", "lettre/", "voisins/", "garant/"])
def test_who_is_not_signed_in_is_led_to_sign_in(client, path):
    answer = client.get(f"/rejoindre/{path}")
    assert answer["Location"].startswith(f"{reverse('account_login')}?next=/rejoindre/")


@pytest.mark.parametrize("path", ["rejoindre/", "rejoindre/domicile/35288/", "rejoindre/lettre/", "rejoindre/garant/"])
def test_the_pages_speak_english(client, nour, path):
    assert 'lang="en"' in client.get(f"/en/{path}").content.decode()
