"""What has had its time goes, and nothing before."""

import datetime

import pytest
from django.contrib.sessions.models import Session

from mitoyen.web.people import cleaning
from mitoyen.web.people.models import Household, HouseholdCode
from tests.web.people.cast import NOW

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
