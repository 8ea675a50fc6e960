"""Photos that need no other room to decide: one's own, and the faces that people chose to show."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from mitoyen.web.people import photos, rules
from mitoyen.web.people.acting import actor


@login_required
def photo(request: HttpRequest, key: str, size: int) -> HttpResponse:
    """One's own photo, or the face of somebody who has an account, to whoever is signed in."""
    return photos.answer(rules.photo_to_see(actor(request), key), size)
