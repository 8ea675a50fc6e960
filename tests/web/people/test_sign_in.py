"""Coming in, going out, forgetting, changing: what is said, what is limited, what a cookie is for."""

import base64
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from mitoyen.web.people.models import Person
from tests.web.people.accounts import PASSWORD, account, confirm, digits, enter, first

pytestmark = pytest.mark.django_db
NEW = "une autre corde de chanvre"


def shown(secret):
    """What an application shows now: six digits of the hash of the half minute (RFC 6238)."""
    half_minute = struct.pack(">Q", int(time.time()) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, half_minute, "sha1").digest()
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def test_an_address_is_known_however_it_is_typed(client):
    account("Amina")
    client.post("/compte/entrer/", {"login": " Amina@CORDERIES.example ", "password": PASSWORD})
    assert client.get("/compte/").status_code == 200


def test_a_page_asked_before_coming_in_comes_after(client):
    account("Amina")
    assert client.get("/compte/mandats/")["Location"] == "/compte/entrer/?next=/compte/mandats/"
    typed = {"login": "amina@corderies.example", "password": PASSWORD, "next": "/compte/mandats/"}
    assert client.post("/compte/entrer/", typed)["Location"] == "/compte/mandats/"


def test_nobody_is_sent_to_another_site(client):
    account("Amina")
    typed = {"login": "amina@corderies.example", "password": PASSWORD, "next": "https://ailleurs.example/"}
    assert client.post("/compte/entrer/", typed)["Location"].startswith("/")


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client):
    account("Amina")
    pages = [enter(client, name, "pas le bon mot") for name in ("Amina", "Personne")]
    said = [first(r"(?s)callout--problem.*?<p>([^<]+)</p>\s*</div>", page.text) for page in pages]
    assert said[0] == said[1]
    assert "ne vont pas ensemble" in said[0]
    assert [page.status_code for page in pages] == [200, 200]


def test_the_sixth_wrong_password_waits_even_if_it_is_right_then(client):
    account("Amina")
    for _ in range(5):
        enter(client, "Amina", "pas le bon mot")
    assert "trop souvent" in enter(client, "Amina").text
    assert client.get("/compte/").status_code == 302


def test_limits_are_counted_where_every_process_reads_them(client):
    enter(client, "Amina", "pas le bon mot")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert any("login_failed" in key for key in keys)
    assert not any("amina" in key for key in keys), "an address is counted by its hash"


