"""For whom a request acts: the person signed in, or somebody who gave them a mandate."""

from __future__ import annotations

from django.http import HttpRequest

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Mandate, Person

CHOSEN = "mandate"
"""Name in the session of the mandate under which a helper acts."""


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request; the mandate is looked up each time, so that one that ended ends at once."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("nobody is signed in: the view needs login_required")
    chosen = request.session.get(CHOSEN)
    if chosen is None:
        return Actor(person)
    mandate = Mandate.objects.select_related("helped", "helper").filter(pk=chosen, helper=person, ended_at=None).first()
    return Actor(mandate.helped, mandate) if mandate else Actor(person)
