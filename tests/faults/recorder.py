"""A process that records, folds and releases without end, and says on its output what it was told is kept.

    python -m tests.faults.recorder FIRST

Each line it prints is the number of a batch whose recording has returned. It is killed from outside, at any moment.
"""

import datetime
import sys

import django

BATCH = 40


def event(batch: int, number: int):
    """The facts of a batch depend on its number alone: whoever sends it again sends the same."""
    from mitoyen.counting.events import UsageEvent

    moment = datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC) + datetime.timedelta(hours=batch * 3 + number)
    undoes = f"{batch - 1}-{number}" if batch % 3 == 2 and number < 4 else None
    return UsageEvent(
        id=f"{batch}-{number}",
        source="killed",
        occurred_at=moment - datetime.timedelta(days=30 * (batch % 5)),
        place="35288",
        practice="lend",
        giver=f"p{(batch * 7 + number) % 60}",
        receiver=f"p{(batch + number * 3) % 60}",
        reverses=undoes,
    )


def main() -> None:
    django.setup()
    from mitoyen.web.measure import actions, fold, releasing
    from mitoyen.web.measure.models import UsageSource

    source = UsageSource.objects.get(code="killed")
    batch = int(sys.argv[1])
    now = datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC)
    while True:
        actions.record(events=[event(batch, number) for number in range(BATCH)], source=source, now=now)
        print(batch, flush=True)
        fold.catch_up(7)
        releasing.catch_up(7)
        if batch % 5 == 4:
            releasing.close_months(now)
        batch += 1


if __name__ == "__main__":
    main()
