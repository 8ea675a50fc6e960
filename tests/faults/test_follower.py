"""Somebody always follows the events: a process of its own, or a thread for want of one; it ends with its parent."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO, cast

import psutil  # type: ignore[import-untyped]  # it publishes no types
import pytest

SETUP = """
import django; django.setup()
from mitoyen.web.measure.models import UsageSource; UsageSource.objects.create(code="killed", name="Killed")
from mitoyen.web.places.actions import plant; plant("35288")
"""
SERVING = """
import datetime, json, sys, time
import django; django.setup()
from django.db.models import Sum
from mitoyen.web.measure import actions, folding
from mitoyen.web.measure.models import Tally, UsageSource
from tests.faults.recorder import BATCH, event

source, now, sent = UsageSource.objects.get(), datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC), 0
folding.start()
for order in sys.stdin:
    actions.record(events=[event(sent * 3, number) for number in range(BATCH)], source=source, now=now)
    sent += 1
    start = time.monotonic()
    while Tally.objects.aggregate(Sum("facts"))["facts__sum"] != sent * BATCH and time.monotonic() < start + 20:
        time.sleep(0.01)
    print(json.dumps(time.monotonic() - start), flush=True)
folding.stop()
"""
READY = 60
"""Seconds that a follower has to start, on a machine that does much else."""


class Serving:
    """A process that serves, and what follows for it."""

    def __init__(self, site):
        subprocess.run([sys.executable, "-c", SETUP], env=site, check=True)
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, "-c", SERVING], env=site, stdin=pipe, stdout=pipe, text=True)
        self.orders, self.answers = cast(TextIO, self.process.stdin), cast(TextIO, self.process.stdout)

    def seconds_to_count(self):
        """Record a batch, and wait until it is counted."""
        self.orders.write("record\n")
        self.orders.flush()
        return json.loads(self.answers.readline())

    def follower(self):
        """The process of its own, once it listens: one that ends before is only started again after a while."""
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline:
            for each in psutil.Process(self.process.pid).children():
                with suppress(psutil.NoSuchProcess, OSError):  # or it has just been killed
                    if "mitoyen.web.measure" in each.cmdline() and _listens(each):
                        return each
            time.sleep(0.05)
        raise AssertionError("nobody follows")

    def kill(self):
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def end(self):
        """Let it end by itself."""
        self.orders.close()
        assert self.process.wait(timeout=30) == 0
        self.answers.close()


def _listens(process):
    opened = [each.readlink().name for each in Path(f"/proc/{process.pid}/fd").iterdir()]
    return "folding.bell" in opened


@pytest.fixture
def serving(own_site):
    serving = Serving(own_site)
    yield serving
    serving.kill()


def test_what_is_recorded_is_counted_before_during_and_after_the_life_of_a_follower(serving):
    assert serving.seconds_to_count() < 10
    follower = serving.follower()
    assert serving.seconds_to_count() < 5
    follower.kill()
    assert serving.seconds_to_count() < 10
    second = serving.follower()
    serving.end()
    assert not second.is_running()


def test_a_follower_ends_with_the_process_it_follows_for(serving):
    serving.seconds_to_count()
    follower = serving.follower()
    serving.kill()
    follower.wait(timeout=20)
