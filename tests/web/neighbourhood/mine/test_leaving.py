"""Leaving: no trace in any table or file, the neighbours' history kept, the sums untouched."""

import datetime
import io
import re
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils.translation import override

from mitoyen.counting.events import person as pseudonym
from mitoyen.web.measure.boards import periods
from mitoyen.web.measure.models import Event
from mitoyen.web.neighbourhood.enums import ListingState, Moment, ReportKind, State
from mitoyen.web.neighbourhood.exchanges.facts import SOURCES
from mitoyen.web.neighbourhood.mine import impact, leaving
from mitoyen.web.neighbourhood.models import (
    AgendaKey,
    Block,
    ConditionPhoto,
    Exchange,
    Listing,
    ListingPhoto,
    Part,
    Report,
    SavedSearch,
    Step,
    Thanks,
    Widening,
)  # fmt: skip
from mitoyen.web.people import households, mandates, notices, photos
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Consent, Deed, NoticeKind
from mitoyen.web.people.models import Act, Mandate, Notice, Person, Photo, Session
from mitoyen.web.places.models import Belonging, Guess, Invitation
from mitoyen.web.ui.stored import GONE
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

LATER = NOW + 20 * DAY
ALWAYS = periods.named("all", LATER.date())
TRACES = re.compile(r"amina|benali|zinnia|ocarina|@exemple\.fr", re.IGNORECASE)
"""Her name, her address, and two words that she alone ever wrote; her neighbours have other addresses."""


def evening(days: int) -> dict[str, datetime.datetime]:
    return {"starts_at": NOW + days * DAY, "ends_at": NOW + days * DAY + 2 * HOUR}


@pytest.fixture
def bertrand(db) -> Person:
    return cast.bertrand()


@pytest.fixture
def amina(db) -> Person:
    return cast.amina(password=cast.PASSWORD, surname="Benali", about="J’élève une zinnia")


@pytest.fixture
def full_life(amina, bertrand) -> dict[str, object]:
    """Everything that Amina may leave behind on the site."""
    photo = Photo.objects.create(owner=amina, description="Ma zinnia", made_at=NOW, ready_at=NOW)
    photos.storage().save(photos.drawing(photo.key, 480), ContentFile(b"picture"))
    amina.avatar = photo
    amina.save()
    ocarina = cast.listing(amina, title="Ocarina", text="Une ocarina", words="ocarina", availability="zinnia")
    Block.objects.create(listing=ocarina, made_at=NOW, **evening(40))
    Part.objects.create(listing=cast.listing(amina, "event"), name="Zinnia", practice="event")
    ListingPhoto.objects.create(listing=ocarina, photo=photo)
    lent = cast.lent(ocarina, bertrand)
    borrowed = cast.lent(cast.listing(bertrand), amina, NOW + 3 * DAY)
    for exchange in (lent, borrowed):
        Thanks.objects.create(exchange=exchange, by=amina, note="Zinnia !", at=NOW)
        ConditionPhoto.objects.create(exchange=exchange, photo=photo, moment=Moment.RETURN, by=amina, at=NOW)
    Thanks.objects.create(exchange=lent, by=bertrand, note="Merci beaucoup", at=NOW)
    Report.objects.create(exchange=lent, kind=ReportKind.LATE, by=amina, text="Zinnia", photo=photo, at=NOW)
    Report.objects.create(exchange=borrowed, kind=ReportKind.LATE, by=bertrand, text="Tard", reply="Zinnia", at=NOW)
    _around(amina, bertrand)
    return {"lent": lent, "borrowed": borrowed, "photo": photo, "ocarina": ocarina}


