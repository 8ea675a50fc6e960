"""Before and after one exchange: no page, file, header or stream differs while it waits."""

import datetime

import pytest
from django.utils import timezone

from mitoyen.counting.events import UsageEvent
from mitoyen.web.measure import actions, fold, releasing
from mitoyen.web.measure.boards import news
from mitoyen.web.measure.boards.news import Board
from mitoyen.web.measure.models import Release, WaitingFact
from tests.attacks.test_privacy_attacks import town

__all__ = ["town"]  # the fixture

PLACES = (
    "les-corderies-a",
    "les-corderies",
    "352880101",
    "35288",
    "243500782",
    "d35",
    "r53",
    "93066",
    "d93",
    "r11",
    "fr",
)
FILES = ("", "figures/", "embed/", "figures.csv", "datapackage.zip", "versions/")
OTHERS = ("/", "/en/", "/mesure/compteur/", "/mesure/chercher/?place=saint-denis", "/mesure/chercher/?place=seine")
RANGES = ("", "?period=today", "?period=all", "?first=2026-01-01&last=2026-12-31")


def addresses():
    yield from OTHERS
    for code in PLACES:
        yield from (f"/mesure/{code}/{file}" for file in FILES)
        yield from (f"/mesure/{code}/{query}" for query in RANGES)
        yield from (f"/api/v1/measure/{code}{query}" for query in RANGES)


def everything(client):
    """All that is answered, headers included, and what an open board is told."""
    answers = {address: client.get(address, headers={"HX-Request": "true"} if "chercher" in address else {})
               for address in addresses()}  # fmt: skip
    return {
        address: (answer.status_code, sorted(answer.items()), answer.content) for address, answer in answers.items()
    }


def exchange(number, place="les-corderies", **fields):
    usual = {"practice": "lend", "category": "drill_cordless", "giver": f"g{number}", "receiver": f"r{number}"}
    return UsageEvent(id=f"{place}-{number}", source="test", place=place, **(usual | fields))


@pytest.fixture
def tell(town):
    """Record facts of this morning, and let the measure do all it does."""
    now = timezone.now()

    def told(*facts):
        moment = now - datetime.timedelta(minutes=1)
        actions.record(
            events=[exchange(*words, occurred_at=moment, **more) for *words, more in facts], source=town, now=now
        )
        fold.catch_up()
        releasing.catch_up()
        releasing.close_months(now)

    return told


@pytest.mark.parametrize(
    "lone",
    [
        (100, "les-corderies", {}),
        (101, "les-corderies-a", {"practice": "give", "category": None}),
        (102, "35288", {"giver": None, "receiver": None}),
        (103, "352880102", {}),
        (104, "93066", {}),
    ],
    ids=["same practice", "another practice", "nobody told", "a quartier never seen", "a region never seen"],
)
def test_nothing_public_tells_that_a_fact_waits(town, client, tell, lone):
    tell(*((number, "les-corderies", {}) for number in range(8)))
    measure, boards = news.Measure(timezone.localdate), [Board(code, "year", "fr") for code in PLACES]
    assert measure.moved(boards) == set()
    before = everything(client)
    tell(lone)
    after = everything(client)
    assert WaitingFact.objects.count() == 1
    assert [address for address, answer in after.items() if answer != before[address]] == []
    assert measure.moved(boards) == set()


def test_the_stream_tells_a_page_what_the_page_says(town, client, tell):
    board = Board("les-corderies", "year", "fr")
    measure = news.Measure(timezone.localdate)
    measure.moved([board])
    tell(*((number, "les-corderies", {}) for number in range(8)))
    assert Release.objects.exists()
    assert measure.moved([board]) == {board}
    assert measure.figures(board) in client.get("/mesure/les-corderies/").content.decode()
