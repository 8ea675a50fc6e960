"""The calendar of a lent object: what each reader sees of it, day by day."""

import datetime

import pytest

from mitoyen.web.neighbourhood.enums import Direction
from mitoyen.web.neighbourhood.lending import calendar, views
from mitoyen.web.neighbourhood.lending.calendar import FREE, PARTLY, TAKEN, CannotKeep
from mitoyen.web.neighbourhood.models import Block
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Act, Notice
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages.scenes import words

pytestmark = pytest.mark.django_db

SPACE = "\N{NO-BREAK SPACE}"


def paris(day, hour=0, month=11, minute=0):
    """A moment of 2026 (winter time until 29 March and from 25 October) in universal time."""
    summer = (3, 29) <= (month, day) < (10, 25)
    offset = datetime.timedelta(hours=2 if summer else 1)
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=datetime.UTC) - offset


def lend(drill, amina, starts, ends, now=NOW):
    return cast.moved(cast.asked(drill, amina, now, starts_at=starts, ends_at=ends), "accept", drill.owner, now)


def days(month):
    return {day.date.day: day for week in month.weeks for day in week if day}


def shown(drill, person, now=NOW, first=None):
    return calendar.month(drill, person, now, first)


def test_a_month_has_all_its_days_in_weeks_from_monday(drill, amina):
    month = shown(drill, amina)
    assert [len(week) for week in month.weeks] == [7] * 6
    assert sorted(days(month)) == list(range(1, 31))
    assert [day.date.day if day else None for day in month.weeks[0]] == [None] * 6 + [1]
    assert month.title == "novembre 2026"


def test_days_are_free_taken_in_part_or_wholly(drill, amina):
    lend(drill, amina, paris(24, 18), paris(26, 9))
    said = days(shown(drill, amina))
    assert [said[day].state for day in (23, 24, 25, 26, 27)] == [FREE, PARTLY, TAKEN, PARTLY, FREE]
    assert said[24].said == f"pris dès 18{SPACE}h"
    assert said[26].said == f"pris jusqu’à 9{SPACE}h"


def test_an_object_that_should_be_back_is_said_to_be_out(drill, amina):
    loan = lend(drill, amina, paris(23, 18), paris(24, 9))
    cast.moved(loan, "hand_over", drill.owner, paris(23, 18))
    late, elodie = paris(5, 12, month=12), cast.elodie()
    moment = f"mardi 24 novembre 2026 à 9{SPACE}h"
    assert shown(drill, elodie, now=late).out == f"L’objet n’est pas encore revenu{SPACE}: on l’attendait le {moment}."
    assert shown(drill, drill.owner, now=late).out.startswith("Amina ne l’a pas encore rendu")
    assert shown(drill, amina, now=late).out == ""
    assert shown(drill, elodie, now=paris(24, 8)).out == "", "not before the hour"
    assert shown(drill, elodie, now=late).busy == []


def test_a_loan_that_never_began_or_came_back_is_not_out(drill, amina):
    loan = lend(drill, amina, paris(23, 18), paris(24, 9))
    elodie = cast.elodie()
    assert shown(drill, elodie, now=paris(25)).out == ""
    cast.moved(loan, "hand_over", drill.owner, paris(23, 18))
    cast.moved(loan, "give_back", amina, paris(24, 12))
    assert shown(drill, elodie, now=paris(25)).out == ""


def test_a_day_that_ends_at_midnight_leaves_the_next_one_free(drill, amina):
    lend(drill, amina, paris(24), paris(25))
    said = days(shown(drill, amina))
    assert [said[day].state for day in (23, 24, 25)] == [FREE, TAKEN, FREE]


def test_two_loans_that_meet_take_the_whole_day(drill, amina):
    lend(drill, amina, paris(24), paris(24, 12))
    Block.objects.create(listing=drill, starts_at=paris(24, 12), ends_at=paris(25), made_at=NOW)
    assert days(shown(drill, amina))[24].state == TAKEN


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25)], ids=["summer begins", "summer ends"])
def test_the_days_when_the_clock_changes_are_whole_days(drill, amina, month, day, hours):
    now = paris(1, month=month)
    starts = paris(day, month=month) if month == 3 else paris(24, month=10) + DAY
    starts = datetime.datetime(2026, month, day - 1, 23 if month == 3 else 22, tzinfo=datetime.UTC)
    cast.listing(drill.owner)
    drill.published_at, drill.expires_at = now - DAY, now + 90 * DAY
    drill.save()
    lend(drill, amina, starts, starts + hours * HOUR, now)
    said = days(shown(drill, amina, now))
    assert [said[each].state for each in (day - 1, day, day + 1)] == [FREE, TAKEN, FREE]


def test_each_reads_what_they_may_know(drill, amina, bertrand):
    lend(drill, amina, paris(24, 18), paris(24, 20))
    Block.objects.create(listing=drill, starts_at=paris(27), ends_at=paris(28), made_at=NOW)
    hugo = cast.resident("Hugo")
    assert [one.said for one in shown(drill, bertrand).busy] == ["prêté à Amina", "gardé pour vous"]
    assert [one.said for one in shown(drill, amina).busy] == ["réservé par vous", "pris"]
    assert [(one.said, one.reference, one.block) for one in shown(drill, hugo).busy] == [("pris", "", None)] * 2


