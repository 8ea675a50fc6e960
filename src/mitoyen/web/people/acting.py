"""For whom a request acts: the person signed in, or somebody who gave them a mandate."""

from __future__ import annotations

from django.http import HttpRequest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Mandate, Person

CHOSEN = "mandate"
"""Name in the session of the mandate under which a helper acts."""


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request; the mandate is looked up each time, so that one that ended ends at once.

    The request keeps the answer in `acting`, for the banner that every page behind sign-in shows.
    """
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("nobody is signed in: the view needs login_required")
    found = _chosen(person, request.session.get(CHOSEN))
    request.acting = found  # type: ignore[attr-defined]  # read by the base page alone
    return found


def _chosen(person: Person, mandate: int | None) -> Actor:
    if mandate is None:
        return Actor(person)
    standing = Mandate.objects.filter(pk=mandate, helper=person, ended_at=None, helped__is_active=True)
    found = standing.select_related("helped", "helper").first()
    return Actor(found.helped, found) if found else Actor(person)
