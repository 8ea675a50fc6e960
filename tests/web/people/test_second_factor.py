"""The second factor when it goes wrong: what is offered is what one has, and what is said is what happened."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache

from tests.web.neighbourhood.exchanges_pages.scenes import words
from tests.web.people.accounts import account, confirm, enter, first
from tests.web.people.test_sign_in import shown

pytestmark = pytest.mark.django_db
SECOND = "/compte/entrer/second/"
USED = "Ce n’est pas le bon code, ou il a déjà servi. Prenez le suivant."
NO_KEY = "Cette clé ne va pas avec ce compte, ou elle en a été retirée. Entrez autrement."


@pytest.fixture(autouse=True)
def no_limit_reached():
    cache.clear()


@pytest.fixture
def amina():
    return account("Amina")


def put_into_service(client):
    enter(client, "Amina")
    confirm(client)
    key = first(r'class="secret">(\w+)<', client.get("/compte/securite/application/").text)
    client.post("/compte/securite/application/", {"code": shown(key)})
    cache.clear()
    return key


@pytest.fixture
def secret(client, amina):
    """Of the application that Amina has just put into service; she is signed in."""
    return put_into_service(client)


def recovery_codes(client):
    return re.findall(r"<li><code>(\w+)</code>", client.get("/compte/securite/codes/").text)


def again(client):
    client.post("/compte/sortir/")
    return enter(client, "Amina")


def key_of(person):
    """A key, as far as the pages know it before it is asked."""
    return Authenticator.objects.create(user=person, type="webauthn", data={"name": "Téléphone", "credential": {}})


def test_whoever_has_no_key_is_offered_none(client, secret):
    again(client)
    page = words(client.get(SECOND))
    assert "Utiliser ma clé" not in page
    assert "après le mot de passe, un code." in page
    assert "Code à six chiffres, ou code de secours" in page


def test_a_code_may_be_typed_as_the_application_shows_it(client, secret):
    again(client)
    code = shown(secret)
    client.post(SECOND, {"code": f" {code[:3]} {code[3:]} "})
    assert client.get("/compte/").status_code == 200


def test_a_code_serves_once(client, secret):
    again(client)
    code = shown(secret)
    client.post(SECOND, {"code": code})
    again(client)
    assert USED in words(client.post(SECOND, {"code": code}))
    assert client.get("/compte/").status_code == 302


def test_a_recovery_code_serves_once(client, secret):
    code, *_others = recovery_codes(client)
    again(client)
    client.post(SECOND, {"code": code})
    again(client)
    assert USED in words(client.post(SECOND, {"code": code}))


def test_whoever_has_used_them_all_is_told_to_make_new_ones(client, secret):
    codes = recovery_codes(client)
    for code in codes:
        cache.clear()
        again(client)
        client.post(SECOND, {"code": code})
    page = words(client.get("/compte/securite/"))
    assert "Il ne vous en reste plus : faites-en de nouveaux." in page


def test_without_its_application_the_recovery_codes_go_too(client, secret):
    client.post("/compte/securite/application/retirer/")
    assert not Authenticator.objects.exists()
    assert again(client)["Location"] != SECOND


def test_the_application_opens_on_the_telephone_that_shows_the_page(client, amina):
    enter(client, "Amina")
    confirm(client)
    page = client.get("/compte/securite/application/").text
    assert re.search(r'<a href="otpauth://totp/[^"]+secret=\w+', page)


def test_an_unknown_key_is_said_to_be_unknown(client, amina):
    told = '{"type": "public-key", "id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30"}}'
    page = client.post("/compte/entrer/cle/", {"credential": told}, follow=True)
    assert NO_KEY in words(page)
    assert "code" not in words(page).split(NO_KEY)[0].split("English")[1]


def test_a_form_without_a_key_s_answer_says_that_it_did_not_answer(client, amina):
    enter(client, "Amina")
    confirm(client)
    page = words(client.post("/compte/securite/cles/ajouter/", {"name": "Téléphone"}))
    assert "Ce champ est obligatoire" not in page
    assert page.count("La clé n’a pas répondu.") == 2, "said, beside the words that a script may show"


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["totp", "recovery_codes"], "Avec l’application, ou un code de secours"),
        (["webauthn", "recovery_codes"], "Avec un code de secours"),
    ],
)
def test_other_ways_are_those_that_one_has(client, amina, kinds, said):
    for kind in kinds:
        Authenticator.objects.create(user=amina, type=kind, data={"secret": "x", "seed": "x", "used_mask": 0})
    client.force_login(amina)
    page = client.get("/compte/confirmer/").text
    assert f'<a href="/compte/confirmer/second/">{said}</a>' in page


@pytest.mark.django_db(transaction=True)
def test_the_message_says_how_to_take_off_what_somebody_else_put_on(client, amina):
    put_into_service(client)
    letter = next(one for one in mail.outbox if one.subject == "Votre compte est mieux protégé")
    assert "/compte/mot-de-passe/oublie/" in letter.body
    assert (
        "Retirez ensuite ce qui n’est pas à vous\N{NO-BREAK SPACE}:\nhttp://testserver/compte/securite/" in letter.body
    )
    assert "écrivez à ceux qui tiennent ce site" in letter.body


def test_the_file_of_codes_says_what_it_is_for(client, secret):
    codes = recovery_codes(client)
    kept = client.get("/compte/securite/codes/fichier/").text
    told = "Codes de secours pour entrer sur Mitoyen (testserver). Chacun sert une fois."
    assert kept.split() == [*told.split(), *codes]
    assert kept.startswith(f"{told}\n\n")