def _around(amina: Person, bertrand: Person) -> None:
    """Requests under way, help given and received, ways into the account, traces of every visit."""
    drill = cast.listing(bertrand, title="Scie")
    exchange = cast.asked(drill, amina, note="Pour ma zinnia", **evening(5))
    cast.moved(exchange, "accept", bertrand)
    cast.asked(drill, amina, **evening(8))
    cast.asked(Listing.objects.get(title="Ocarina"), bertrand, **evening(9))
    helper = cast.caretaker(email="gilles@ailleurs.fr")
    given = Mandate.objects.create(
        helper=helper, helped=amina, consent=Consent.SPOKEN, witness="La sœur d’Amina", given_at=NOW
    )
    Actor(amina, given).note(deed=Deed.LISTED, about="Ocarina", link="/annonce/x/", now=NOW)
    held = cast.mandate(amina, bertrand)
    other = Exchange.objects.filter(listing__title="Ocarina")[0]
    Act.objects.create(
        mandate=held,
        deed=Deed.MOVED_EXCHANGE,
        about="Ocarina",
        other="Amina",
        link=f"/echange/{other.reference}/",
        at=NOW,
    )
    mandates.ask(helper=amina, helped=cast.claire(email="c@ailleurs.fr"), contact="zinnia", now=NOW)
    SavedSearch.objects.create(person=amina, words="zinnia", made_at=NOW)
    AgendaKey.objects.create(person=amina, made_at=NOW)
    Guess.objects.create(person=amina, at=NOW)
    EmailAddress.objects.create(user=amina, email="amina@exemple.fr", verified=True, primary=True)
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "zinnia"})
    SocialAccount.objects.create(user=amina, provider="ville", uid="amina", extra_data={"name": "Amina Benali"})
    Invitation.objects.create(place=cast.les_corderies(), made_by=helper, made_at=NOW, expires_at=NOW, used_by=amina)
    households.invite(person=amina, now=NOW)
    notices.tell(person=amina, kind=NoticeKind.ACCOUNT, text="Bonjour Amina", link="", now=NOW)
    Client().force_login(amina)


