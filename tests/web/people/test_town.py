"""People of a town who come with its accounts: a button, a way there and back, never somebody else's account."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core import mail

from mitoyen.web.config.settings import town_sign_in
from mitoyen.web.people.models import Person
from tests.web.people.accounts import account, confirm, enter

pytestmark = pytest.mark.django_db
ISSUER = "https://connexion.saint-malo.example/realms/ville"
TOLD = {
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/me",
}


@pytest.fixture
def town(settings, monkeypatch):
    apps = town_sign_in(ISSUER, "mitoyen", "un secret", "Ville de Saint-Malo")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", TOLD)


def come_back(client, monkeypatch, language="fr", **about):
    """The town says who somebody is, and sends them back."""
    who = {"sub": "42", "email": "amina@corderies.example", "email_verified": True, "given_name": "Amina"} | about
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: who)
    monkeypatch.setattr(
        "allauth.socialaccount.providers.oauth2.client.OAuth2Client.get_access_token",
        lambda *told, **more: {"access_token": "jeton"},
    )
    there = client.post("/compte/ville/ville/login/", {"language": language})["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    return client.get(f"/compte/ville/ville/login/callback/?code=oui&state={state}", follow=True)


def test_without_a_town_there_is_no_button_and_no_way(client):
    assert "votre ville" not in client.get("/compte/entrer/").text
    assert client.post("/compte/ville/ville/login/").status_code == 404


def test_the_button_leads_to_the_town_with_a_way_back(client, town):
    assert "Ville de Saint-Malo" in client.get("/compte/entrer/").text
    there = urlsplit(client.post("/compte/ville/ville/login/")["Location"])
    asked = parse_qs(there.query)
    assert f"{there.scheme}://{there.netloc}{there.path}" == TOLD["authorization_endpoint"]
    assert asked["redirect_uri"] == ["http://testserver/compte/ville/ville/login/callback/"]
    assert asked["client_id"] == ["mitoyen"]
    assert asked["code_challenge_method"] == ["S256"]


def test_a_link_alone_sends_nobody_away(client, town):
    assert client.get("/compte/ville/ville/login/").status_code == 200


def test_a_newcomer_reads_what_the_town_told_before_anything_is_made(client, town, monkeypatch):
    page = come_back(client, monkeypatch)
    assert 'value="Amina"' in page.text
    assert not Person.objects.exists()
    client.post("/compte/ville/creer/", {"first_name": "Amina", "email": "amina@corderies.example"})
    amina = Person.objects.get()
    assert (amina.first_name, amina.has_usable_password()) == ("Amina", False)
    assert SocialAccount.objects.get().uid == "42"
    assert client.get("/compte/mot-de-passe/", follow=True).redirect_chain[-1][0] == "/compte/mot-de-passe/choisir/"


def test_the_account_that_an_address_has_already_is_not_given_to_whom_the_town_names(client, town, monkeypatch):
    account("Amina")
    come_back(client, monkeypatch)
    client.post("/compte/ville/creer/", {"first_name": "Amina", "email": "amina@corderies.example"})
    assert client.get("/compte/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].subject == "Vous avez déjà un compte"


def test_whoever_is_in_may_link_the_account_of_their_town_and_come_in_with_it(client, town, monkeypatch):
    amina = account("Amina")
    enter(client, "Amina")
    confirm(client)
    there = client.post("/compte/ville/ville/login/?process=connect")["Location"]
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: {"sub": "42"})
    monkeypatch.setattr(
        "allauth.socialaccount.providers.oauth2.client.OAuth2Client.get_access_token",
        lambda *told, **more: {"access_token": "jeton"},
    )
    state = parse_qs(urlsplit(there).query)["state"][0]
    client.get(f"/compte/ville/ville/login/callback/?code=oui&state={state}")
    assert SocialAccount.objects.get().user == amina
    client.post("/compte/sortir/")
    come_back(client, monkeypatch)
    assert client.get("/compte/").status_code == 200


def test_nobody_unlinks_the_only_way_in(client, town, monkeypatch):
    come_back(client, monkeypatch)
    client.post("/compte/ville/creer/", {"first_name": "Amina", "email": "amina@corderies.example"})
    linked = SocialAccount.objects.get()
    page = client.post("/compte/ville/", {"account": linked.pk}).text
    assert "Choisissez d’abord un mot de passe" in page
    assert SocialAccount.objects.exists()


def test_a_town_that_says_no_gets_a_kind_page(client, town):
    there = client.post("/compte/ville/ville/login/")["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(f"/compte/ville/ville/login/callback/?error=server_error&state={state}")
    assert "n’a pas répondu" in answer.text


@pytest.mark.parametrize(
    ("issuer", "client_id"), [(ISSUER, ""), ("", "mitoyen"), ("http://connexion.saint-malo.example", "mitoyen")]
)
def test_half_a_town_is_refused_with_what_to_write(issuer, client_id):
    with pytest.raises(ValueError, match="MITOYEN_OIDC_ISSUER"):
        town_sign_in(issuer, client_id, "", "")


def test_the_configuration_of_a_town_is_found_under_its_issuer():
    (app,) = town_sign_in(f"{ISSUER}/", "mitoyen", "un secret", "")
    assert app["settings"]["server_url"] == f"{ISSUER}/.well-known/openid-configuration"
    assert app["name"] == "connexion.saint-malo.example"
    assert json.dumps(app)


@pytest.mark.parametrize("broken", [requests.ConnectionError(), requests.HTTPError(), ValueError(), KeyError("x")])
def test_a_town_that_does_not_answer_gets_the_same_kind_page(client, town, monkeypatch, broken):
    def fails(self):
        raise broken

    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", property(fails))
    answer = client.post("/compte/ville/ville/login/")
    assert answer.status_code == 401
    assert "n’a pas répondu" in answer.text


def test_a_town_that_names_nobody_gets_the_same_kind_page(client, town, monkeypatch):
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: {})
    monkeypatch.setattr(
        "allauth.socialaccount.providers.oauth2.client.OAuth2Client.get_access_token",
        lambda *told, **more: {"access_token": "jeton"},
    )
    there = client.post("/compte/ville/ville/login/")["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(f"/compte/ville/ville/login/callback/?code=oui&state={state}")
    assert "n’a pas répondu" in answer.text


def test_whoever_leaves_in_english_comes_back_in_english(client, town, monkeypatch):
    assert '<input type="hidden" name="language" value="en">' in client.get("/en/compte/entrer/").text
    page = come_back(client, monkeypatch, language="en")
    assert page.redirect_chain[-1][0] == "/en/compte/ville/creer/"
    page = come_back(client, monkeypatch, language="fr")
    assert page.redirect_chain[-1][0] == "/compte/ville/creer/"


@pytest.mark.parametrize("language", ["", "xx", "fr; drop"])
def test_a_made_up_language_is_french(client, town, monkeypatch, language):
    page = come_back(client, monkeypatch, language=language)
    assert page.redirect_chain[-1][0] == "/compte/ville/creer/"


def test_a_town_that_tells_nothing_is_not_said_to_have_told(client, town, monkeypatch):
    assert "nous a dit ce qui suit" in come_back(client, monkeypatch).text
    client.post("/compte/sortir/")
    page = come_back(client, monkeypatch, sub="43", email="", given_name="").text
    assert "nous a dit ce qui suit" not in page
    assert "Il ne reste qu’à dire votre prénom et votre adresse e-mail." in page


def test_a_town_that_is_linked_is_not_offered_again(client, town, monkeypatch):
    come_back(client, monkeypatch)
    client.post("/compte/ville/creer/", {"first_name": "Amina", "email": "amina@corderies.example"})
    page = client.get("/compte/ville/").text
    assert "Ne plus le relier" in page
    assert "Relier Ville de Saint-Malo" not in page


def test_whoever_has_no_password_is_not_offered_another(client, town, monkeypatch):
    come_back(client, monkeypatch)
    client.post("/compte/ville/creer/", {"first_name": "Amina", "email": "amina@corderies.example"})
    page = client.get("/compte/").text
    assert "En choisir un, pour entrer aussi sans le compte de la ville." in page
    assert "En choisir un autre." not in page
