"""The stream tells open pages what moved: at once, once each, and nobody waits for anybody."""

import asyncio
import threading
import time

import pytest
from django.db import connection

from mitoyen.web.measure.boards.news import Board
from mitoyen.web.measure.live import stream
from mitoyen.web.measure.live.stream import Streams
from mitoyen.web.measure.live.watching import Frame
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.measure.publishing import CHANNEL
from tests import loops

pytestmark = pytest.mark.django_db(transaction=True)

CORDERIES = "/mesure/les-corderies/stream"


class Paper:
    """Figures that a test writes itself, for the two places that exist."""

    def __init__(self):
        self.told = {"les-corderies": "0", "35288": "0"}
        self.made = []
        self._last = dict(self.told)

    def version(self, board):
        return self.told[board.place]

    def moved(self, boards):
        before, self._last = self._last, dict(self.told)
        return {board for board in boards if before[board.place] != self.told[board.place]}

    def figures(self, board):
        self.made.append(board)
        if self.told[board.place] == "broken":
            raise ZeroDivisionError
        return f"<p>{self.told[board.place]} à {board.place} ({board.language})</p>"

    def move(self, place, version):
        """A release, as another process would commit one."""
        self.told[place] = version
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"NOTIFY {CHANNEL}")
            else:
                UsageSource.objects.create(code=f"s{time.monotonic_ns()}", name="Essai")


class Browser:
    """One request, and what came back of it."""

    def __init__(self, streams, path=CORDERIES, query="since=0", method="GET", headers=(), deaf=False):
        self.status, self.headers, self.body = None, {}, ""
        self._deaf, self._left, self._news = deaf, asyncio.Event(), asyncio.Event()
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": list(headers),
        }  # fmt: skip
        self.request = asyncio.create_task(streams(scope, self._receive, self._send))

    async def _receive(self):
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        elif self._deaf and self.body:
            await asyncio.sleep(60)
        else:
            self.body += message.get("body", b"").decode()
        self._news.set()

    async def until(self, text):
        async with asyncio.timeout(5):
            while text not in self.body:
                self._news.clear()
                await self._news.wait()
        return self.body

    async def answer(self):
        """The whole answer of a request that ends by itself."""
        await asyncio.wait_for(self.request, 5)
        return self.status, self.body

    def leave(self):
        self._left.set()


def follow(story, paper=None, **options):
    """Run a story, an async function of the application and its paper, in a loop of its own."""
    paper = paper or Paper()

    async def told():
        streams = Streams(lambda: paper, **options)
        try:
            await story(streams, paper)
        finally:
            await asyncio.to_thread(streams.close)

    loops.run(told())


async def moved(paper, place, version):
    await asyncio.to_thread(paper.move, place, version)


def test_an_open_page_is_told_what_moved_and_nothing_before():
    async def story(streams, paper):
        page = Browser(streams)
        await page.until("retry: 3000\n\n")
        await asyncio.sleep(0.1)
        assert page.body == "retry: 3000\n\n"
        await moved(paper, "les-corderies", "1")
        await page.until("data: <p>1 à les-corderies (fr)</p>\n\n")
        assert page.body.endswith("event: figures\nid: 1\ndata: <p>1 à les-corderies (fr)</p>\n\n")
        assert page.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert page.headers[b"x-accel-buffering"] == b"no"

    follow(story)


@pytest.mark.parametrize(
    ("query", "headers"),
    [("since=0", []), ("", []), ("since=1", [(b"last-event-id", b"0")]), ("since=\x00%ff'--", [])],
)
def test_a_page_that_comes_back_with_an_older_version_is_told_at_once(query, headers):
    async def story(streams, paper):
        paper.told["les-corderies"] = "1"
        page = Browser(streams, query=query, headers=headers)
        await page.until("<p>1 à les-corderies")

    follow(story)


def test_the_last_event_says_more_than_the_address_of_the_page():
    async def story(streams, paper):
        paper.told["les-corderies"] = "1"
        page = Browser(streams, query="since=0", headers=[(b"last-event-id", b"1")])
        await page.until("retry")
        await asyncio.sleep(0.1)
        assert paper.made == []

    follow(story)


def test_figures_are_made_once_for_all_who_read_the_same_board():
    async def story(streams, paper):
        pages = [Browser(streams) for _ in range(20)] + [Browser(streams, f"/en{CORDERIES}") for _ in range(20)]
        quiet = Browser(streams, "/mesure/35288/stream")
        for page in [*pages, quiet]:
            await page.until("retry")
        await moved(paper, "les-corderies", "1")
        for page in pages:
            await page.until("<p>1 à les-corderies")
        board = Board("les-corderies", "year", "fr")
        assert sorted(paper.made) == [board._replace(language="en"), board]
        assert "data" not in quiet.body

    follow(story)


