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
