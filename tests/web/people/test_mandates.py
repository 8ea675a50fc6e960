"""A mandate: nothing without an agreement, all of it written down, ended at once by either side."""

import datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils.translation import override

from mitoyen.web.people import mandates
from mitoyen.web.people.acting import CHOSEN, actor
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Consent, Deed
from mitoyen.web.people.mandates import CannotHelp
from mitoyen.web.people.models import Act, Mandate, MandateRequest, Notice
from tests.web.people.accounts import account
from tests.web.people.cast import NOW, bertrand, person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def gilles():
    return account("Gilles")


def given(helper, helped, **about):
    return mandates.give(helper=helper, helped=helped, now=NOW, **({"consent": Consent.SIGNED} | about))


def asking(person, chosen):
    request = RequestFactory().get("/")
    request.user, request.session = person, SessionStore()
    if chosen is not None:
        request.session[CHOSEN] = chosen
    return request


def test_an_agreement_by_word_of_mouth_needs_a_witness(gilles):
    with pytest.raises(CannotHelp, match="Écrivez le nom de la personne"):
        given(gilles, bertrand(), consent=Consent.SPOKEN, witness="  ")
    assert not Mandate.objects.exists()


def test_the_database_itself_refuses_a_word_of_mouth_without_witness(gilles):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(helper=gilles, helped=bertrand(), consent=Consent.SPOKEN, given_at=NOW)


def test_nobody_holds_their_own_mandate(gilles):
    with pytest.raises(CannotHelp, match="soi-même"):
        given(gilles, gilles)


def test_a_second_mandate_for_the_same_person_is_refused_kindly(gilles):
    helped = bertrand()
    given(gilles, helped)
    with pytest.raises(CannotHelp, match="Vous agissez déjà pour Bertrand"):
        given(gilles, helped)


def test_after_one_ended_another_may_be_given(gilles):
    helped = bertrand()
    mandates.end(mandate=given(gilles, helped), by=helped, now=NOW)
    given(gilles, helped)
    assert Mandate.objects.filter(ended_at=None).count() == 1


def test_the_request_counts_for_the_helped_and_the_hand_is_the_helper_s(gilles):
    helped = bertrand()
    found = actor(asking(gilles, given(gilles, helped).pk))
    assert (found.person, found.hand) == (helped, gilles)


def test_without_a_choice_one_acts_for_oneself(gilles):
    given(gilles, bertrand())
    assert actor(asking(gilles, None)) == Actor(gilles)


def test_a_mandate_that_ended_gives_nothing_from_that_moment(gilles):
    mandate = given(gilles, bertrand())
    mandates.end(mandate=mandate, by=mandate.helped, now=NOW + HOUR)
    assert actor(asking(gilles, mandate.pk)) == Actor(gilles)


@pytest.mark.parametrize("forged", [0, -1, 10**9])
def test_the_mandate_of_another_in_a_session_gives_nothing(gilles, forged):
    mandate = given(account("Élodie"), bertrand())
    assert actor(asking(gilles, mandate.pk + forged)) == Actor(gilles)


def test_nobody_acts_for_whoever_has_left(gilles):
    mandate = given(gilles, bertrand())
    mandate.helped.is_active = False
    mandate.helped.save()
    assert actor(asking(gilles, mandate.pk)) == Actor(gilles)


def test_what_a_helper_does_is_written_down_and_what_one_does_oneself_is_not(gilles):
    mandate = given(gilles, bertrand())
    Actor(mandate.helped, mandate).note(deed=Deed.LISTED, about="Perceuse", other="Farid", link="/annonce/x/", now=NOW)
    Actor(gilles).note(deed=Deed.LISTED, about="Échelle", link="/annonce/y/", now=NOW)
    (act,) = Act.objects.all()
    assert (act.mandate, act.about, act.other, act.at) == (mandate, "Perceuse", "Farid", NOW)


def test_ending_twice_tells_once_and_keeps_the_first_moment(gilles):
    mandate = given(gilles, account("Amina"))
    for hour in (1, 2):
        mandates.end(mandate=mandate, by=gilles, now=NOW + hour * HOUR)
    mandate.refresh_from_db()
    assert mandate.ended_at == NOW + HOUR
    assert [notice.person.first_name for notice in Notice.objects.all()] == ["Amina"]


