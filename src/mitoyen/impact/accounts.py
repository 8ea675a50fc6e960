"""What may be added to what. Double counting is refused with an error, not warned about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from mitoyen.evidence.pack import Pack
from mitoyen.evidence.records import Indicator

TRANSFERS = ("transfer", "transfer_received", "transfer_paid")
"""Overlap groups of money that only changes hands."""


class DoubleCounting(ValueError):
    """A total that would count one benefit twice, or something that is no benefit."""


def check_total(pack: Pack, indicators: Iterable[str], *, for_society: bool = False) -> None:
    """Raise DoubleCounting unless the indicators may be added; `for_society` also refuses transfers and turnover."""
    records = [pack.indicators[id] for id in indicators]
    for first, second in combinations(records, 2):
        _refuse_pair(pack, first, second)
    if for_society:
        for record in records:
            _refuse_in_society(record)


def complaints(pack: Pack) -> Iterator[str]:
    """Every sum of the pack that breaks a rule, one sentence each."""
    for indicator in pack.indicators.values():
        if not indicator.sum_of or indicator.overlap_group == "climate":
            continue
        try:
            check_total(pack, indicator.sum_of, for_society=indicator.beneficiary == "society")
        except DoubleCounting as error:
            yield f"indicator {indicator.id}: {error}"


def _refuse_pair(pack: Pack, first: Indicator, second: Indicator) -> None:
    if first.unit != second.unit:
        raise DoubleCounting(f"{first.id} is in {first.unit} and {second.id} in {second.unit}; show them side by side")
    for wellbeing, other in ((first, second), (second, first)):
        if (
            wellbeing.account == "WB"
            and other.account in ("FIN", "TIME")
            and other.beneficiary == wellbeing.beneficiary
        ):
            raise DoubleCounting(f"wellbeing already holds what {other.id} did for a person; choose one")
    shared = _practices(pack, first.id) & _practices(pack, second.id)
    if _overlap(first, second) and shared:
        raise DoubleCounting(
            f"{first.id} and {second.id} value the same {first.overlap_group} of one {first.beneficiary}"
            f" in {', '.join(sorted(shared))}; keep one of them"
        )


def _overlap(first: Indicator, second: Indicator) -> bool:
    same_group = first.overlap_group is not None and first.overlap_group == second.overlap_group
    return same_group and first.beneficiary == second.beneficiary


def _practices(pack: Pack, indicator: str) -> set[str]:
    return {practice.id for practice in pack.practices.values() if indicator in practice.results}


def _refuse_in_society(record: Indicator) -> None:
    if record.overlap_group in TRANSFERS:
        raise DoubleCounting(f"{record.id} only changes hands; it nets to zero on the society line, leave it out")
    if record.account == "LOC":
        raise DoubleCounting(f"{record.id} is turnover that moves, not welfare; leave it off the society line")
    if record.account == "WB":
        raise DoubleCounting(f"{record.id} is a sensitivity line; the society line is shown without it")
