"""Who is signed in: their session and their row are read together at each request, by one query prepared once."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from mitoyen.web.people.models import Person, Session
from mitoyen.web.prepared import Prepared

_SESSION = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).select_related("person")
)
_PERSON = Prepared(lambda pk: Person.objects.filter(pk=pk))
_AT_HAND: ContextVar[Person | None] = ContextVar("person of the session", default=None)
"""Read with the session of this request, until Django asks for them: it asks a backend, which sees no request."""


class SessionStore(db.SessionStore):
    """Django's sessions in the database: one that was ended is ended everywhere at once."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row that says whose session it is, beside what Django keeps in it."""
        made = cast(Session, super().create_model_instance(data))
        made.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return made

    def _get_session_from_db(self) -> Any:
        found = _SESSION(self.session_key, timezone.now())
        _AT_HAND.set(found[0].person if found else None)
        if not found:
            self._session_key = None
        return found[0] if found else None


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Allauth's sign-in; an account that was closed is nobody's from the next request on."""

    def get_user(self, user_id: int) -> Person | None:
        """The person whose session it is, as they were when it was read; asked once more, as they are then."""
        person = _AT_HAND.get()
        _AT_HAND.set(None)
        if person is None or person.pk != user_id:
            person = next(iter(_PERSON(user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None
