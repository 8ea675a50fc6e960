"""Who would pass for a neighbour, or learn who the neighbours are: guessing, changing links, walking every page."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.places import invitations, letters, vouching
from mitoyen.web.places.models import Belonging, Letter
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db

WRONG = "BCDFG HJKMN"
CHANGING = r'name="csrfmiddlewaretoken" value="\w+"|name="code" value="[^"]*"|value="[^"]*"(?= maxlength)'
"""What differs between two answers to two codes: the token of the form, and what was typed."""


@pytest.fixture
def driss():
    """Landlord of the whole quartier."""
    return cast.belongs(cast.person("Driss"), cast.les_corderies(), Role.LANDLORD)


def order(driss, count=1):
    return letters.order(place=cast.residence("a"), count=count, by=Actor(driss), now=timezone.now()).codes


def test_a_code_that_was_used_answers_as_one_that_never_was(client, driss):
    used, old = order(driss), order(driss)
    letters.use(typed=used[0], by=Actor(cast.person("Hugo")), now=timezone.now())
    Letter.objects.filter(used_at=None).update(expires_at=timezone.now())
    client.force_login(cast.person("Nour"))
    answers = [client.post("/rejoindre/lettre/", {"code": code}) for code in (WRONG, used[0], old[0])]
    assert {answer.status_code for answer in answers} == {422}
    pages = {re.sub(CHANGING, "", answer.content.decode()) for answer in answers}
    assert len({re.sub("|".join((WRONG, *used, *old)), "", page) for page in pages}) == 1


@pytest.mark.parametrize("address", ["/rejoindre/lettre/", "/rejoindre/garant/"])
def test_the_sixth_guess_of_an_hour_is_not_looked_at_wherever_it_is_typed(client, driss, address):
    (code,) = order(driss)
    nour = cast.person("Nour")
    client.force_login(nour)
    for guess in range(5):
        client.post(("/rejoindre/lettre/", "/rejoindre/garant/")[guess % 2], {"code": WRONG})
    newcomer = vouching.introduce(by=Actor(cast.resident("Hugo", "a", ResidenceProof.NONE)), now=timezone.now())
    right = code if "lettre" in address else newcomer.code
    answer = client.post(address, {"code": right})
    assert "cinq codes en une heure" in answer.content.decode()
    assert not Belonging.objects.filter(person=nour).exists()


def test_signing_out_and_in_again_gives_no_more_guesses(client, driss):
    nour = cast.person("Nour")
    for _ in range(5):
        client.force_login(nour)
        client.post("/rejoindre/lettre/", {"code": WRONG})
        client.logout()
    client.force_login(nour)
    answer = client.post("/rejoindre/lettre/", {"code": order(driss)[0]})
    assert "cinq codes en une heure" in answer.content.decode()


@given(
    place=st.integers(0, 200), letter=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), cut=st.booleans()
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_letter_of_a_link_opens_it(driss, place, letter, cut):
    made = invitations.invite(place=cast.residence("a"), by=Actor(driss), now=cast.NOW)
    text = invitations.signed(made)
    at = place % len(text)
    changed = text[:at] + ("" if cut else letter) + text[at + 1 :]
    if changed != text:
        with pytest.raises(invitations.NotGood):
            invitations.read(changed, now=cast.NOW)


def test_a_link_signed_for_another_purpose_opens_nothing(client, driss):
    from django.core.signing import Signer

    made = invitations.invite(place=cast.residence("a"), by=Actor(driss), now=timezone.now())
    last = int(made.expires_at.timestamp())
    for signer in (Signer(), Signer(sep="."), Signer(key="guessed", salt=invitations.SALT, sep=".")):
        address = reverse("places:invitation", args=[signer.sign(f"{made.reference}.{last}")])
        assert client.get(address).status_code == 404


def test_no_page_that_a_landlord_can_walk_to_names_a_resident(client, driss):
    """From each of his pages through every link, in both languages: no name, address or reference of anybody."""
    residents = [cast.resident(f"Zéphyrine{rank}", "a", surname="Kerbrat") for rank in range(12)]
    listing = cast.listing(residents[0], title="Zinnias à donner", text="Sonnez chez Kerbrat")
    for code in order(driss, 12):
        letters.use(typed=code, by=Actor(cast.person(f"Zéphyrine{code}", email=None)), now=timezone.now())
    client.force_login(driss)
    starts = ["/partenaires/", "/en/partenaires/", "/v/les-corderies/", "/moi/", "/rejoindre/"]
    pages = _walk(client, [*starts, f"/annonce/{listing.reference}/"])
    assert {"/partenaires/les-corderies/", "/en/partenaires/les-corderies-a/"} <= set(pages)
    secrets = ["Zéphyrine", "Kerbrat", "Zinnias", *(person.reference for person in residents), "@exemple.fr/"]
    told = {address: [word for word in secrets if word in page] for address, page in pages.items()}
    assert {address: words for address, words in told.items() if words} == {}
    client.force_login(cast.amina())
    assert "Zéphyrine0" in client.get(f"/annonce/{listing.reference}/").content.decode(), "her neighbour knows her"


def _walk(client, starts, most=80):
    """Every page reached by links from these, without those of the calculator, the measure and the method."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address, follow=True)
        seen[address] = answer.content.decode(errors="replace") if "text" in answer["Content-Type"] else ""
        links = re.findall(r'href="(/[^"#?]*)', seen[address])
        private = re.compile(r"/(en/)?(partenaires|v|annonce|moi|rejoindre|compte)/")
        waiting += [link for link in links if private.match(link) and "/sortir" not in link]
    return seen
