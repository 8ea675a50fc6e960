"""What has had its time goes, and nothing before."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from mitoyen.web.people import cleaning
from mitoyen.web.people.models import Household, HouseholdCode, Person, Session
from tests.web.people.cast import NOW, amina, bertrand, person

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def test_sessions_go_once_they_are_over():
    for name, ends in (("over", NOW), ("open", NOW + MINUTE)):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    assert cleaning.sessions(now=NOW) == 1
    assert Session.objects.get().session_key == "open"


def test_codes_of_households_go_a_day_after_they_are_over():
    home = Household.objects.create()
    for code, ends in (("old", NOW - datetime.timedelta(days=1)), ("new", NOW - MINUTE)):
        HouseholdCode.objects.create(household=home, code=code, expires_at=ends)
    assert cleaning.codes(now=NOW) == 1
    assert HouseholdCode.objects.get().code == "new"


def begun(first_name, **about):
    made = person(first_name, **about)
    EmailAddress.objects.create(user=made, email=made.email, verified=False)
    return made


def test_an_account_never_verified_goes_after_a_month_and_its_address_is_free_again():
    begun("Farid")
    assert [cleaning.unfinished(now=NOW + datetime.timedelta(days=days)) for days in (29, 30, 31)] == [0, 1, 0]
    assert not EmailAddress.objects.exists()


def test_whoever_came_in_once_is_helped_or_was_never_asked_for_a_code_stays():
    begun("Farid", last_login=NOW)
    EmailAddress.objects.create(user=amina(), email="amina@corderies.example", verified=True)
    bertrand(email=None)
    person("Hugo")
    assert cleaning.unfinished(now=NOW + datetime.timedelta(days=400)) == 0
    assert Person.objects.count() == 4


def test_counts_of_limits_go_once_they_are_over():
    cache.clear()  # a table that is no model's keeps what other tests counted
    cache.set("over", [1], timeout=600)
    cache.set("counting", [1], timeout=600)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE %s", [_hour_ago(), "%over"])
    assert cleaning.counters(now=timezone.now()) == 1
    assert cache.get("counting") == [1]


def _hour_ago():
    return connection.ops.adapt_datetimefield_value(timezone.now() - datetime.timedelta(hours=1))
