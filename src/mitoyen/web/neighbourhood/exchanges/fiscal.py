"""What French law has a platform say about money earned on it: at each paid exchange, and once a year to each earner.

Written from memory of article 242 bis of the Code général des impôts and of the directive called DAC7; an instance has
it read by a lawyer before it opens (docs/operate/money.md).
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy, override

from mitoyen.web.neighbourhood import moments, practices
from mitoyen.web.neighbourhood.enums import State
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.people.enums import NoticeKind
from mitoyen.web.people.models import Notice, Person
from mitoyen.web.people.notices import language, tell
from mitoyen.web.ui import words

TAXES = "https://www.impots.gouv.fr/portail/economie-collaborative-et-plateformes-numeriques"
CONTRIBUTIONS = "https://www.urssaf.fr/portail/home/espaces-dedies/activites-relevant-de-leconomie.html"
QUARTERS = (1, 2, 3, 4)
_TOLD = gettext_lazy("Votre récapitulatif de %(year)s est prêt : ce que vos échanges payants vous ont rapporté.")


@dataclass(frozen=True)
class Line:
    """What one kind of exchange brought in a year."""

    practice: str
    label: str
    exchanges: int
    cents: int
    by_quarter: tuple[int, int, int, int]
    """[euro cents] of each quarter, as their confirmation falls in Paris time."""


@dataclass(frozen=True)
class Recap:
    """What somebody's paid exchanges brought in a year, before any charge."""

    year: int
    lines: tuple[Line, ...]

    @property
    def exchanges(self) -> int:
        """How many were paid."""
        return sum(line.exchanges for line in self.lines)

    @property
    def cents(self) -> int:
        """Gross sum [euro cents]."""
        return sum(line.cents for line in self.lines)

    @property
    def by_quarter(self) -> tuple[int, ...]:
        """Gross sums of the four quarters [euro cents]."""
        return tuple(sum(line.by_quarter[quarter - 1] for line in self.lines) for quarter in QUARTERS)


def recap(person: Person, year: int) -> Recap:
    """What this person's confirmed paid exchanges brought that year, kind by kind, the dearest first."""
    paid = _paid(year).filter(giver=person).values_list("listing__practice", "cents", "confirmed_at")
    count: Counter[str] = Counter()
    sums: Counter[tuple[str, int]] = Counter()
    for practice, cents, confirmed_at in paid:
        count[practice] += 1
        sums[practice, _quarter(confirmed_at)] += cents
    lines = [_line(practice, count[practice], [sums[practice, quarter] for quarter in QUARTERS]) for practice in count]
    return Recap(year, tuple(sorted(lines, key=lambda line: (-line.cents, line.practice))))


def years(person: Person) -> list[int]:
    """The years in which something was earned, the latest first."""
    earned = Exchange.objects.filter(giver=person, state=State.CONFIRMED, cents__gt=0)
    found = earned.values_list("confirmed_at", flat=True)
    return sorted({moments.here(moment).year for moment in found if moment}, reverse=True)


def january(*, now: datetime.datetime) -> int:
    """Tell everybody who earned something last year that their recap is ready; how many were told now. January only."""
    here = moments.here(now)
    if here.month != 1:
        return 0
    year = here.year - 1
    key = f"recap:{year}"
    earned = _paid(year).values("giver")
    known = Notice.objects.filter(key=key).values("person")
    return _tell(Person.objects.filter(pk__in=earned, is_active=True).exclude(pk__in=known), year, key, now)


def _tell(earners: Iterable[Person], year: int, key: str, now: datetime.datetime) -> int:
    told = 0
    for person in earners:
        with override(language(person)):
            text = str(_TOLD) % {"year": year}
        tell(person=person, kind=NoticeKind.ACCOUNT, text=text, link=f"/moi/recapitulatif/{year}/", now=now, key=key)
        told += 1
    return told


def _paid(year: int):  # type: ignore[no-untyped-def]  # a query set, which the checker infers
    starts, ends = (moments.at(datetime.datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001 - `at` adds it
    return Exchange.objects.filter(state=State.CONFIRMED, cents__gt=0, confirmed_at__gte=starts, confirmed_at__lt=ends)


def _quarter(moment: datetime.datetime) -> int:
    return (moments.here(moment).month + 2) // 3


def _line(practice: str, exchanges: int, by_quarter: list[int]) -> Line:
    label = practices.of(practice).label.in_(words.language())
    first, second, third, fourth = by_quarter
    return Line(practice, label, exchanges, sum(by_quarter), (first, second, third, fourth))
