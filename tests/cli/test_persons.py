"""`mitoyen person`: Bertrand was welcomed without an address and gets one; Amina writes a letter to be forgotten."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from mitoyen.web.people import cleaning
from mitoyen.web.people.models import Intervention, Notice, Person
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = ["--request", "lettre du 12 novembre 2026", "--by", "Hugo"]
FORGOTTEN = "/compte/mot-de-passe/oublie/"


@pytest.fixture
def bertrand():
    return cast.bertrand()


def give(mitoyen, person, email="Bertrand@Exemple.fr"):
    return mitoyen(["person", "address", person.reference, email, *ASKED])


def test_an_address_is_found_given_and_written_down(mitoyen, bertrand):
    cast.amina()
    listed = mitoyen("person list --place les-corderies --without-address").out
    assert listed == f"{bertrand.reference}\tBertrand\t-\tL’Étoupe\n"
    said = give(mitoyen, bertrand)
    assert (said.code, "bertrand@exemple.fr" in said.out) == (0, True), said.err
    done = Intervention.objects.get()
    assert (done.person, done.deed, done.request, done.by) == (
        bertrand,
        "address",
        "lettre du 12 novembre 2026",
        "Hugo",
    )
    assert Notice.objects.get(person=bertrand).text.startswith("À votre demande")
    assert mitoyen("person list --without-address").out.split("\t")[2] == "(bertrand@exemple.fr)"


def test_nothing_is_written_to_an_address_before_its_code_is_typed(mitoyen, bertrand):
    give(mitoyen, bertrand)
    assert mail.outbox == []
    assert Person.objects.get(pk=bertrand.pk).email is None
    assert not EmailAddress.objects.get().verified


def test_the_code_of_a_forgotten_password_makes_the_address_theirs(mitoyen, bertrand):
    give(mitoyen, bertrand)
    cache.clear()
    visitor = Client()
    visitor.post(FORGOTTEN, {"email": "bertrand@exemple.fr"})
    code = re.findall(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", str(mail.outbox[-1].body))[0]
    page = visitor.post(f"{FORGOTTEN}code/", {"code": code}, follow=True)
    chosen = {"password1": cast.PASSWORD, "password2": cast.PASSWORD}
    visitor.post(page.request["PATH_INFO"], chosen)
    assert Person.objects.get(pk=bertrand.pk).email == "bertrand@exemple.fr"
    assert EmailAddress.objects.get(user=bertrand).verified
    newcomer = Client()
    newcomer.post("/compte/entrer/", {"login": "bertrand@exemple.fr", "password": cast.PASSWORD})
    assert newcomer.session["_auth_user_id"] == str(bertrand.pk)


def test_a_slip_of_the_pen_is_mended_by_giving_the_address_again(mitoyen, bertrand):
    give(mitoyen, bertrand, "bertrant@exemple.fr")
    give(mitoyen, bertrand)
    assert EmailAddress.objects.get(user=bertrand).email == "bertrand@exemple.fr"


def test_whoever_waits_for_a_code_is_not_swept_away_with_accounts_never_finished(mitoyen, bertrand):
    give(mitoyen, bertrand)
    assert cleaning.unfinished(now=cast.NOW + datetime.timedelta(days=400)) == 0
    assert Person.objects.filter(pk=bertrand.pk).exists()


def test_an_account_is_deleted_on_request_and_the_request_stays(mitoyen, bertrand):
    amina = cast.amina()
    said = mitoyen(["person", "delete", "amina@exemple.fr", *ASKED])
    assert said.out.startswith("The account of Amina is deleted"), said.err
    gone = Person.objects.get(pk=amina.pk)
    assert (gone.first_name, gone.email, gone.is_active) == ("Ancien voisin", None, False)
    done = Intervention.objects.get()
    assert (done.person, done.deed, done.by) == (gone, "deletion", "Hugo")
    assert "Amina" not in mitoyen("person list").out


def test_nobody_is_deleted_while_an_object_is_lent(mitoyen, bertrand):
    amina = cast.amina()
    loan = cast.moved(cast.asked(cast.listing(bertrand), amina), "accept", bertrand)
    cast.moved(loan, "hand_over_by_code", bertrand, code=loan.code)
    for who in (amina, bertrand):
        said = mitoyen(["person", "delete", who.reference, *ASKED])
        assert (said.code, "still lent: Perceuse" in said.err) == (2, True)
    assert Person.objects.filter(is_active=True).count() == 2
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["address", "inconnue", "b@exemple.fr", *ASKED], "nobody has the reference 'inconnue'"),
        (["address", "amina@exemple.fr", "b@exemple.fr", *ASKED], "Amina has an address already"),
        (["delete", "nobody@exemple.fr", *ASKED], "no account has the address nobody@exemple.fr"),
        (["delete", "amina@exemple.fr"], "--request"),
        (["delete", "amina@exemple.fr", "--request", " "], "say which request this answers"),
        (["list", "--place", "nowhere"], "no place here has the code 'nowhere'"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(mitoyen, words, told):
    cast.amina()
    said = mitoyen(["person", *words])
    assert (said.code, told in said.err) == (2, True), said.err
    assert Person.objects.get().is_active


@pytest.mark.parametrize("address", ["amina@exemple.fr", "AMINA@exemple.fr", "amina", "a@", ""])
def test_no_address_is_given_twice_or_malformed(mitoyen, bertrand, address):
    cast.amina()
    assert give(mitoyen, bertrand, address).code == 2
    assert not EmailAddress.objects.exists()
    assert not Intervention.objects.exists()


def test_whoever_lost_their_second_factor_comes_in_with_the_password_again(mitoyen):
    amina = cast.amina(password=cast.PASSWORD)
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True, primary=True)
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=amina, type=kind, data={})
    farid = cast.farid()
    Authenticator.objects.create(user=farid, type="totp", data={})
    said = mitoyen(["person", "unlock", amina.reference, *ASKED])
    assert (said.code, said.out.startswith("The account of Amina opens with its password alone again")) == (0, True)
    assert [left.user for left in Authenticator.objects.all()] == [farid]
    done = Intervention.objects.get()
    assert (done.person, done.deed, done.by) == (amina, "unlock", "Hugo")
    assert "choisissez tout de suite un nouveau mot de passe" in Notice.objects.get(person=amina).text
    cache.clear()
    browser = Client()
    browser.post("/compte/entrer/", {"login": amina.email, "password": cast.PASSWORD})
    assert browser.session["_auth_user_id"] == str(amina.pk)


def test_whoever_has_no_second_factor_is_not_unlocked(mitoyen):
    said = mitoyen(["person", "unlock", cast.amina().reference, *ASKED])
    assert (said.code, "has no second factor" in said.err) == (2, True)
    assert not Intervention.objects.exists()


def test_an_unlocking_answers_a_request(mitoyen):
    amina = cast.amina()
    Authenticator.objects.create(user=amina, type="totp", data={})
    assert mitoyen(["person", "unlock", amina.reference, "--request", " "]).code == 2
    assert Authenticator.objects.exists()
