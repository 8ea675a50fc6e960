"""Compare, in a fresh process, what is in the database with a plain count of what was kept; prints the differences.

python -m tests.faults.checker LAST
"""

import sys
from collections import Counter

import django

from tests.faults.recorder import BATCH, event


def main() -> None:
    django.setup()
    from mitoyen.counting import events as contract
    from mitoyen.web.measure import fold, releasing
    from mitoyen.web.measure.models import Contribution, Event, Meeting, Tally

    last = int(sys.argv[1])
    fold.catch_up()
    releasing.catch_up()
    kept = set(Event.objects.values_list("event_id", flat=True))
    promised = {f"{batch}-{number}" for batch in range(last + 1) for number in range(BATCH)}
    lost = promised - kept
    assert not lost, f"promised and lost: {sorted(lost)[:5]}"
    assert Event.objects.count() == len(kept), "kept twice"
    sent = [event(*map(int, id.split("-"))) for id in kept]
    undone = {found.reverses for found in sent}
    facts = [found for found in sent if found.reverses is None and found.id not in undone]
    expected = Counter(contract.day_number(found.occurred_at) for found in facts)
    tallied = Counter(dict(Tally.objects.exclude(facts=0).values_list("day", "facts")))
    assert tallied == expected, "the tallies differ from a plain count"
    live = _everything(Tally, Contribution, Meeting)
    fold.rebuild()
    assert _everything(Tally, Contribution, Meeting) == live, "the rebuild differs from the live tallies"
    _check_releases({contract.key("killed", found.id) for found in facts})
    print(f"{len(kept)} events, {sum(expected.values())} facts: whole")


def _check_releases(facts):
    """Each fact is released once or waits; one that was reversed was never told, or is taken off, or waits for it."""
    from django.db.models import Sum

    from mitoyen.web.measure.models import Release, ReleaseCell, ReleasedFact, WaitingFact

    told = [
        *ReleasedFact.objects.values_list("event_key", "sign"),
        *WaitingFact.objects.values_list("event_key", "sign"),
    ]
    assert len(told) == len(set(told)), "released twice, or released and waiting"
    assert {key for key, sign in told if sign > 0} - {key for key, sign in told if sign < 0} == facts, "lost on the way"
    released = sum(sign for _, sign in ReleasedFact.objects.values_list("event_key", "sign"))
    assert released, "nothing was released"
    for table in (Release, ReleaseCell):
        assert table.objects.aggregate(Sum("facts"))["facts__sum"] == released, "sums differ from their facts"


def _everything(*tables):
    columns = [[field.attname for field in table._meta.concrete_fields] for table in tables]
    return [
        sorted(row for row in table.objects.values_list(*names) if dict(zip(names, row, strict=True))["facts"])
        for table, names in zip(tables, columns, strict=True)
    ]


if __name__ == "__main__":
    main()