def test_those_who_wait_are_counted(drill, amina):
    for person in (amina, cast.resident("Hugo")):
        cast.asked(drill, person)
    assert shown(drill, amina).waiting_said == "2 personnes attendent une réponse"


def test_a_request_and_a_gift_have_no_calendar(bertrand, amina):
    for listing in (cast.listing(bertrand, "give"), cast.listing(bertrand, "lend", direction=Direction.REQUEST)):
        assert views.calendar_of(listing, amina, NOW) is None


def test_time_is_kept_and_given_back_and_the_first_in_line_is_told(drill, amina, bertrand):
    calendar.keep(listing=drill, by=Actor(drill.owner), starts_at=paris(24), ends_at=paris(26), now=NOW)
    cast.asked(drill, amina, starts_at=paris(25, 10), ends_at=paris(25, 12))
    block = Block.objects.get()
    calendar.release(listing=drill, by=Actor(drill.owner), pk=block.pk, now=NOW)
    calendar.release(listing=drill, by=Actor(drill.owner), pk=block.pk, now=NOW)
    assert Block.objects.count() == 0
    assert [one.text for one in Notice.objects.filter(person=amina)] == [
        f"C’est de nouveau libre au moment que vous demandez{SPACE}: Perceuse."
    ]


def test_what_is_promised_is_not_kept(drill, amina):
    lend(drill, amina, paris(24, 18), paris(24, 20))
    with pytest.raises(CannotKeep, match="déjà promis"):
        calendar.keep(listing=drill, by=Actor(drill.owner), starts_at=paris(24), ends_at=paris(25), now=NOW)


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [(paris(24), paris(24), "La fin vient après"), (paris(1), paris(2), "à venir"), (NOW, NOW + 400 * DAY, "à venir")],
)
def test_a_time_that_is_none_is_refused(drill, starts, ends, why):
    with pytest.raises(CannotKeep, match=why):
        calendar.keep(listing=drill, by=Actor(drill.owner), starts_at=starts, ends_at=ends, now=NOW)


# --- pages -----------------------------------------------------------------------------------------------------------


def address(drill, *more):
    return "/".join(["/annonce", drill.reference, *more, ""])


def test_the_owner_keeps_a_time_from_the_page(drill, bertrand, signed_in, clock):
    his = signed_in(bertrand)
    typed = {"starts_at": "2026-11-27T08:00", "ends_at": "2026-11-29T20:00"}
    assert his.post(address(drill, "calendrier", "garder"), typed).status_code == 302
    block = Block.objects.get()
    assert (block.starts_at, block.ends_at) == (paris(27, 8), paris(29, 20))
    assert "gardé pour vous" in words(his.get(address(drill, "calendrier")))
    his.post(address(drill, "calendrier", str(block.pk), "preter"))
    assert Block.objects.count() == 0


def test_what_a_helper_keeps_is_noted(drill, bertrand):
    mandate = cast.mandate(cast.elodie(), bertrand)
    calendar.keep(listing=drill, by=Actor(bertrand, mandate), starts_at=paris(24), ends_at=paris(25), now=NOW)
    assert [(act.mandate, act.about) for act in Act.objects.all()] == [(mandate, "Perceuse")]


def test_a_refusal_keeps_what_was_typed(drill, bertrand, signed_in, clock):
    typed = {"starts_at": "2026-11-27T08:00", "ends_at": "2026-11-26T20:00"}
    answer = signed_in(bertrand).post(address(drill, "calendrier", "garder"), typed)
    assert "La fin vient après le début" in words(answer)
    assert 'value="2026-11-27T08:00"' in answer.content.decode()


def test_only_the_owner_keeps_frees_and_prints(drill, amina, signed_in, clock):
    block = Block.objects.create(listing=drill, starts_at=paris(27), ends_at=paris(28), made_at=NOW)
    hers = signed_in(amina)
    assert hers.get(address(drill, "calendrier")).status_code == 200
    assert hers.post(address(drill, "calendrier", "garder"), {}).status_code == 404
    assert hers.post(address(drill, "calendrier", str(block.pk), "preter")).status_code == 404
    assert hers.get(address(drill, "fiche")).status_code == 404
    assert Block.objects.count() == 1


def test_months_follow_each_other_and_htmx_gets_the_table_alone(drill, amina, signed_in, clock):
    hers = signed_in(amina)
    page = hers.get(address(drill, "calendrier") + "?mois=2027-01")
    assert "janvier 2027" in words(page)
    assert "?mois=2026-12" in page.content.decode()
    assert "?mois=2027-02" in page.content.decode()
    part = hers.get(address(drill, "calendrier") + "?mois=2027-01", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="calendar"')
    assert hers.get(address(drill, "calendrier") + "?mois=janvier").status_code == 200


def test_the_sheet_says_how_to_ask_and_leads_to_the_listing(drill, bertrand, signed_in, clock):
    page = signed_in(bertrand).get(address(drill, "fiche"))
    assert f"http://testserver/annonce/{drill.reference}/" in words(page)
    assert 'class="qr"' in page.content.decode()
