"""Who is signed in is read with their session, at each request, as they are then."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session as Theirs
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitoyen.web.people.models import Session
from mitoyen.web.people.sessions import Backend
from tests.web.people import cast

pytestmark = pytest.mark.django_db
MINE = "/moi/"


@pytest.fixture
def amina():
    return cast.amina()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def opens(client):
    """Whether the page of whoever is signed in opens; else one is asked to sign in."""
    answer = client.get(MINE)
    assert answer.status_code in {200, 302}
    return answer.status_code == 200


def test_the_person_comes_with_the_session(amina):
    client = signed_in(amina)
    with CaptureQueriesContext(connection) as asked:
        assert opens(client)
    (sql,) = [query["sql"] for query in asked if '"session_key"' in query["sql"]]
    assert '"people_person"."first_name"' in sql
    assert not [query["sql"] for query in asked if query["sql"].startswith('SELECT "people_person"')]


def test_a_session_says_whose_it_is(amina):
    client = signed_in(amina)
    assert [session.person for session in Session.objects.all()] == [amina]
    client.logout()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"password": "another"}],
    ids=["an account that is blocked", "a password that changed"],
)
def test_what_changed_counts_at_the_next_request(amina, change):
    client = signed_in(amina)
    assert opens(client)
    type(amina).objects.filter(pk=amina.pk).update(**change)
    assert not opens(client)


def test_a_session_that_was_ended_elsewhere_is_ended_at_the_next_request(amina):
    here, elsewhere = signed_in(amina), signed_in(amina)
    assert opens(here)
    Session.objects.exclude(pk=elsewhere.session.session_key).delete()
    assert not opens(here)
    assert opens(elsewhere)


def test_whose_session_it_is_follows_what_was_signed_and_not_the_column(amina):
    bertrand, client = cast.bertrand(), signed_in(amina)
    for wrong in (bertrand, None):
        Session.objects.update(person=wrong)
        answer = client.get(MINE)
        assert answer.wsgi_request.user == amina


def test_a_person_read_for_one_request_is_not_kept_for_another(amina):
    client = signed_in(amina)
    client.session.load()  # read with their session, and not asked for
    type(amina).objects.filter(pk=amina.pk).update(first_name="Yasmine")
    once, again = Backend().get_user(amina.pk), Backend().get_user(amina.pk)
    assert (once, again) == (amina, amina)
    assert [getattr(each, "first_name", "") for each in (once, again)] == ["Amina", "Yasmine"]
    assert Backend().get_user(amina.pk + 1_000) is None


def test_sessions_that_were_open_stay_open(amina):
    migration = importlib.import_module("mitoyen.web.people.migrations.0007_whose_session_it_is")
    client, gone = signed_in(amina), db.SessionStore()
    anonymous = db.SessionStore()
    anonymous["theme"] = "dark"
    anonymous.save()
    gone[SESSION_KEY] = str(amina.pk + 1_000)
    gone.save()
    migration.give_back(apps, None)
    Session.objects.all().delete()
    assert Theirs.objects.count() == 3
    migration.take(apps, None)
    assert opens(client)
    assert {(each.pk, each.person) for each in Session.objects.all()} == {
        (client.session.session_key, amina),
        (anonymous.session_key, None),
    }
    assert not Theirs.objects.exists()
    assert Session.objects.filter(expire_date__gt=timezone.now()).count() == 2
