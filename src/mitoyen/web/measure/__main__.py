"""python -m mitoyen.web.measure: follow the events until the standard input ends, as it does when the parent ends."""

import select
import signal
import sys

READY = b"."
"""What is said on the output once it follows."""


def main() -> None:
    """Follow, turn by turn."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent knows what to do
    django.setup()
    from mitoyen.web.measure.follower import Follower

    follower, parent = Follower(), sys.stdin.fileno()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    while not select.select([parent], [], [], 0)[0]:
        follower.turn(parent)
    follower.close()


if __name__ == "__main__":
    main()
