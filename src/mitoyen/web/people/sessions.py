"""Who is signed in: what Django reads of it at each request, by queries prepared once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from mitoyen.web.people.models import Person
from mitoyen.web.prepared import Prepared

_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_PERSON = Prepared(lambda pk: Person.objects.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Django's sessions in the database: one that was ended is ended everywhere at once."""

    def _get_session_from_db(self) -> Any:
        found = _SESSION(self.session_key, timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Allauth's sign-in; an account that was closed is nobody's from the next request on."""

    def get_user(self, user_id: int) -> Person | None:
        """The person whose session it is."""
        found = _PERSON(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
