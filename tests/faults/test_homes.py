"""Two people at the same instant: one wins, the others are told kindly, and nobody has two homes."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "one_letter": {"Belonging": 1, "NoSuchLetter": 7, "proven": 1},
    "one_link": {"Belonging": 1, "NotGood": 7, "homes": 1},
    "accepted_or_withdrawn": True,
    "three_homes": {"Belonging": 3, "homes": 1},
    "twelve_guesses": {"NoSuchLetter": 5, "TooManyGuesses": 7, "guesses": 5},
    "two_voices": {"Belonging": 2, "proof": 1},
    "the_last_voices_of_a_year": {"Belonging": 1, "CannotVouch": 5},
    "one_order": {"Order": 1, "CannotOrder": 2, "letters": 5},
    "one_name": {"Place": 1, "CannotEnter": 3},
    "one_quartier_of_the_census": {"str": 6},
    "a_voice_and_a_letter": 3,
    "vouching_for_each_other_s_neighbours": [],
}


def test_what_happens_at_the_same_instant_happens_once(own_site):
    command = [sys.executable, "-m", "tests.faults.homes"]
    done = subprocess.run(command, env=own_site, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == EXPECTED
