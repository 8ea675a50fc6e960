"""Who acts: somebody for themselves, or a helper for somebody who agreed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Act, Mandate, Person


@dataclass(frozen=True)
class Actor:
    """Whoever an action counts for, and the mandate under which another's hand does it."""

    person: Person
    mandate: Mandate | None = None

    @property
    def hand(self) -> Person:
        """Whose hand it is: the helper, or the person."""
        return self.mandate.helper if self.mandate else self.person

    def note(self, *, deed: Deed, about: str, link: str, now: datetime.datetime, other: str = "") -> None:
        """Keep what a helper did where the person may read it; nothing when they acted themselves.

        `other` is the first name of the neighbour on the other side: the printed receipt says it.
        """
        if self.mandate is not None:
            kept = {"about": about[:200], "other": other[:60], "link": link, "at": now}
            Act.objects.create(mandate=self.mandate, deed=deed, **kept)
