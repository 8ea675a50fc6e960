"""Workers as processes: killed in the middle, competing, asked to stop, they lose nothing and do nothing twice."""

import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

WORK = [sys.executable, "-m", "mitoyen.cli", "work"]
ENQUEUE = """
import django, sys; django.setup()
from tests.faults.chores import chore
for word in sys.argv[2:]: chore.enqueue(sys.argv[1], word)
"""
A_MINUTE_PASSES = """
import datetime, django; django.setup()
from django.db.models import F
from mitoyen.web.config.models import Sweep, Worker
minute = datetime.timedelta(minutes=2)
Worker.objects.update(beat_at=F("beat_at") - minute); Sweep.objects.update(due_at=F("due_at") - minute)
"""
QUEUE = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from mitoyen.web.config.models import Worker
for task in DBTaskResult.objects.all(): print(task.status, len(task.worker_ids))
print(Worker.objects.count())
"""


def run(site, program, *words):
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, env=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@contextmanager
def at_work(site, *options):
    with subprocess.Popen([*WORK, *options], env=site, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def until(file, line, many=1, patience=60):
    end = time.monotonic() + patience
    while not file.exists() or file.read_text().split("\n").count(line) < many:
        assert time.monotonic() < end, f"{line!r} was not written"
        time.sleep(0.05)


def test_a_task_whose_worker_is_killed_in_the_middle_is_taken_again(own_site, tmp_path):
    file, hold = tmp_path / "said", tmp_path / "said.hold"
    hold.touch()
    run(own_site, ENQUEUE, str(file), "drill")
    with at_work(own_site) as killed:
        until(file, "drill begins")
        killed.kill()
    hold.unlink()
    assert run(own_site, QUEUE) == ["RUNNING 1", "1"]
    run(own_site, A_MINUTE_PASSES)
    with at_work(own_site) as other:
        until(file, "drill ends")
        time.sleep(0.5)
        other.terminate()
        assert other.wait(timeout=30) == 0
    assert file.read_text().split("\n")[:-1] == ["drill begins", "drill begins", "drill ends"]
    assert run(own_site, QUEUE) == ["SUCCESSFUL 2", "1"]  # the dead one is forgotten after a day


def test_asked_to_stop_a_worker_ends_the_task_at_hand_and_begins_no_other(own_site, tmp_path):
    file, hold = tmp_path / "said", tmp_path / "said.hold"
    hold.touch()
    run(own_site, ENQUEUE, str(file), "first", "second")
    with at_work(own_site) as process:
        until(file, "first begins")
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert process.poll() is None
        hold.unlink()
        assert process.wait(timeout=30) == 0
    assert file.read_text().split("\n")[:-1] == ["first begins", "first ends"]
    assert sorted(run(own_site, QUEUE)) == ["0", "READY 0", "SUCCESSFUL 1"]


def test_several_workers_do_each_task_once_and_stop_together(own_site, tmp_path):
    file, words = tmp_path / "said", [f"w{number}" for number in range(40)]
    run(own_site, ENQUEUE, str(file), *words)
    with at_work(own_site, "--workers", "2") as process:
        for word in words:
            until(file, f"{word} ends")
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert Counter(file.read_text().split("\n")[:-1]) == {
        f"{word} {m}": 1 for word in words for m in ("begins", "ends")
    }
    assert run(own_site, QUEUE)[-1] == "0"


def test_a_sweep_runs_once_a_second_however_many_workers_ask(own_site, tmp_path):
    file = tmp_path / "periods"
    run(own_site, ENQUEUE, str(file))
    command = [sys.executable, "-m", "tests.faults.chores", str(file), "4"]
    processes = [subprocess.Popen(command, env=own_site) for _ in range(4)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    periods = [int(line) for line in file.read_text().split()]
    assert len(periods) >= 4
    assert len(periods) == len(set(periods)), "a sweep ran twice in its period"


def test_once_does_what_waits_and_says_how_much(own_site, tmp_path):
    run(own_site, ENQUEUE, str(tmp_path / "said"), "drill")
    first, second = (
        subprocess.run([*WORK, "--once"], env=own_site, capture_output=True, text=True, check=True).stdout for _ in "12"
    )
    assert first.startswith("Done: ")
    assert int(first.split()[1]) > int(second.split()[1])