def test_figures_that_come_out_the_same_are_not_sent_again():
    async def story(streams, paper):
        page = Browser(streams, query="since=old")
        await page.until("<p>0 à")
        paper.figures = lambda board: "<p>0 à les-corderies (fr)</p>"
        await moved(paper, "les-corderies", "1")
        await asyncio.sleep(0.6)
        assert page.body.count("data:") == 1

    follow(story)


def test_a_reader_who_is_slow_skips_to_the_newest_figures():
    async def story(streams, paper):
        page = stream.Page()
        page.accept()
        page.take(Frame("1", "old"))
        page.take(Frame("2", "new"))
        page.end()
        sent = []

        async def send(message):
            sent.append(message.get("body", b""))

        await stream._write(page, send)
        assert b"new" in b"".join(sent)
        assert b"old" not in b"".join(sent)

    follow(story)


def test_a_reader_who_stays_deaf_is_let_go_and_the_others_do_not_wait(monkeypatch):
    monkeypatch.setattr(stream, "DEAF", 0.2)

    async def story(streams, paper):
        deaf, page = Browser(streams, deaf=True), Browser(streams)
        await deaf.until("retry")
        await page.until("retry")
        await moved(paper, "les-corderies", "1")
        await page.until("<p>1 à")
        await asyncio.wait_for(deaf.request, 5)
        assert not page.request.done()

    follow(story)


def test_a_silent_line_gets_a_beat(monkeypatch):
    monkeypatch.setattr(stream, "BEAT", 0.05)

    async def story(streams, paper):
        page = Browser(streams)
        await page.until("\n\n:\n\n:\n\n")

    follow(story)


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/mesure/atlantide/stream", "", "Aucun tableau de bord à cette adresse"),
        ("/en/mesure/atlantide/stream", "", "There is no board at this address"),
        (CORDERIES, "period=century", "Aucun tableau de bord à cette adresse"),
        ("/mesure/les corderies/stream", "", "Aucun tableau de bord à cette adresse"),
    ],
)
def test_a_board_that_does_not_exist_is_refused_in_words(path, query, words):
    async def story(streams, paper):
        page = Browser(streams, path, query)
        status, said = await page.answer()
        assert (status, said.startswith(words)) == (404, True)

    follow(story)


def test_a_stream_is_read_and_not_written():
    async def story(streams, paper):
        page = Browser(streams, method="POST")
        assert (await page.answer())[0] == 405
        assert page.headers[b"allow"] == b"GET"

    follow(story)


def test_one_reader_too_many_is_asked_to_come_back_later():
    async def story(streams, paper):
        first, second = Browser(streams), Browser(streams)
        await first.until("retry")
        await second.until("retry")
        third = Browser(streams)
        status, said = await third.answer()
        assert (status, third.headers[b"retry-after"]) == (503, b"60")
        assert said == "Le direct n’est pas disponible pour le moment\u00a0: réessayez dans une minute.\n"
        first.leave()
        await first.answer()
        await Browser(streams).until("retry")

    follow(story, most=2)


def test_figures_that_cannot_be_made_silence_nobody_else(caplog):
    async def story(streams, paper):
        broken, page = Browser(streams), Browser(streams, "/mesure/35288/stream")
        await broken.until("retry")
        await page.until("retry")
        await moved(paper, "les-corderies", "broken")
        await broken.answer()
        await moved(paper, "35288", "1")
        await page.until("<p>1 à 35288")

    follow(story)
    assert "No figures for Board(place='les-corderies'" in caplog.text


def test_a_server_that_stops_lets_everybody_go():
    async def story(streams, paper):
        pages = [Browser(streams) for _ in range(50)]
        for page in pages:
            await page.until("retry")
        streams.leave()
        for page in pages:
            assert (await page.answer())[0] == 200
        assert (await Browser(streams).answer())[0] == 503

    follow(story)
    assert [thread.name for thread in threading.enumerate() if thread.name in ("watch", "listen")] == []


@pytest.mark.parametrize("html", ["<p>\n  « é »\n</p>\n", "", "\n\n", " two", "a\r\nb\rc", "data: x"])
def test_a_browser_reads_the_fragment_as_it_was_written(html):
    lines = stream.encoded(Frame("7", html)).decode().split("\n")
    data = [line.removeprefix("data:").removeprefix(" ") for line in lines if line.startswith("data:")]
    assert "\n".join(data) == html.replace("\r\n", "\n").replace("\r", "\n")
    assert lines[-2:] == ["", ""]
    assert lines.count("") == 2
