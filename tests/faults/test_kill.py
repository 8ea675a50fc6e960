"""A process killed while it records or folds loses nothing of what it promised, and counts nothing twice."""

import random
import subprocess
import sys
import time

SETUP = """
import django; django.setup()
from mitoyen.web.measure.models import UsageSource; UsageSource.objects.create(code="killed", name="Killed")
from mitoyen.web.places.actions import plant; plant("35288")
"""
KILLS = 6


def run(site, *words):
    done = subprocess.run([sys.executable, *words], env=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def killed_after(site, first, seconds):
    """Record from batch `first` until killed without warning; the last batch whose recording had returned."""
    command = [sys.executable, "-m", "tests.faults.recorder", str(first)]
    with subprocess.Popen(command, env=site, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = int(process.stdout.readline())  # at work, wherever the kill falls
        time.sleep(seconds)
        process.kill()
        told = process.stdout.read().split("\n")[:-1]
    return int(told[-1]) if told else last


def test_killed_at_any_moment_nothing_is_lost_or_doubled(own_site):
    run(own_site, "-c", SETUP)
    moments, last = random.Random(20261122), -1
    for _ in range(KILLS):
        # The batch at hand may be kept or not: a sender that had no answer sends it again.
        last = max(last, killed_after(own_site, last + 1, moments.uniform(0.05, 0.6)))
    assert "whole" in run(own_site, "-m", "tests.faults.checker", str(last))
