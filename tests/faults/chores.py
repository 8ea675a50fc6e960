"""Work for workers that are killed or that compete: each piece says in a file that it began and that it ended.

    python -m tests.faults.chores FILE PERIODS

is a worker whose only sweep, due every second, writes its period to FILE; it stops by itself once that many are there.
"""

import datetime
import os
import sys
import threading
import time
from pathlib import Path

from mitoyen.web.people.tasks import task

EVERY = datetime.timedelta(seconds=1)


@task
def chore(file, word):
    """Write that it began; wait for as long as a file with the ending `.hold` is there; write that it ended."""
    write(file, f"{word} begins")
    while Path(f"{file}.hold").exists():
        time.sleep(0.02)
    write(file, f"{word} ends")


def write(file, line):
    with Path(file).open("a") as kept:
        os.write(kept.fileno(), f"{line}\n".encode())


def count_periods(*, now):
    write(sys.argv[1], str(int(now.timestamp())))
    return 1


def main() -> None:
    import django

    django.setup()
    from mitoyen.web.config import work_loop

    work_loop.LOOKS_EVERY = 0.05
    work = work_loop.Work(((EVERY, count_periods),))
    threading.Thread(target=stop_after, args=(work, Path(sys.argv[1]), int(sys.argv[2])), daemon=True).start()
    work.run()


def stop_after(work, file, periods):
    while not file.exists() or len(file.read_text().split()) < periods:
        time.sleep(0.05)
    work.stop()


if __name__ == "__main__":
    main()
