"""A task is done once; tried three times when it fails; taken again when its worker dies."""

import datetime
import logging

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mitoyen.web.config import work_living, work_tasks
from mitoyen.web.config.work_tasks import Tasks
from tests.web.work.worked import done, fail, note

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def waiting():
    return DBTaskResult.objects.get()


def test_a_task_is_done_once_and_in_the_order_in_which_it_was_asked():
    for word in ("a", "b"):
        note.enqueue(word)
    assert [Tasks("one").turn(), Tasks("two").turn()] == [2, 0]
    assert (done("a"), done("b")) == (1, 1)


def test_an_empty_queue_is_looked_at_without_writing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Tasks("one").turn() == 0


def test_what_is_asked_in_a_transaction_that_is_undone_was_not_asked():
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():  # noqa: PT012 - both are the point
        note.enqueue("never")
        raise Undone
    assert Tasks("one").turn() == 0


def test_a_long_queue_leaves_the_sweeps_their_turn():
    for _ in range(25):
        note.enqueue("many")
    tasks = Tasks("one")
    assert [tasks.turn(), tasks.turn(), tasks.turn()] == [20, 5, 0]


def test_a_task_that_fails_is_tried_after_half_a_minute_then_five_minutes_then_left_with_a_line(caplog):
    fail.enqueue("closed")
    waits = []
    with caplog.at_level(logging.ERROR):
        while Tasks("one").turn():
            row = waiting()
            if row.status == "READY":
                waits.append(round((row.run_after - timezone.now()).total_seconds()))
            DBTaskResult.objects.update(run_after=timezone.now())
    assert (waits, done("closed"), waiting().status) == ([30, 300], 3, "FAILED")
    assert "worked.fail is left undone: it failed 3 times. {'args': ['closed'], 'kwargs': {}}" in caplog.text
    assert caplog.text.count("the post office is closed") >= 3


def test_before_its_time_a_task_that_failed_is_not_tried():
    fail.enqueue("closed")
    assert [Tasks("one").turn(), Tasks("one").turn()] == [1, 0]


def taken_by(name):
    """As when a worker was killed in the middle: it holds the task, and says nothing more."""
    note.enqueue("held")
    DBTaskResult.objects.get().claim(name)


def test_a_task_is_taken_again_once_its_worker_has_been_silent_for_a_minute():
    now = timezone.now()
    work_living.beat(name="one", now=now)
    taken_by("one")
    assert work_tasks.take_again(now=now + 59 * MINUTE / 60) == 0
    assert work_tasks.take_again(now=now + 61 * MINUTE / 60) == 1
    DBTaskResult.objects.update(run_after=now)
    assert (Tasks("two").turn(), done("held"), waiting().status) == (1, 1, "SUCCESSFUL")


def test_two_that_take_again_at_once_put_it_back_once():
    taken_by("one")
    seen = DBTaskResult.objects.get()
    assert work_tasks.take_again(now=timezone.now()) == 1
    Tasks("two").turn()
    assert work_tasks.put_back(seen, now=timezone.now()) is False
    assert waiting().status == "SUCCESSFUL"


def test_a_task_that_kills_its_workers_is_left_after_the_third(caplog):
    taken_by("one")
    for name in ("two", "three"):
        assert work_tasks.take_again(now=timezone.now()) == 1
        waiting().claim(name)
    with caplog.at_level(logging.ERROR):
        assert work_tasks.take_again(now=timezone.now()) == 0
    assert waiting().status == "FAILED"
    assert "is left undone" in caplog.text


def test_tasks_are_dropped_a_day_after_they_were_done_and_two_weeks_after_they_failed():
    note.enqueue("done")
    Tasks("one").turn()
    fail.enqueue("failed")
    DBTaskResult.objects.exclude(status="SUCCESSFUL").update(status="FAILED", finished_at=timezone.now())
    note.enqueue("waits")
    now, day = timezone.now(), datetime.timedelta(days=1)
    assert [work_tasks.forget(now=now + after) for after in (0.9 * day, 1.1 * day, 13 * day, 15 * day)] == [0, 1, 0, 1]
    assert waiting().status == "READY"