def test_whoever_gave_mandates_takes_them_all_back(gilles):
    amina = account("Amina")
    kept = given(gilles, person("Farid"))
    for name in ("Élodie", "Hugo"):
        given(account(name), amina)
    mandates.end_those_given_by(helped=amina, now=NOW)
    assert list(Mandate.objects.filter(ended_at=None)) == [kept]


def test_amina_says_yes_on_her_own_page(client, gilles):
    amina = account("Amina")
    mandates.ask(helper=gilles, helped=amina, contact="Loge du gardien", now=NOW)
    client.force_login(amina)
    assert "Gilles propose d’agir pour vous" in client.get("/compte/mandats/").text
    client.post(f"/compte/mandats/demande/{MandateRequest.objects.get().pk}/", {"answer": "yes"})
    mandate = Mandate.objects.get()
    assert (mandate.consent, mandate.contact, mandate.ended_at) == (Consent.ONLINE, "Loge du gardien", None)
    assert {notice.person.first_name for notice in Notice.objects.all()} == {"Amina", "Gilles"}


@pytest.mark.parametrize("said", [{"answer": "no"}, {"answer": "perhaps"}, {}])
def test_anything_but_yes_is_no(client, gilles, said):
    amina = account("Amina")
    mandates.ask(helper=gilles, helped=amina, contact="", now=NOW)
    client.force_login(amina)
    client.post(f"/compte/mandats/demande/{MandateRequest.objects.get().pk}/", said)
    assert not Mandate.objects.exists()
    assert MandateRequest.objects.get().answered_at is not None


def test_each_is_told_in_their_own_language(gilles):
    amina = account("Amina", languages=["en"])
    mandates.ask(helper=gilles, helped=amina, contact="", now=NOW)
    with override("en"):
        mandates.answer(asked=MandateRequest.objects.get(), accepted=True, now=NOW)
    mandates.end(mandate=Mandate.objects.get(), by=gilles, now=NOW)
    told = [notice.text for notice in Notice.objects.order_by("pk")]
    assert told == [
        "Gilles offers to act for you: say yes or no.",
        "Amina accepte que vous agissiez à sa place.",
        "End of the mandate: Gilles no longer acts for Amina.",
    ]


def test_an_answer_counts_once(gilles):
    mandates.ask(helper=gilles, helped=account("Amina"), contact="", now=NOW)
    asked = MandateRequest.objects.get()
    mandates.answer(asked=asked, accepted=False, now=NOW)
    mandates.answer(asked=asked, accepted=True, now=NOW)
    assert not Mandate.objects.exists()


def test_asking_twice_asks_once(gilles):
    amina = account("Amina")
    for _ in range(2):
        mandates.ask(helper=gilles, helped=amina, contact="", now=NOW)
    assert MandateRequest.objects.count() == 1
    assert Notice.objects.count() == 1


def test_twenty_unanswered_requests_are_enough(gilles):
    for number in range(20):
        mandates.ask(helper=gilles, helped=person(f"Voisin{number}"), contact="", now=NOW)
    with pytest.raises(CannotHelp, match="patientez"):
        mandates.ask(helper=gilles, helped=account("Amina"), contact="", now=NOW)


def test_the_page_tells_what_was_done_and_ends_it(client, gilles):
    amina = account("Amina")
    mandate = given(gilles, amina)
    Actor(amina, mandate).note(deed=Deed.MOVED_EXCHANGE, about="Perceuse", other="Farid", link="/echange/x/", now=NOW)
    client.force_login(amina)
    page = client.get("/compte/mandats/").text
    assert "Gilles a fait avancer un échange" in page
    assert "avec Farid" in page
    assert 'href="/echange/x/"' in page
    assert 'href="/en/echange/x/"' in client.get("/en/compte/mandats/").text
    assert client.post(f"/compte/mandats/{mandate.pk}/finir/")["Location"] == "/compte/mandats/"
    mandate.refresh_from_db()
    assert mandate.ended_at is not None
