"""What was measured under a practice or a category that the evidence let go of since: counted, not priced, and said."""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mitoyen.evidence import pack as packs
from mitoyen.projection.calculator import opened
from mitoyen.web.measure.boards import published
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.places.models import Place
from mitoyen.web.ui import calculator
from tests.web.measure.board_cast import JUNE, NOVEMBER, NOW, loans, published_facts

YEAR = Period(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), "year")
READ = (packs._france_as_of, opened, calculator.calculator, calculator.pricing)
DOORS = ("", "embed/", "figures/", "figures.csv", "datapackage.zip", "versions/")
SAID = "Comptés sans être estimés : 24."


def forget() -> None:
    for each in READ:
        each.cache_clear()
    published.forget()


@pytest.fixture
def without(monkeypatch) -> Iterator[Callable[..., None]]:
    """The evidence as a later version could be, some of its records let go."""

    def let_go(**kinds: str) -> None:
        whole = packs.france()
        left: dict[str, Any] = {
            kind: {id: one for id, one in getattr(whole, kind).items() if id != gone} for kind, gone in kinds.items()
        }
        monkeypatch.setattr(packs, "_france", lambda: dataclasses.replace(whole, **left))
        forget()

    yield let_go
    monkeypatch.undo()
    forget()


@pytest.fixture
def lively(source, monkeypatch) -> Place:
    """Twenty-four loans of drills and twelve gatherings."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    published_facts(
        source,
        loans(source, 24, day=NOVEMBER),
        loans(source, 12, day=JUNE, practice="event", category=None),
    )
    return Place.objects.get(code="les-corderies")


@pytest.mark.parametrize("gone", [{"practices": "lend"}, {"categories": "drill_cordless"}])
def test_every_door_still_opens(client, lively, without, gone):
    without(**gone)
    addresses = [f"/mesure/les-corderies/{door}" for door in DOORS] + ["/mesure/", "/api/v1/measure/les-corderies"]
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


@pytest.mark.parametrize("gone", [{"practices": "lend"}, {"categories": "drill_cordless"}])
def test_what_is_not_priced_is_said_beside_the_figures(client, lively, without, gone):
    without(**gone)
    for door in ("", "embed/", "figures/"):
        assert SAID in client.get(f"/mesure/les-corderies/{door}").content.decode().replace("\xa0", " ")
    assert client.get("/api/v1/measure/les-corderies").json()["unpriced"] == 24
    assert "count,unpriced,,,,,,,,24," in client.get("/mesure/les-corderies/figures.csv").content.decode()


def test_an_exchange_of_an_object_that_the_evidence_let_go_of_is_one_still(client, lively, without):
    """The place and those below it count the same exchanges."""
    without(categories="drill_cordless")
    found = client.get("/api/v1/measure/les-corderies").json()
    counted = {figure["indicator"]: figure["mean"] for figure in found["figures"]}
    assert (counted["exchanges"], counted["participations"]) == (24, 12)
    assert sum(child["exchanges"] for child in found["children"]) == 24
    assert "co2_gross" not in counted
    assert "24 échanges entre voisins et 12 participations" in client.get("/mesure/les-corderies/").content.decode()


def test_facts_of_a_practice_that_the_evidence_let_go_of_are_facts_still(client, lively, without):
    without(practices="lend")
    board = published.board(lively, YEAR)
    assert (board.facts, board.exchanges, board.participations) == (36, 0, 12)
    assert [(share.label, share.units) for share in board.practices] == [("lend", 24), ("event", 12)]


def test_nothing_is_said_when_everything_is_priced(client, lively):
    assert "Comptés sans être estimés" not in client.get("/mesure/les-corderies/").content.decode()
    assert client.get("/api/v1/measure/les-corderies").json()["unpriced"] == 0
