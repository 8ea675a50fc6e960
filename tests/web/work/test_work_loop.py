"""A worker does tasks and sweeps until it is told to stop, whatever breaks on the way."""

import logging

import pytest
from django.db import DatabaseError

from mitoyen.web.config import work_living, work_loop
from mitoyen.web.config.models import Worker
from mitoyen.web.config.work_loop import Work
from tests.web.work import worked
from tests.web.work.worked import MINUTE, done, note

SCHEDULE = ((10 * MINUTE, worked.sweep),)


@pytest.mark.django_db
def test_once_does_everything_that_waits_and_leaves_no_worker():
    for _ in range(30):
        note.enqueue("task")
    assert Work(SCHEDULE).once() == 31
    assert (done("task"), done("sweep"), Worker.objects.count()) == (30, 1, 0)


@pytest.mark.django_db
def test_a_worker_is_known_before_it_takes_anything(monkeypatch):
    seen = []
    work = Work(SCHEDULE)

    def turn():
        seen.append(Worker.objects.get().name)
        return 0

    monkeypatch.setattr(work._tasks, "turn", turn)
    work.turn()
    assert seen == [work.worker]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment_does_not_end_a_worker(monkeypatch, caplog):
    away = iter([DatabaseError("away"), DatabaseError("away")])

    def begin(work, begun=Work._begin):
        for error in away:
            raise error
        begun(work)

    def stop(*, now):
        work.stop()
        return 1

    monkeypatch.setattr(Work, "_begin", begin)
    monkeypatch.setattr(work_loop, "LOOKS_EVERY", 0.01)
    note.enqueue("after")
    work = Work(((MINUTE, stop),))
    with caplog.at_level(logging.ERROR):
        work.run()
    assert (done("after"), Worker.objects.count()) == (1, 0)
    assert caplog.text.count("The worker will try again.") == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life_until_it_has_ended(monkeypatch):
    work, beats = Work(SCHEDULE), []

    def beat(*, name, now):
        beats.append(name)
        if len(beats) == 3:
            work._ended.set()

    monkeypatch.setattr(work_living, "BEATS_EVERY", 0.01)
    monkeypatch.setattr(work_living, "beat", beat)
    work.stop()  # asked to stop, it is alive until the task at hand is done
    work._beat()
    assert beats == [work.worker] * 3


def test_a_process_has_one_worker(monkeypatch):
    monkeypatch.setattr(Work, "run", lambda work: work._stopped.wait())
    first = work_loop.start()
    assert work_loop.start() is first
    work_loop.stop()
    assert not first.is_alive()
