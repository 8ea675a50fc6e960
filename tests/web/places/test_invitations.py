"""A signed link: one person, once, for thirty days, while whoever made it may invite."""

import datetime

import pytest
from django.core.signing import Signer, dumps

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.places import actions, homes, invitations, roles
from mitoyen.web.places.invitations import NotGood, Wrong
from mitoyen.web.places.models import Invitation
from tests.web.neighbourhood import cast
from tests.web.places.seen import home_of

pytestmark = pytest.mark.django_db

NOW = cast.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def driss():
    return Actor(cast.driss())


@pytest.fixture
def made(driss):
    return invitations.invite(place=cast.residence("a"), by=driss, now=NOW)


@pytest.fixture
def nour():
    return Actor(cast.person("Nour"))


def accept(by, text, now=NOW):
    return invitations.accept(text=text, by=by, now=now)


def why_not(by, text, now=NOW):
    with pytest.raises(NotGood) as refused:
        accept(by, text, now)
    return refused.value.why


def test_nour_accepts_and_is_known(nour, made):
    home = accept(nour, invitations.signed(made))
    assert (home.place.code, home.proof) == ("les-corderies-a", ResidenceProof.INVITED)


def test_a_link_serves_once(nour, made):
    accept(nour, invitations.signed(made))
    assert why_not(Actor(cast.person("Hugo")), invitations.signed(made)) == Wrong.USED
    assert Invitation.objects.get().used_by == nour.person


def test_a_link_expires_on_the_evening_of_its_last_day(nour, made):
    last = datetime.datetime(2026, 12, 22, 22, 59, 59, tzinfo=datetime.UTC)  # 30 days later, 23:59:59 in Saint-Malo
    assert invitations.read(invitations.signed(made), now=last - DAY / 1440) == made
    assert why_not(nour, invitations.signed(made), last) == Wrong.EXPIRED


def test_a_link_cannot_be_made_to_last(nour, made):
    text = invitations.signed(made)
    Invitation.objects.update(expires_at=NOW + 400 * DAY)
    assert why_not(nour, text, NOW + 40 * DAY) == Wrong.EXPIRED


def test_a_link_that_was_withdrawn_serves_no_more(nour, made):
    assert invitations.withdraw(place=made.place, reference=made.reference, now=NOW)
    assert why_not(nour, invitations.signed(made)) == Wrong.WITHDRAWN
    assert not invitations.withdraw(place=made.place, reference=made.reference, now=NOW)


def test_the_links_of_a_partner_who_left_serve_no_more(nour, driss, made):
    roles.end(person=driss.person, role=Role.LANDLORD, place=cast.residence("a"), now=NOW)
    assert why_not(nour, invitations.signed(made)) == Wrong.WITHDRAWN


def test_the_links_of_somebody_who_closed_their_account_serve_no_more(nour, driss, made):
    type(driss.person).objects.filter(pk=driss.person.pk).update(is_active=False)
    assert why_not(nour, invitations.signed(made)) == Wrong.WITHDRAWN


def test_nobody_invites_themselves(driss, made):
    assert why_not(driss, invitations.signed(made)) == Wrong.OWN
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text.replace(".", "", 1),
        lambda text: "a" + text[1:] if text[0] != "a" else "b" + text[1:],
        lambda text: text.rsplit(".", 1)[0],
        lambda text: text.split(".")[0],
        lambda text: ".".join([text.split(".")[0], "99999999999", text.split(".")[2]]),
        lambda text: Signer(salt="another", sep=".").sign(text.rsplit(".", 1)[0]),
        lambda text: dumps(text, salt=invitations.SALT),
        lambda text: "",
        lambda text: "é" * 400,
    ],
)
def test_a_link_that_was_changed_is_unknown(nour, made, change):
    assert why_not(nour, change(invitations.signed(made))) == Wrong.UNKNOWN
    assert Invitation.objects.get().used_at is None


def test_a_link_whose_row_is_gone_is_unknown(nour, made):
    text = invitations.signed(made)
    Invitation.objects.all().delete()
    assert why_not(nour, text) == Wrong.UNKNOWN


def test_who_moved_too_often_keeps_the_invitation(nour, made):
    for day, place in enumerate(("35288", "35049", "les-corderies-b", "352880101")):
        homes.settle(place=actions.plant(place), by=nour, now=NOW - (9 - day) * DAY)
    with pytest.raises(homes.CannotMove):
        accept(nour, invitations.signed(made))
    assert Invitation.objects.get().used_at is None


def test_an_invitation_does_not_lower_a_letter(made):
    amina = Actor(cast.amina())
    accept(amina, invitations.signed(made))
    assert home_of(amina.person).proof == ResidenceProof.LETTER


def test_one_invites_to_a_residence_or_a_quartier(driss):
    with pytest.raises(invitations.CannotInvite, match="résidence ou le quartier"):
        invitations.invite(place=actions.plant("35288"), by=driss, now=NOW)


def test_two_hundred_links_wait_at_most(driss, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_OPEN", 3)
    made = [invitations.invite(place=cast.residence("a"), by=driss, now=NOW) for _ in range(3)]
    with pytest.raises(invitations.CannotInvite, match="3 invitations en attente"):
        invitations.invite(place=cast.residence("a"), by=driss, now=NOW)
    invitations.withdraw(place=cast.residence("a"), reference=made[0].reference, now=NOW)
    invitations.invite(place=cast.residence("a"), by=driss, now=NOW)
    assert Invitation.objects.filter(withdrawn_at=None).count() == 3
