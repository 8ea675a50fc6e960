"""What a partner does for a place: see how it goes, write to its homes, invite, enter residences, draw quartiers."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitoyen.web.people.acting import actor
from mitoyen.web.people.enums import Role
from mitoyen.web.people.models import new_reference
from mitoyen.web.places import belonging, codes, estates, invitations, rules
from mitoyen.web.places import letters as posting
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from mitoyen.web.places.partners import drawings, figures, outlining, printing
from mitoyen.web.places.partners.forms import OrderForm, OutlineForm, QuartierForm, ResidenceForm
from mitoyen.web.ui.gestures import gesture

SECTION = {"section": "mine"}
Outlined = TypeVar("Outlined", bound=OutlineForm)
WRITABLE = (Kind.RESIDENCE, Kind.QUARTIER)
"""Where letters and invitations go: a commune is too large to say that somebody lives near."""
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The places where somebody is a partner."""
    return _page(request, "places/partners/index.html", roles=rules.partnered(actor(request)))


@login_required
@require_safe
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """How a place goes: residents by level, letters, invitations, its drawing, and what may be done."""
    by = actor(request)
    place, now = rules.place_to_partner(by, code), timezone.now()
    rows = figures.residents(place)
    links = figures.links(place, by.person, now)
    values: dict[str, Any] = {
        "place": place,
        "levels": figures.levels(),
        "rows": rows,
        "batches": figures.batches(place, now),
        "links": [(link, _address(request, "places:invitation", link.signed)) for link in links],
        "drawing": drawings.drawing(place, [row.place for row in rows[1:]]),
        "writable": place.kind in WRITABLE,
        "may_hold_residences": place.kind in (Kind.QUARTIER, Kind.COMMUNE),
        "may_hold_quartiers": place.kind == Kind.COMMUNE,
        "drawable": place.kind == Kind.QUARTIER,
        "announceable": place.kind in belonging.NEAR,
    }
    return _page(request, "places/partners/partner.html", **values)


@login_required
@never_cache
@read_or_send
def letters(request: HttpRequest, code: str) -> HttpResponse:
    """Order letters; sent, the letters themselves or the file of their codes, which are shown this once."""
    by = actor(request)
    place = rules.place_to_partner(by, code)
    form = OrderForm(*_sent(request))
    if form.is_valid():
        count, batch = form.cleaned_data["count"], form.cleaned_data["batch"] or new_reference()
        try:
            made = posting.order(place=place, count=count, by=by, now=timezone.now(), batch=batch)
        except posting.CannotOrder as error:
            form.add_error("count", str(error))
        else:
            return _printed(request, made, rules.role_to_write(by, place))
    status = 422 if form.errors else 200
    return _page(
        request, "places/partners/letters.html", status=status, place=place, form=form, writable=place.kind in WRITABLE
    )


