"""Reminders: an appointment tomorrow, a return that is due, a loan that is late; each told once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mitoyen.web.neighbourhood.exchanges import after_reminders
from mitoyen.web.people.models import Notice
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.after.test_after import SPACE, handed, told
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def remind(now):
    before = Notice.objects.count()
    assert after_reminders.remind(now=now) == Notice.objects.count() - before
    return Notice.objects.count() - before


def test_both_are_reminded_of_an_appointment_the_day_before_and_once(drill, amina, bertrand):
    cast.moved(cast.asked(drill, amina, starts_at=NOW + 3 * DAY, ends_at=NOW + 3 * DAY + HOUR), "accept", bertrand)
    assert remind(NOW + 2 * DAY - MINUTE) == 0
    assert remind(NOW + 2 * DAY) == 2
    assert remind(NOW + 2 * DAY + HOUR) == 0
    (text,) = told(amina, "bientôt")
    assert (
        text.replace(SPACE, " ") == "C’est pour bientôt, le mercredi 25 novembre 2026 à 19 h, avec Bertrand : Perceuse."
    )


def test_a_return_is_called_to_mind_the_day_before_but_never_in_the_first_half_of_a_loan(drill, amina):
    week = handed(drill, amina, ends=NOW + 8 * DAY)
    assert remind(NOW + 7 * DAY - MINUTE) == 0
    assert remind(NOW + 7 * DAY) == 1
    cast.moved(week, "give_back", amina, now=NOW + 8 * DAY)
    handed(cast.listing(drill.owner, title="Échelle"), amina)
    assert remind(NOW + DAY + HOUR - MINUTE) == 0
    assert remind(NOW + DAY + HOUR) == 1


def test_a_late_loan_is_told_to_both_once_and_again_only_for_another_end(drill, amina, bertrand):
    loan = handed(drill, amina)
    assert remind(NOW + DAY + 2 * HOUR) == 2
    assert remind(NOW + 2 * DAY) == 0
    cast.moved(loan, "extend", amina, now=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
    assert remind(NOW + 3 * DAY) == 2
    assert len(told(bertrand, "devait rendre")) == 2


def test_each_is_reminded_in_their_language(drill, bertrand):
    hugo = cast.resident("Hugo", languages=["en", "fr"])
    cast.moved(cast.asked(drill, hugo), "accept", bertrand)
    after_reminders.remind(now=NOW + HOUR)
    assert "Monday 23 November 2026 at 19:00" in Notice.objects.filter(person=hugo).latest("pk").text
    assert "lundi 23 novembre 2026" in Notice.objects.filter(person=bertrand).latest("pk").text
    assert translation.get_language() == "fr"


def test_what_was_told_costs_no_question_more_however_many_they_are(drill, amina, bertrand):
    for number in range(4):
        drill = cast.listing(bertrand, title=f"Outil {number}")
        cast.moved(cast.asked(drill, amina), "accept", bertrand)
    assert remind(NOW + HOUR) == 8
    with CaptureQueriesContext(connection) as asked:
        assert after_reminders.remind(now=NOW + 2 * HOUR) == 0
    assert len(asked) == 3 + 1  # what is due, of three kinds, and what was told