def test_too_many_sign_ups_get_a_page_that_says_to_wait(client):
    answers = [client.post("/compte/creer/", {}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Un peu de patience" in answers[-1].text


def test_the_cookie_of_the_session_is_read_by_no_script_and_sent_by_no_other_site(client):
    account("Amina")
    cookie = enter(client, "Amina").cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600


def test_going_out_forgets_the_session(client):
    account("Amina")
    enter(client, "Amina")
    before = client.cookies["session"].value
    assert client.get("/compte/sortir/").status_code == 200, "a page asks first"
    client.post("/compte/sortir/")
    client.cookies["session"] = before
    assert client.get("/compte/").status_code == 302


def test_a_closed_account_does_not_open(client):
    amina = account("Amina")
    Person.objects.filter(pk=amina.pk).update(is_active=False)
    assert enter(client, "Amina")["Location"] == "/compte/ferme/"
    assert client.get("/compte/").status_code == 302


def test_a_forgotten_password_is_chosen_anew_with_eight_letters(client):
    account("Amina")
    answer = client.post("/compte/mot-de-passe/oublie/", {"email": "amina@corderies.example"})
    assert answer["Location"] == "/compte/mot-de-passe/oublie/code/"
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", digits())
    client.post("/compte/mot-de-passe/oublie/code/", {"code": digits().lower()})
    client.post("/compte/mot-de-passe/oublie/nouveau/", {"password1": NEW, "password2": NEW})
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"
    assert client.get("/compte/").status_code == 302, "the new password still has to be typed"
    enter(client, "Amina", NEW)
    assert client.get("/compte/").status_code == 200


def test_forgetting_tells_nobody_whether_an_address_has_an_account(client):
    account("Amina")
    answers, pages = [], []
    for email in ("amina@corderies.example", "personne@corderies.example"):
        client.cookies.clear()
        answer = client.post("/compte/mot-de-passe/oublie/", {"email": email})
        answers.append((answer.status_code, answer["Location"]))
        main = client.get(answer["Location"]).text.split("<main")[1].replace(email, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main))
    assert answers[0] == answers[1]
    assert pages[0] == pages[1]
    assert [letter.subject for letter in mail.outbox] == [
        "Votre code pour un nouveau mot de passe",
        "Cette adresse n’a pas de compte",
    ]


def test_three_wrong_codes_end_a_forgotten_password(client):
    account("Amina")
    client.post("/compte/mot-de-passe/oublie/", {"email": "amina@corderies.example"})
    for _ in range(3):
        client.post("/compte/mot-de-passe/oublie/code/", {"code": "BBBB-BBBB"})
    client.post("/compte/mot-de-passe/oublie/code/", {"code": digits()})
    assert client.get("/compte/mot-de-passe/oublie/nouveau/").status_code == 302


def test_codes_for_one_address_are_five_an_hour(client):
    for _ in range(5):
        client.post("/compte/mot-de-passe/oublie/", {"email": "amina@corderies.example"})
    assert client.post("/compte/mot-de-passe/oublie/", {"email": "amina@corderies.example"}).status_code == 429


def test_a_password_is_changed_with_the_one_of_today(client):
    account("Amina")
    enter(client, "Amina")
    wrong = {"oldpassword": "pas lui du tout", "password1": NEW, "password2": NEW}
    assert "pas votre mot de passe actuel" in client.post("/compte/mot-de-passe/", wrong).text
    right = client.post("/compte/mot-de-passe/", wrong | {"oldpassword": PASSWORD})
    assert right["Location"] == "/compte/"
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"
    assert client.get("/compte/").status_code == 200


def test_a_changed_password_ends_every_other_session(client):
    account("Amina")
    elsewhere = Client()
    for each in (client, elsewhere):
        enter(each, "Amina")
    client.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302


@pytest.mark.parametrize("address", ["/compte/", "/compte/profil/", "/compte/mandats/", "/compte/aide/"])
def test_no_browser_keeps_a_page_of_an_account(client, address):
    client.force_login(account("Amina"))
    assert "no-store" in client.get(address)["Cache-Control"]


def test_a_new_address_counts_once_its_code_is_typed_and_the_old_one_is_told(client):
    amina = account("Amina")
    enter(client, "Amina")
    confirm(client)
    client.post("/compte/adresse/", {"email": "Amina@Nouvelle.example", "action_add": "1"})
    amina.refresh_from_db()
    assert amina.email == "amina@corderies.example"
    assert mail.outbox[-1].to == ["amina@nouvelle.example"]
    client.post("/compte/adresse/code/", {"code": digits()})
    amina.refresh_from_db()
    assert amina.email == "amina@nouvelle.example"
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == (
        "Votre adresse e-mail a changé",
        ["amina@corderies.example"],
    )


def test_an_address_of_somebody_else_is_never_taken(client):
    account("Amina")
    bertrand = account("Bertrand")
    enter(client, "Bertrand")
    confirm(client)
    answer = client.post("/compte/adresse/", {"email": "amina@corderies.example", "action_add": "1"})
    assert answer["Location"] == "/compte/adresse/code/", "the page does not tell"
    client.post("/compte/adresse/code/", {"code": digits()})
    bertrand.refresh_from_db()
    assert bertrand.email == "bertrand@corderies.example"


def test_an_application_of_codes_stands_behind_the_password(client):
    amina = account("Amina")
    enter(client, "Amina")
    confirm(client)
    secret = first(r'class="secret">(\w+)<', client.get("/compte/securite/application/").text)
    answer = client.post("/compte/securite/application/", {"code": shown(secret)})
    assert answer["Location"] == "/compte/securite/codes/", "the recovery codes come with it"
    codes = re.findall(r"<li><code>(\w+)</code>", client.get("/compte/securite/codes/").text)
    assert len(codes) == 10
    client.post("/compte/sortir/")
    cache.clear()
    assert enter(client, "Amina")["Location"] == "/compte/entrer/second/"
    assert client.get("/compte/").status_code == 302
    assert "pas le bon code" in client.post("/compte/entrer/second/", {"code": "00000000"}).text
    client.post("/compte/entrer/second/", {"code": codes[0]})
    assert client.get("/compte/").status_code == 200
    assert Authenticator.objects.filter(user=amina).count() == 2


@pytest.mark.parametrize(
    "address", ["/compte/securite/application/", "/compte/securite/cles/ajouter/", "/compte/securite/codes/nouveaux/"]
)
def test_what_is_delicate_asks_for_the_password_again(client, address):
    account("Amina")
    enter(client, "Amina")
    assert client.get(address)["Location"].startswith("/compte/confirmer/")
    assert "Est-ce bien vous" in client.get("/compte/confirmer/").text
    assert "pas votre mot de passe" in confirm(client, "pas lui du tout").text


@pytest.mark.parametrize("told", ["{}", "[]", "null", '{"id": "eA", "rawId": "eA", "response": {}}', "{"])
def test_a_made_up_answer_of_a_key_is_no_second_factor(client, told):
    amina = account("Amina")
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "x"})
    assert enter(client, "Amina")["Location"] == "/compte/entrer/second/"
    assert client.post("/compte/entrer/second/", {"credential": told}).status_code == 200
    assert client.get("/compte/").status_code == 302


def test_other_ways_of_showing_that_it_is_oneself_are_offered_in_our_words(client):
    amina = account("Amina")
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "x"})
    client.force_login(amina)
    page = client.get("/compte/confirmer/").text
    assert '<a href="/compte/confirmer/second/">Avec l’application, ou un code de secours</a>' in page


def test_an_open_session_alone_does_not_change_the_address(client):
    amina = account("Amina")
    enter(client, "Amina")
    answer = client.post("/compte/adresse/", {"email": "farid@corderies.example", "action_add": "1"})
    assert answer["Location"].startswith("/compte/confirmer/")
    assert mail.outbox == []
    amina.refresh_from_db()
    assert amina.email == "amina@corderies.example"


def test_a_page_of_keys_holds_data_but_no_script_of_its_own(client):
    account("Amina")
    enter(client, "Amina")
    confirm(client)
    for address in ("/compte/securite/cles/ajouter/", "/compte/entrer/"):
        page = client.get(address, follow=True)
        inline = re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", page.text)
        assert inline == []
        assert "script-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/calculer/", "/mesure/35288/", "/methode/", "/style/", "/compte/niveaux/"])
def test_a_public_page_sets_no_cookie_and_is_the_same_for_whoever_is_signed_in(client, address):
    before = client.get(address)
    assert not before.cookies
    assert "Cookie" not in before.get("Vary", "")
    account("Amina")
    enter(client, "Amina")
    after = client.get(address)
    assert not after.cookies
    assert before.content == after.content