def _printed(request: HttpRequest, made: posting.Order, role: Role) -> HttpResponse:
    """The letters, one a page, or their codes as a file."""
    address = _address(request, "places:letter")
    if "file" in request.POST:
        answer = HttpResponse(printing.table(made, address), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="mitoyen-{made.batch}.csv"'
        return answer
    values: dict[str, Any] = {
        "order": made,
        "sender": printing.SENDERS[role],
        "commune": estates.commune_of(made.place).name,
        "codes": [codes.written(code) for code in made.codes],
        "address": address.partition("://")[2],
        "square": printing.square(address),
    }
    return _page(request, "places/partners/printed.html", place=made.place, **values)


@login_required
@gesture
def withdraw_letters(request: HttpRequest, code: str, batch: str) -> HttpResponse:
    """Make letters ordered together good for nothing."""
    place = rules.batch_to_withdraw(actor(request), code, batch)
    posting.withdraw(place=place, batch=batch, now=timezone.now())
    messages.success(request, gettext("Ces lettres ne serviront plus."))
    return redirect("places:partner", code)


@login_required
@gesture
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Make a link of invitation."""
    by = actor(request)
    place = rules.place_to_partner(by, code)
    try:
        invitations.invite(place=place, by=by, now=timezone.now())
    except invitations.CannotInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("Le lien est prêt : copiez-le, il sert une fois."))
    return redirect(f"{reverse('places:partner', args=[code])}#invitations")


@login_required
@gesture
def withdraw(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Make an invitation good for nothing."""
    place = rules.invitation_to_withdraw(actor(request), code, reference)
    if invitations.withdraw(place=place, reference=reference, now=timezone.now()):
        messages.success(request, gettext("Cette invitation ne servira plus."))
    else:
        messages.info(request, gettext("Cette invitation ne servait déjà plus."))
    return redirect(f"{reverse('places:partner', args=[code])}#invitations")


@login_required
@read_or_send
def residence(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a residence in a quartier or a commune."""
    place = rules.place_to_fill(actor(request), code, Kind.RESIDENCE)
    form = ResidenceForm(*_sent(request))
    if form.is_valid():
        try:
            made = estates.add_residence(parent=place, **form.cleaned_data)
        except estates.CannotEnter as error:
            form.add_error(error.field, str(error))
        else:
            return _entered(request, made)
    return _page(request, "places/partners/residence.html", status=422 if form.errors else 200, place=place, form=form)


@login_required
@read_or_send
def quartier(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a quartier in a commune, with or without its outline."""
    place = rules.place_to_fill(actor(request), code, Kind.QUARTIER)
    form = QuartierForm(*_sent(request))
    if form.is_valid():
        try:
            outline = outlining.read(form.cleaned_data, estates.commune_of(place))
            made = estates.add_quartier(commune=place, name=form.cleaned_data["name"], outline=outline)
        except outlining.Refused as error:
            form = _with_text(form, error)
        except estates.CannotEnter as error:
            form.add_error(error.field, str(error))
        else:
            return _entered(request, made)
    return _page(request, "places/partners/quartier.html", status=422 if form.errors else 200, place=place, form=form)


@login_required
@read_or_send
def outline(request: HttpRequest, code: str) -> HttpResponse:
    """Give a quartier its outline."""
    place = rules.place_to_draw(actor(request), code)
    form = OutlineForm(*_sent(request))
    if form.is_valid():
        try:
            found = outlining.read(form.cleaned_data, estates.commune_of(place))
            if found is None:
                raise outlining.Refused(
                    "geojson", gettext("Choisissez un fichier, collez son texte ou tapez les coins.")
                )
            return _entered(request, estates.draw(quartier=place, outline=found))
        except outlining.Refused as error:
            form = _with_text(form, error)
    drawn = drawings.drawing(place, list(place.children.filter(kind=Kind.RESIDENCE).order_by("name")))
    return _page(
        request,
        "places/partners/outline.html",
        status=422 if form.errors else 200,
        place=place,
        form=form,
        drawing=drawn,
    )


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with; nothing for one that is opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _with_text(form: Outlined, error: outlining.Refused) -> Outlined:
    """The same form with its error, and with the text of a file that could not be kept: a browser forgets files."""
    if error.text:
        answers = form.data.copy()  # type: ignore[attr-defined]  # of a request, hence a QueryDict
        answers["geojson"] = error.text
        form = type(form)(answers)
        form.is_valid()
    form.add_error(error.field, str(error))
    return form


def _entered(request: HttpRequest, place: Place) -> HttpResponse:
    messages.success(request, gettext("C’est enregistré : %(place)s.") % {"place": place.name})
    return redirect("places:partner", place.code)


def _address(request: HttpRequest, name: str, *words: str) -> str:
    """A whole address, for paper or for another's letter; nothing for an invitation that is not to be shown."""
    return request.build_absolute_uri(reverse(name, args=words)) if all(words) else ""


def _page(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    return render(request, template, {**SECTION, **values}, status=status)
