"""How an object looked when it changed hands: photos that its two neighbours alone see."""

from __future__ import annotations

import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood.enums import Moment, State
from mitoyen.web.neighbourhood.exchanges.after import CannotFollow
from mitoyen.web.neighbourhood.exchanges.queries import may_photo
from mitoyen.web.neighbourhood.exchanges.telling import News, announce
from mitoyen.web.neighbourhood.models import ConditionPhoto, Exchange, Report
from mitoyen.web.people import photos
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import Deed
from mitoyen.web.people.models import Photo

MOST = 6
"""Photos that one side may add to one loan."""


@transaction.atomic
def show(*, exchange: Exchange, by: Actor, picture: File[bytes], now: datetime.datetime) -> ConditionPhoto:
    """Keep a photo of the object: of the handover until it is handed over, of the return after it."""
    if not may_photo(exchange, by.person):
        raise CannotFollow(_("On montre l’état d’un objet pendant qu’il est prêté."))
    if exchange.condition_photos.filter(by=by.person).count() >= MOST:
        raise CannotFollow(_("Six photos suffisent à montrer un objet."))
    moment = Moment.RETURN if exchange.state == State.RETURNED else _moment(exchange, now)
    words = _("%(what)s, %(moment)s") % {"what": exchange.listing.title, "moment": moment.label}
    photo = photos.keep(owner=by.person, upload=picture, description=words, now=now)
    made = ConditionPhoto.objects.create(exchange=exchange, photo=photo, moment=moment, by=by.person, at=now)
    news = News(_SHOWN, {"who": by.person.first_name}, f"condition:{by.person.pk}:{moment}")
    other = exchange.other_than(by.person)
    announce(exchange, other, news, now)
    link = f"/echange/{exchange.reference}/"
    by.note(deed=Deed.MOVED_EXCHANGE, about=exchange.listing.title, other=other.first_name, link=link, now=now)
    return made


def photo_of(exchange: Exchange, key: str) -> Photo:
    """A photo of this exchange, of its object or of a report; Http404 for any other."""
    shown = ConditionPhoto.objects.filter(exchange=exchange).values("photo")
    reported = Report.objects.filter(exchange=exchange, photo__isnull=False).values("photo")
    found = Photo.objects.filter(Q(pk__in=shown) | Q(pk__in=reported), key=key).first()
    if found is None:
        raise Http404
    return found


def _moment(exchange: Exchange, now: datetime.datetime) -> Moment:
    """Once it is handed over, a photo of the first hour still shows the handover."""
    handed = exchange.steps.filter(after=State.HANDED_OVER).order_by("-at").values_list("at", flat=True).first()
    just = handed is None or now < handed + datetime.timedelta(hours=1)
    return Moment.HANDOVER if exchange.state == State.ACCEPTED or just else Moment.RETURN


_SHOWN = gettext_lazy("%(who)s a montré l’état de l’objet en photo : %(what)s.")
