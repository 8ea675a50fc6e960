"""Accounts under attack: no address of an account answers a stranger, or a form that another site sent."""

import pytest
from django.test import Client
from django.urls import reverse

from mitoyen.web.people import account_urls, urls
from mitoyen.web.places import helping_urls
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db
OPEN = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_signup",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "people:levels",
}
"""Pages that are for nobody in particular, or for a stage of coming in."""
SIGNED = {"photo", "stop"}
"""Addresses that carry their own proof; they have tests of their own."""
NAMES = [pattern.name for pattern in account_urls.urlpatterns] + [
    f"people:{pattern.name}" for pattern in [*urls.urlpatterns, *helping_urls.urlpatterns] if pattern.name not in SIGNED
]


def address(name):
    """The address of a page, with a number that is nobody's where it takes one."""
    for told in ([], [10**9]):
        try:
            return reverse(name, args=told)
        except Exception:  # noqa: BLE001, S112 - the next shape of the address is tried
            continue
    raise AssertionError(name)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN))
def test_a_stranger_is_asked_to_come_in_first(client, name):
    for answer in (client.get(address(name)), client.post(address(name))):
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/compte/entrer/")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_form_that_another_site_sent_changes_nothing(name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.caretaker())
    answer = client.post(address(name), {"action": "invite", "answer": "yes"})
    assert answer.status_code in (403, 405)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN))
def test_what_is_nobody_s_is_not_there(client, name):
    where = address(name)
    if str(10**9) not in where:
        return
    client.force_login(cast.caretaker())
    answers = {client.get(where).status_code, client.post(where).status_code}
    assert answers <= {404, 405, 302}
    assert 200 not in answers


ODD = (
    {},
    {"login": "\x00", "password": "\x00"},
    {"email": f"{'é' * 300}@exemple.fr", "action_add": "1"},
    {"first_name": "a\x00", "email": "a\x00@exemple.fr", "password1": "\x00" * 20},
    {"email": "a@exemple.fr", "first_name": "x" * 5_000, "password1": "p" * 100_000},
    {"code": "é\x00"},
    {"action": "x", "answer": "\x00", "languages": ["\x00"]},
    {"account": "9" * 30},
    {"place": "\x00", "consent": "x", "witness": "\x00", "contact": "\x00"},
    *({"credential": told, "name": "\x00"} for told in ("{}", "[]", "null", "1", '{"id": 1}', "{")),
    {"credential": '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}'},
    {"credential": '{"id": "eA", "rawId": "é", "type": "x", "response": {"clientDataJSON": "eA"}}'},
    {
        "credential": '{"id": "eA", "rawId": "eA", "response": {"userHandle": "eA", "clientDataJSON": "eA", '
        '"authenticatorData": "eA", "signature": "eA", "attestationObject": "eA"}}'
    },
)
"""What no browser sends."""


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("signed_in", [False, True], ids=["stranger", "caretaker"])
def test_no_page_of_an_account_breaks_on_what_no_browser_sends(client, name, signed_in):
    if signed_in:
        client.force_login(cast.caretaker(password="le chanvre tient la corde"))  # noqa: S106 - that of nobody
        client.post("/compte/confirmer/", {"password": "le chanvre tient la corde"})
    where = address(name)
    for told in ODD:
        assert client.post(where, told).status_code < 500, told
    for asked in ("next=%00", "next=//ailleurs.example", "jour=%00", "acte=%00", "email=%00"):
        assert client.get(f"{where}?{asked}").status_code < 500, asked
