"""My data: taken away whole, or left behind."""

from __future__ import annotations

import json

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mitoyen.web.neighbourhood.mine import archive, export, leaving, proving, rules
from mitoyen.web.neighbourhood.mine.forms import LeaveForm
from mitoyen.web.neighbourhood.mine.views import mine, show
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Person
from mitoyen.web.ui.gestures import gesture
from mitoyen.web.ui.words import language


@require_safe
@mine
def data(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is kept about me, and the two doors: take it, leave it."""
    person = rules.oneself(by)
    held = [(section.title.in_(language()), export.ROWS[section.name](person).count()) for section in export.sections()]
    return show(request, by, "neighbourhood/mine/data.html", held=[row for row in held if row[1]])


@require_safe
@mine
def as_json(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything about me, for programs."""
    now = timezone.now()
    told = json.dumps(export.document(rules.oneself(by), now), ensure_ascii=False, indent=1)
    return _file(told.encode(), f"mitoyen-{now:%Y-%m-%d}.json", "application/json")


@require_safe
@mine
def as_zip(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything about me, for spreadsheets, with my photos."""
    held = archive.archive(rules.oneself(by))
    return _file(held, f"mitoyen-{timezone.localdate():%Y-%m-%d}.zip", "application/zip")


@mine
def leave(request: HttpRequest, by: Actor) -> HttpResponse:
    """What goes, what stays, and the last word."""
    person, now = rules.oneself(by), timezone.now()
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            given = {name: form.cleaned_data[name] for name in ("password", "code")}
            proving.check(request, person=person, now=now, **given)
            leaving.leave(person=person, now=now)
        except (proving.NotProven, leaving.CannotLeave) as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return redirect("neighbourhood:mine_gone")
    return _leave(request, by, form)


@gesture
@mine
def send_code(request: HttpRequest, by: Actor) -> HttpResponse:
    """Send the code that stands for a password."""
    person = rules.oneself(by)
    form = LeaveForm()
    try:
        proving.send(request, person=person, now=timezone.now())
    except proving.NotProven as refused:
        form = LeaveForm({})
        form.errors.clear()
        form.add_error(None, str(refused))
        return _leave(request, by, form)
    return redirect("neighbourhood:mine_leave")


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Said once the account is closed; the same page for everybody."""
    return render(request, "neighbourhood/mine/gone.html")


def _leave(request: HttpRequest, by: Actor, form: LeaveForm) -> HttpResponse:
    person: Person = by.person
    return show(
        request,
        by,
        "neighbourhood/mine/leave.html",
        status=400 if form.errors else 200,
        form=form,
        out=leaving.held_up_by(person),
        has_password=person.has_usable_password(),
        sent=proving.CODE in request.session,
        name=gettext("Ancien voisin"),
    )


def _file(held: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(held, content_type=kind, headers=headers)