def traces() -> dict[str, list[str]]:
    """Table → cells that still tell something of Amina."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells = [str(cell) for row in cursor.fetchall() for cell in row if TRACES.search(str(cell))]
            if cells:
                found[table] = cells
    return found


def test_no_table_remembers_anything(amina, full_life):
    assert len(traces()) >= 14
    leaving.leave(person=amina, now=LATER)
    assert traces() == {}


def test_no_file_remembers_anything(amina, full_life, django_capture_on_commit_callbacks):
    name = photos.drawing(full_life["photo"].key, 480)
    assert photos.storage().exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.leave(person=amina, now=LATER)
    assert not photos.storage().exists(name)


def test_messages_kept_as_files_go_too(amina, settings, tmp_path: Path, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    line = "-" * 79
    (tmp_path / "1.log").write_text(f"To: amina@exemple.fr\n\nBonjour\n{line}\n")
    others = f"To: hugo@ailleurs.fr, lamina@exemple.fr, amina@exemple.fr-ance.fr\n\nBonjour\n{line}\n"
    (tmp_path / "2.log").write_text(f"{others}To: Amina@exemple.fr\n\nCode\n{line}\n")
    with django_capture_on_commit_callbacks(execute=True):
        leaving.leave(person=amina, now=LATER)
    assert [path.name for path in tmp_path.iterdir()] == ["2.log"]
    assert (tmp_path / "2.log").read_text() == others


def test_messages_to_an_address_that_waits_for_its_code_go_too(
    amina, settings, tmp_path: Path, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    EmailAddress.objects.create(user=amina, email="amina@nouvelle.fr", verified=False, primary=False)
    (tmp_path / "1.log").write_text("To: amina@nouvelle.fr\n\nCode\n")
    with django_capture_on_commit_callbacks(execute=True):
        leaving.leave(person=amina, now=LATER)
    assert list(tmp_path.iterdir()) == []


def test_the_row_that_stays_is_nobody(amina, full_life):
    before = amina.reference
    leaving.leave(person=amina, now=LATER)
    left = Person.objects.get(pk=amina.pk)
    assert (left.first_name, left.email, left.is_active, left.left_at) == ("Ancien voisin", None, False, LATER)
    assert (left.household, left.avatar, left.languages, left.notices) == (None, None, [], {})
    assert not left.has_usable_password()
    assert not Belonging.objects.filter(person=left).exists()
    assert left.reference != before


def test_nothing_tells_where_a_listing_was_shown_before_its_commune(amina, db):
    lamp = cast.listing(amina, reach="residence", shown_in=cast.residence("a"))
    Widening.objects.create(listing=lamp, before=cast.residence("a"), after=cast.les_corderies(), at=NOW)
    leaving.leave(person=amina, now=LATER)
    assert not Widening.objects.exists()
    assert Listing.objects.get().shown_in.code == "35288"


def test_no_event_leads_back_to_the_row(amina, full_life):
    def told_of(reference):
        key = pseudonym(settings.PSEUDONYM_KEY, SOURCES[False][0], reference)
        return Event.objects.filter(giver=key).count() + Event.objects.filter(receiver=key).count()

    assert told_of(amina.reference) == 2
    leaving.leave(person=amina, now=LATER)
    assert told_of(Person.objects.get(pk=amina.pk).reference) == 0
    assert Event.objects.count() == 2


def test_the_neighbour_keeps_their_history_their_words_and_their_impact(amina, bertrand, full_life):
    before = impact.of_period(impact.counted(bertrand), ALWAYS).net
    leaving.leave(person=amina, now=LATER)
    lent = Exchange.objects.get(pk=full_life["lent"].pk)
    assert (lent.state, lent.receiver, lent.giver.first_name) == (State.CONFIRMED, bertrand, "Ancien voisin")
    assert list(lent.thanks.values_list("by", "note").order_by("note")) == [
        (amina.pk, ""),
        (bertrand.pk, "Merci beaucoup"),
    ]
    assert Report.objects.get(by=bertrand).text == "Tard"
    after = impact.of_period(impact.counted(bertrand), ALWAYS).net
    assert after == before


def test_what_was_to_come_is_called_off_and_the_other_told(amina, bertrand, full_life):
    leaving.leave(person=amina, now=LATER)
    states = set(Exchange.objects.exclude(state=State.CONFIRMED).values_list("listing__title", "state"))
    assert states == {("Scie", State.CANCELLED), ("Annonce retirée", State.DECLINED)}
    told = Notice.objects.filter(person=bertrand, at=LATER, kind=NoticeKind.EXCHANGE).values_list("text", flat=True)
    assert set(told) == {"Un échange est annulé : votre voisin a quitté Mitoyen."}
    assert set(Listing.objects.filter(owner=amina).values_list("state", flat=True)) == {ListingState.CLOSED}


def test_help_ends_on_both_sides_and_the_journal_of_the_helped_stays(amina, bertrand, full_life):
    leaving.leave(person=amina, now=LATER)
    assert not Mandate.objects.filter(ended_at=None).exists()
    (act,) = Act.objects.filter(mandate__helped=bertrand)
    assert (act.about, act.other, act.mandate.helper.first_name) == (
        "Annonce retirée",
        "Ancien voisin",
        "Ancien voisin",
    )
    assert "Un mandat a pris fin." in Notice.objects.filter(person=bertrand).values_list("text", flat=True)


def test_the_helped_read_in_their_own_language_that_somebody_left(amina, bertrand):
    given = mandates.give(helper=amina, helped=bertrand, consent=Consent.SIGNED, now=NOW)
    mandates.end(mandate=given, by=amina, now=NOW)
    cast.mandate(amina, bertrand)
    Person.objects.filter(pk=bertrand.pk).update(languages=["en"])
    leaving.leave(person=amina, now=LATER)
    told = Notice.objects.filter(person=bertrand).order_by("pk").values_list("text", flat=True)
    assert list(told) == ["A notice about a former neighbour.", "A mandate has ended."]


def test_whoever_reads_of_them_reads_it_in_their_own_language(amina, bertrand, full_life, client):
    """The rows hold no word of any language: page, file and archive say it as they are read."""
    leaving.leave(person=amina, now=LATER)
    declined = Exchange.objects.get(state=State.DECLINED)
    client.force_login(bertrand)
    french, english = ("", "Ancien voisin", "Annonce retirée"), ("/en", "Former neighbour", "Withdrawn listing")
    for start, name, title in (french, english):
        page = client.get(f"{start}/echange/{declined.reference}/").content.decode()
        assert (name in page, title in page) == (True, True)
        told = client.get(f"{start}/moi/donnees/mitoyen.json").content.decode()
        assert (f'"{name}"' in told, f'"{title}"' in told) == (True, True)
        packed = zipfile.ZipFile(io.BytesIO(client.get(f"{start}/moi/donnees/mitoyen.zip").content))
        rows = packed.read("exchanges.csv").decode() + packed.read("acts.csv").decode()
        assert (name in rows, title in rows, GONE in rows) == (True, True, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_name FROM people_person WHERE left_at IS NOT NULL")
        assert cursor.fetchall() == [("–",)]


def test_a_row_of_somebody_who_left_stays_so_when_it_is_kept_again(amina):
    leaving.leave(person=amina, now=LATER)
    left = Person.objects.get(pk=amina.pk)
    with override("en"):
        left.save()
        assert str(Person.objects.get(pk=amina.pk)) == "Former neighbour"
    assert Person.objects.filter(pk=amina.pk, first_name=GONE).exists()


def test_words_written_before_give_way_and_those_of_others_stay(amina, bertrand, full_life):
    """What the rows of those who left hold since the words were French."""
    leaving.leave(person=amina, now=LATER)
    Person.objects.filter(pk=amina.pk).update(first_name="Ancien voisin")
    Listing.objects.filter(owner=amina).update(title="Annonce retirée")
    Act.objects.update(other="Ancien voisin", about="Annonce retirée")
    Person.objects.filter(pk=bertrand.pk).update(first_name="Ancien voisin")
    for room, name in (("people", "0006_whoever_left_is_named"), ("neighbourhood", "0011_what_was_withdrawn_is_named")):
        import_module(f"mitoyen.web.{room}.migrations.{name}_when_read").forget(apps, None)
    with override("en"):
        assert str(Person.objects.get(pk=amina.pk)) == "Former neighbour"
        assert {str(each) for each in Listing.objects.filter(owner=amina)} == {"Withdrawn listing"}
        assert {(str(act.other), str(act)) for act in Act.objects.all()} == {("Former neighbour", "Withdrawn listing")}
        assert str(Person.objects.get(pk=bertrand.pk)) == "Ancien voisin", "he chose that name"


def test_every_way_in_is_closed(amina, full_life):
    browser = Client()
    browser.force_login(amina)
    assert browser.get("/moi/").status_code == 200
    leaving.leave(person=amina, now=LATER)
    assert not Session.objects.exists()
    assert browser.get("/moi/").status_code == 302
    for rows in (EmailAddress, Authenticator, SocialAccount):
        assert not rows.objects.exists()


def test_a_helper_keeps_no_name_in_what_they_did(amina, bertrand):
    mandate = cast.mandate(amina, bertrand)
    asked = cast.asked(cast.listing(cast.farid(email=None), "service"), bertrand)
    Step.objects.filter(exchange=asked).update(hand=amina)
    leaving.leave(person=amina, now=LATER)
    assert Step.objects.filter(exchange=asked, hand__left_at=LATER).exists()
    mandate.refresh_from_db()
    assert mandate.ended_at == LATER


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_nobody_leaves_while_an_object_is_out(amina, bertrand, side):
    owner, borrower = (amina, bertrand) if side == "giver" else (bertrand, amina)
    exchange = cast.moved(cast.asked(cast.listing(owner), borrower), "accept", owner)
    exchange = cast.moved(exchange, "hand_over", owner)
    with pytest.raises(leaving.CannotLeave, match="n’est pas encore rendu"):
        leaving.leave(person=amina, now=LATER)
    assert Person.objects.get(pk=amina.pk).is_active
    cast.moved(exchange, "give_back", bertrand)
    leaving.leave(person=amina, now=LATER)
    assert Exchange.objects.get().state == State.RETURNED  # three days later, the clock confirms it


def test_one_does_not_leave_twice(amina):
    leaving.leave(person=amina, now=LATER)
    with pytest.raises(leaving.CannotLeave, match="déjà fermé"):
        leaving.leave(person=amina, now=LATER)


def test_a_mistake_on_the_way_leaves_everything_as_it_was(amina, full_life, monkeypatch):
    before = traces()
    monkeypatch.setattr(leaving, "_forget_person", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leaving.leave(person=amina, now=LATER)
    assert traces() == before


def test_a_gathering_is_called_off_for_all_who_were_to_come(amina, bertrand):
    party = cast.listing(amina, "event", starts_at=NOW + 40 * DAY, ends_at=NOW + 40 * DAY + 2 * HOUR, seats=5)
    guests = [bertrand, *(cast.resident(name, email=None) for name in ("Jules", "Katia"))]
    for guest in guests:
        cast.asked(party, guest)
    leaving.leave(person=amina, now=LATER)
    assert set(Exchange.objects.values_list("state", flat=True)) == {State.CANCELLED}
    for guest in guests:
        told = Notice.objects.filter(person=guest, at=LATER).values_list("text", flat=True)
        assert list(told) == ["Un échange est annulé\u00a0: votre voisin a quitté Mitoyen."]


def test_a_seat_that_is_left_is_free_again(amina, bertrand):
    party = cast.listing(bertrand, "event", starts_at=NOW + 40 * DAY, ends_at=NOW + 40 * DAY + 2 * HOUR, seats=1)
    cast.asked(party, amina)
    assert Listing.objects.get(pk=party.pk).taken == 1
    leaving.leave(person=amina, now=LATER)
    assert Listing.objects.get(pk=party.pk).taken == 0


def test_a_disagreement_of_mine_falls_and_that_of_my_neighbour_stays_for_whoever_settles(amina, bertrand):
    offered = cast.listing(bertrand)
    mine, theirs = cast.lent(offered, amina), cast.lent(offered, amina, NOW + 5 * DAY)
    cast.moved(mine, "dispute", amina, NOW + 6 * DAY)
    cast.moved(theirs, "dispute", bertrand, NOW + 6 * DAY)
    leaving.leave(person=amina, now=LATER)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (State.CONFIRMED, State.DISPUTED)
    settled = cast.moved(theirs, "undo", cast.moderator(email="maud@ailleurs.fr"), LATER)
    assert (settled.state, settled.fact) == (State.REVERSED, "")
