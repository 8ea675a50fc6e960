"""A sweep runs once in its period whoever asks, again when its worker dies, and later when it fails."""

import datetime
import logging

import pytest

from mitoyen.web.config import work_living, work_sweeps
from mitoyen.web.config.models import Sweep, Worker
from mitoyen.web.config.work import SCHEDULE
from mitoyen.web.config.work_sweeps import run_due
from tests.web.work import worked
from tests.web.work.worked import MINUTE, NOW, done

pytestmark = pytest.mark.django_db
EVERY = 10 * MINUTE
QUARTER = ((EVERY, worked.sweep),)


@pytest.fixture(autouse=True)
def workers():
    for name in ("one", "two"):
        work_living.beat(name=name, now=NOW)
    work_sweeps.enter(QUARTER, now=NOW)


def test_a_sweep_runs_once_in_its_period_whoever_asks():
    moments = [NOW + minutes * MINUTE for minutes in (0, 0, 1, 9, 10, 10, 19, 21)]
    ran = [run_due(QUARTER, worker=name, now=now) for now in moments for name in ("one", "two")]
    assert (sum(ran), done("sweep")) == (3, 3)  # in the periods that begin at 0, 10 and 20 minutes


@pytest.mark.parametrize(
    ("now", "every", "expected"),
    [
        ("2026-11-21T17:00:00", {"minutes": 10}, "2026-11-21T17:10:00"),
        ("2026-11-21T17:09:59", {"minutes": 10}, "2026-11-21T17:10:00"),
        ("2026-11-21T17:00:07", {"seconds": 15}, "2026-11-21T17:00:15"),
        ("2026-11-21T17:00:00", {"days": 1}, "2026-11-22T00:00:00"),
    ],
)
def test_periods_begin_at_the_same_moments_for_everybody(now, every, expected):
    after = work_sweeps.after(_at(now), datetime.timedelta(**every))
    assert _at(expected) == after


def _at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def test_while_a_living_worker_holds_a_sweep_nobody_else_runs_it():
    Sweep.objects.update(worker="one")
    assert run_due(QUARTER, worker="two", now=NOW) == 0
    assert run_due(QUARTER, worker="one", now=NOW) == 1  # it is not running it, since it asks


@pytest.mark.parametrize(("silence", "expected"), [(59, 0), (61, 1)])
def test_what_a_dead_worker_held_is_run_by_another(silence, expected):
    Sweep.objects.update(worker="one")
    now = NOW + datetime.timedelta(seconds=silence)
    work_living.beat(name="two", now=now)
    assert run_due(QUARTER, worker="two", now=now) == expected


def test_a_worker_that_left_properly_keeps_nobody_waiting():
    Sweep.objects.update(worker="one")
    work_living.leave("one")
    assert run_due(QUARTER, worker="two", now=NOW) == 1


def test_a_sweep_that_fails_is_logged_tried_later_and_stops_nothing(caplog):
    schedule = ((EVERY, worked.broken_sweep), (EVERY, worked.other_sweep))
    work_sweeps.enter(schedule, now=NOW)
    with caplog.at_level(logging.ERROR):
        assert run_due(schedule, worker="one", now=NOW) == 2
    assert (done("broken"), done("other")) == (1, 1)
    assert "broken_sweep failed; it will be tried again." in caplog.text
    assert "a sweep with a fault" in caplog.text


def test_a_sweep_that_goes_on_failing_is_tried_less_and_less_often_up_to_once_an_hour():
    schedule, now, waits = ((EVERY, worked.broken_sweep),), NOW, []
    work_sweeps.enter(schedule, now=NOW)
    for _ in range(10):
        run_due(schedule, worker="one", now=now)
        due = Sweep.objects.get(name__endswith="broken_sweep").due_at
        waits.append((due - now).total_seconds())
        now = due
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_once_it_succeeds_its_failures_are_forgotten():
    Sweep.objects.update(failures=7)
    run_due(QUARTER, worker="one", now=NOW)
    row = Sweep.objects.get(name__endswith=".sweep")
    assert (row.failures, row.worker, row.ran_at, row.due_at) == (0, "", NOW, NOW + EVERY)


def test_entering_a_schedule_again_changes_no_row():
    run_due(QUARTER, worker="one", now=NOW)
    before = list(Sweep.objects.values())
    work_sweeps.enter(QUARTER, now=NOW + MINUTE)
    assert list(Sweep.objects.values()) == before


def test_every_sweep_of_the_site_has_a_name_of_its_own_and_runs_on_an_empty_site():
    names = [work_sweeps.named(sweep) for _, sweep in SCHEDULE]
    assert len(names) == len(set(names))
    assert [sweep(now=NOW) for _, sweep in SCHEDULE if sweep is not work_living.forget] == [0] * (len(SCHEDULE) - 1)


def test_workers_that_are_long_dead_are_forgotten():
    assert work_living.forget(now=NOW + datetime.timedelta(days=2)) == 2
    assert Worker.objects.count() == 0
