"""A release moves the boards of its place and of every place that holds it, and no other."""

import asyncio
import datetime

import pytest
from django.test import Client

from mitoyen.web.measure.boards.news import Board, Measure
from mitoyen.web.measure.live.stream import Streams
from mitoyen.web.places.models import Place
from tests import loops
from tests.web.measure.board_cast import NOVEMBER, loans, published_facts
from tests.web.measure.test_stream import Browser

TODAY = datetime.date(2026, 11, 22)
CODES = ("les-corderies-a", "les-corderies-b", "les-corderies", "35288", "243500782", "d35", "r53", "fr", "35047")


def boards(*codes):
    return {Board(code, "year", "fr") for code in codes}


@pytest.fixture
def news(corderies):
    measure = Measure(lambda: TODAY)
    assert measure.moved(boards(*CODES)) == set()
    return measure


def test_a_release_moves_its_place_and_all_that_hold_it(news, source):
    published_facts(source, loans(source, 12, day=NOVEMBER, place="les-corderies-a"))
    above = boards("les-corderies-a", "les-corderies", "35288", "243500782", "d35", "r53", "fr")
    assert news.moved(boards(*CODES)) == above
    assert news.moved(boards(*CODES)) == set()


def test_what_waits_for_company_moves_no_board_and_no_version(news, source):
    versions = [news.version(board) for board in sorted(boards(*CODES))]
    published_facts(source, loans(source, 2, day=NOVEMBER))
    assert news.moved(boards(*CODES)) == set()
    assert [news.version(board) for board in sorted(boards(*CODES))] == versions


def test_a_version_says_the_releases_the_day_and_the_evidence(news, source):
    board = Board("les-corderies", "year", "fr")
    before = news.version(board)
    published_facts(source, loans(source, 12, day=NOVEMBER))
    after = news.version(board)
    assert after != before
    assert news.version(board) == after
    assert Measure(lambda: TODAY + datetime.timedelta(days=1)).version(board) != after
    assert news.version(Board("les-corderies-b", "year", "fr")) == before


def test_another_day_moves_every_board(corderies):
    days = iter([TODAY, TODAY + datetime.timedelta(days=1)])
    measure = Measure(lambda: next(days))
    measure.moved(())
    assert measure.moved(boards(*CODES)) == boards(*CODES)


@pytest.mark.parametrize("code", ["atlantide", "Saint-Malo", "35400"])
def test_only_a_code_names_a_board(news, code):
    with pytest.raises(LookupError):
        news.version(Board(code, "year", "fr"))


def test_a_commune_where_nothing_was_ever_recorded_has_a_board_and_stays_out_of_the_tree(news):
    board = Board("35047", "year", "fr")
    assert news.version(board).startswith("0.")
    assert "Rien n’est encore publié" in news.figures(board)
    assert not Place.objects.filter(code="35047").exists()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_stream_sends_the_fragment_of_the_page_to_the_byte(corderies, source, language, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)
    published_facts(source, loans(source, 12, day=NOVEMBER))
    prefix = "/en" if language == "en" else ""

    async def told():
        streams = Streams(lambda: Measure(lambda: TODAY))
        browser = Browser(streams, f"{prefix}/mesure/les-corderies/stream", "since=old")
        await browser.until("event: figures")
        await asyncio.to_thread(streams.close)
        return browser.body

    event = loops.run(told()).split("event: figures\n")[1].split("\n\n")[0]
    html = "\n".join(line.removeprefix("data:")[1:] for line in event.split("\n") if line.startswith("data:"))
    page = Client().get(f"{prefix}/mesure/les-corderies/").content.decode()
    assert page.split('<div id="figures"')[1].split(">", 1)[1].startswith(f"{html}</div>")
