"""The page of levels says the table, and the table alone."""

import re

import pytest

from mitoyen.web.people import levels
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.rules import BY_PROOF, BY_ROLE, Power, powers


def test_every_power_has_its_words():
    assert set(levels.LABELS) == set(Power)
    assert len({str(label) for label in levels.LABELS.values()}) == len(Power)


def test_every_proof_says_how_it_is_given():
    assert set(levels.HOW) == set(ResidenceProof)


@pytest.mark.parametrize("proof", ResidenceProof)
def test_a_level_shows_all_that_it_allows_and_nothing_else(proof):
    shown = levels.by_proof()[proof.value]
    assert {str(words) for words in shown.allowed} == {str(levels.LABELS[power]) for power in BY_PROOF[proof]}


def test_a_surer_proof_never_allows_less():
    for before, after in zip(list(ResidenceProof)[:-1], list(ResidenceProof)[1:], strict=True):
        assert BY_PROOF[before] <= BY_PROOF[after]


def test_a_newcomer_reads_asks_and_offers_but_asks_for_no_money():
    assert powers(Role.RESIDENT, ResidenceProof.NONE) == {Power.READ, Power.ASK, Power.OFFER}


@pytest.mark.parametrize("role", [Role.TOWN, Role.LANDLORD])
def test_a_town_and_a_landlord_never_read_what_neighbours_share(role):
    assert Power.READ not in BY_ROLE[role]


@pytest.mark.parametrize("role", [Role.SHOP, Role.TOWN, Role.LANDLORD, Role.MODERATOR, Role.RESIDENT])
def test_only_caretakers_and_associations_act_for_others(role):
    assert Power.HELP not in BY_ROLE[role]


def test_the_page_shows_each_level_with_what_it_adds(client):
    page = client.get("/compte/niveaux/").text
    shown = re.findall(r"<h3>([^<]+)</h3>", page)
    assert shown[:4] == [str(proof.label).capitalize() for proof in ResidenceProof]
    assert len(shown) == 4 + sum(bool(added) for added in BY_ROLE.values())
    sold = str(levels.LABELS[Power.SELL])
    assert (
        page.index("Domicile connu de deux voisins")
        < page.index(f"<li>{sold}</li>")
        < page.index("Invitation d’un partenaire")
    )
