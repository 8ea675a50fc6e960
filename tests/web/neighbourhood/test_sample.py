"""The neighbours of the demonstration: they are there, they may sign in, and one loan more moves the board."""

import datetime

import pytest
from django.db.models import Q

from mitoyen.simulation import sample as quartier
from mitoyen.web.neighbourhood import sample
from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.models import Exchange, Listing
from mitoyen.web.people.models import Mandate, Person
from mitoyen.web.places.actions import add, plant
from mitoyen.web.places.enums import Kind

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def neighbours():
    for node in quartier.places_of(1, 400):
        kind, parent = Kind(node.kind), plant(node.parent)
        add(code=node.code, name=node.name, kind=kind, parent=parent, households=node.households, simulated=True)
    sample.enter(password="corde", now=NOW)  # noqa: S106 - that of nobody


def test_everybody_is_marked_as_simulated():
    for rows in (Person, Listing, Exchange):
        assert not rows.objects.filter(simulated=False).exists(), rows


def test_amina_may_sign_in_and_bertrand_is_helped():
    amina, bertrand = Person.objects.get(first_name="Amina"), Person.objects.get(first_name="Bertrand")
    assert amina.check_password("corde")
    assert (bertrand.email, Mandate.objects.get().helped) == (None, bertrand)


def test_nine_persons_have_lent_in_the_quartier_so_that_a_loan_between_two_others_is_the_eleventh():
    loans = Exchange.objects.filter(practice="lend", state=State.CONFIRMED, place__code=quartier.QUARTIER)
    persons = {person for loan in loans for person in (loan.giver.first_name, loan.receiver.first_name)}
    assert len(persons) == 9
    assert persons.isdisjoint({"Amina", "Bertrand"})


def test_every_exchange_is_as_far_as_the_file_says():
    stuck = Exchange.objects.filter(~Q(state=State.ASKED), steps__isnull=True)
    assert not stuck.exists()
    assert Exchange.objects.filter(state=State.CONFIRMED).exclude(fact="").count() == 8
