"""Two hundred neighbours reserve one drill at the same moment: one has it, the others stand in line, nobody is lost."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEOPLE, PROCESSES = 200, 4
RACERS = [sys.executable, "-m", "tests.faults.racers"]


def test_one_neighbour_has_the_drill_and_the_others_stand_in_line(own_site):
    subprocess.run([*RACERS, "plant", str(PEOPLE)], env=own_site, cwd=ROOT, check=True)
    share, start = PEOPLE // PROCESSES, str(time.time() + 8)
    commands = [[*RACERS, "race", str(first), str(first + share), start] for first in range(0, PEOPLE, share)]
    running = [subprocess.Popen(command, env=own_site, cwd=ROOT, stdout=subprocess.PIPE) for command in commands]
    answers = Counter(answer for process in running for answer in json.loads(process.communicate()[0]))
    assert answers == {"accepted": 1, "asked": PEOPLE - 1}
