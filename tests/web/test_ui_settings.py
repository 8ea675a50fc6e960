"""Settings: defaults that need nothing, words that are understood, combinations that are refused."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from mitoyen.web.config import checks
from mitoyen.web.config import settings as house

KEPT = "django.core.mail.backends.filebased.EmailBackend"


def found(site, **values):
    site.SITE_URL = "https://mitoyen.ville.example"
    for name, value in values.items():
        setattr(site, name, value)
    return {message.id for message in checks.check_settings()}


def test_the_defaults_need_nothing_and_hurt_nobody(settings):
    assert found(settings, DEBUG=False, ALLOWED_HOSTS=["localhost", "127.0.0.1"], HTTPS=False) == set()


@pytest.mark.parametrize(
    ("values", "trouble"),
    [
        ({"DEBUG": True, "ALLOWED_HOSTS": ["mitoyen.ville.example"]}, {"mitoyen.E001"}),
        ({"ALLOWED_HOSTS": ["*"], "HTTPS": True}, {"mitoyen.E002"}),
        ({"SECRET_KEY": "saint-malo"}, {"mitoyen.E003"}),
        ({"ALLOWED_HOSTS": ["mitoyen.ville.example"], "HTTPS": False}, {"mitoyen.W001"}),
        ({"ALLOWED_HOSTS": ["mitoyen.ville.example"], "HTTPS": True, "EMAIL_BACKEND": KEPT}, {"mitoyen.W002"}),
        ({"EMAIL_BACKEND": KEPT}, set()),
        ({"ALLOWED_HOSTS": ["a.example", "localhost"], "HTTPS": True}, {"mitoyen.W003"}),
        (
            {"ALLOWED_HOSTS": ["a.example", "localhost"], "HTTPS": True, "SITE_URL": "http://localhost"},
            {"mitoyen.W003"},
        ),
        ({"ALLOWED_HOSTS": [".ville.example"], "HTTPS": True}, set()),
    ],
)
def test_a_combination_that_would_hurt_is_named(settings, values, trouble):
    assert found(settings, **values) == trouble


def test_every_warning_says_what_to_do(settings):
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.SECRET_KEY = ["*"], True, "court"
    assert all(message.hint for message in checks.check_settings())


def test_the_key_is_drawn_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(4) as workers:
        keys = set(workers.map(lambda _: house.kept_key(path), range(8)))
    assert keys == {path.read_text()}
    assert len(path.read_text()) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("word", "value"), [("1", True), (" yes ", True), ("off", False), ("", False)])
def test_yes_and_no_are_understood(monkeypatch, word, value):
    monkeypatch.setenv("MITOYEN_DEBUG", word)
    assert house.flag("MITOYEN_DEBUG") is value


def test_another_word_is_refused_with_what_to_write(monkeypatch):
    monkeypatch.setenv("MITOYEN_DEBUG", "peut-être")
    with pytest.raises(ValueError, match="MITOYEN_DEBUG.*write 1 or 0"):
        house.flag("MITOYEN_DEBUG")


def test_a_list_drops_empty_words_and_falls_back_on_its_default(monkeypatch):
    monkeypatch.setenv("MITOYEN_ALLOWED_HOSTS", "a.example, ,b.example,")
    assert house.words("MITOYEN_ALLOWED_HOSTS") == ["a.example", "b.example"]
    monkeypatch.setenv("MITOYEN_ALLOWED_HOSTS", " ")
    assert house.words("MITOYEN_ALLOWED_HOSTS", ("localhost",)) == ["localhost"]


@pytest.mark.parametrize(("word", "value"), [("", 11), ("11", 11), (" 20 ", 20)])
def test_more_persons_may_be_asked_for_behind_a_figure(monkeypatch, word, value):
    monkeypatch.setenv("MITOYEN_THRESHOLD", word)
    assert house.number("MITOYEN_THRESHOLD", 11, least=11) == value


@pytest.mark.parametrize("word", ["10", "0", "-11", "eleven", "11.5"])
def test_fewer_persons_behind_a_figure_are_refused_with_what_to_write(monkeypatch, word):
    monkeypatch.setenv("MITOYEN_THRESHOLD", word)
    with pytest.raises(ValueError, match="write 11 or more"):
        house.number("MITOYEN_THRESHOLD", 11, least=11)


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mitoyen:p%40ss@mail.internal", ("mail.internal", 587, "mitoyen", "p@ss", True, False)),
        ("smtps://mail.internal", ("mail.internal", 465, "", "", False, True)),
        ("smtp+plain://localhost", ("localhost", 25, "", "", False, False)),
        ("smtp://mail.internal:2525", ("mail.internal", 2525, "", "", True, False)),
    ],
)
def test_a_server_of_mail_is_told_by_one_address(address, server):
    assert tuple(house.post(address).values()) == server


def test_without_an_address_no_server_is_asked():
    assert house.post("") == {}


@pytest.mark.parametrize("address", ["mail.internal:587", "http://mail.internal", "smtp://"])
def test_an_address_of_no_server_is_refused_with_what_to_write(address):
    with pytest.raises(ValueError, match="MITOYEN_EMAIL: write smtp://"):
        house.post(address)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", "http://localhost:8000"),
        ("https://mitoyen.ville.example/", "https://mitoyen.ville.example"),
        (" http://127.0.0.1:8123 ", "http://127.0.0.1:8123"),
    ],
)
def test_the_address_of_the_site_is_kept_without_its_last_slash(monkeypatch, word, value):
    monkeypatch.setenv("MITOYEN_SITE_URL", word)
    assert house.address("MITOYEN_SITE_URL", "http://localhost:8000") == value


@pytest.mark.parametrize("word", ["mitoyen.ville.example", "ftp://a.example", "https://a.example/site", "https:///"])
def test_an_address_that_links_cannot_begin_with_is_refused_with_what_to_write(monkeypatch, word):
    monkeypatch.setenv("MITOYEN_SITE_URL", word)
    with pytest.raises(ValueError, match="MITOYEN_SITE_URL is .*: write https://mitoyen.ville.example."):
        house.address("MITOYEN_SITE_URL", "")


def test_behind_https_cookies_stay_there_and_forms_lead_to_the_town_alone(tmp_path):
    told = {
        "MITOYEN_DATA_DIR": str(tmp_path),
        "MITOYEN_HTTPS": "1",
        "MITOYEN_OIDC_ISSUER": "https://connexion.ville.example/realms/ville",
        "MITOYEN_OIDC_CLIENT_ID": "mitoyen",
    }
    asked = (
        "from mitoyen.web.config import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, "
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1])"
    )
    command = [sys.executable, "-c", asked]
    answer = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=True).stdout
    assert answer.split() == ["__Host-session", "True", "True", "1", "False", "https://connexion.ville.example"]
