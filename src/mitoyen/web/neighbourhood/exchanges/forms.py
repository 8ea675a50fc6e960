"""What one may add to a move, and what is asked after an exchange."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.enums import Course, Otherwise, Payment, ReportKind
from mitoyen.web.neighbourhood.exchanges.actions import Said
from mitoyen.web.neighbourhood.exchanges.machine import Move
from mitoyen.web.neighbourhood.models import Exchange
from mitoyen.web.neighbourhood.moments import MomentField

LONGEST_NOTE = 1000
ADVICE = {
    "accept": _("Proposez où et quand vous retrouver : cela reste entre vous (et la modération, en cas de désaccord)."),
    "write": _("Convenez ici du lieu et de l’heure : cela reste entre vous (et la modération, en cas de désaccord)."),
    "miss": _("Dites ce qui s’est passé ; l’autre pourra répondre."),
    "dispute": _("Dites ce qui s’est passé, comme vous le diriez de vive voix."),
}
NOTES = frozenset({*ADVICE, "decline", "withdraw", "cancel", "extend", "concede", "uphold", "undo"})
"""Moves that may carry a word to the other."""
METRES = 1000
FARTHEST = Decimal(3000)
"""[km]"""
LONGEST = 24 * 60
"""[min]"""
YES, NO = "yes", "no"


class Words(forms.CharField):
    """A text of several lines, in which a line break counts once: as the browser counts it, not as it sends it."""

    def to_python(self, value: Any) -> str:
        """The text."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class MoveForm(forms.Form):
    """The fields of one move of one exchange; several stand on a page, so that their names begin with the move's."""

    def __init__(self, move: Move, exchange: Exchange, data: Any = None, code: str = "") -> None:
        super().__init__(data, auto_id=f"{move.name}-%s")
        self.move, self.exchange = move, exchange
        if move.code:
            self.fields["code"] = _code_field(code)
        if move.name == "extend":
            self.fields["ends_at"] = MomentField(label=_("Jusqu’à quand ?"), initial=exchange.ends_at)
        if move.says and exchange.course != Course.LENDING:
            self._ask_what_happened()
        if move.name in NOTES:
            self.fields["note"] = _note_field(move.name)

    def said(self) -> Said:
        """What was filled in, as the move takes it."""
        told = self.cleaned_data
        repaired = told.get("repaired")
        return Said(
            note=told.get("note") or "",
            code=told.get("code") or "",
            ends_at=told.get("ends_at"),
            repaired=None if not repaired else repaired == YES,
            minutes=told.get("minutes") or 0,
            metres=int((told.get("kilometres") or 0) * METRES),
        )

    def _ask_what_happened(self) -> None:
        if self.exchange.practice.startswith("repair"):
            self.fields["repaired"] = _repaired_field(self.exchange)
        measures = practices.of(self.exchange.listing.practice).measures
        if "minutes" in measures:
            self.fields["minutes"] = forms.IntegerField(
                label=_("Durée en minutes"),
                help_text=_("Le temps réellement passé, à peu près. Laissez tel quel si tout s’est passé comme prévu."),
                required=False,
                min_value=0,
                max_value=LONGEST,
                initial=self.exchange.minutes or None,
            )
        if "metres" in measures:
            self.fields["kilometres"] = forms.DecimalField(
                label=_("Longueur du trajet en kilomètres"),
                help_text=_("L’aller seul, à peu près."),
                required=False,
                min_value=Decimal(0),
                max_value=FARTHEST,
                decimal_places=3,
                localize=False,
                initial=Decimal(self.exchange.metres) / METRES if self.exchange.metres else None,
            )


class ThanksForm(forms.Form):
    """A word with the thanks."""

    note = Words(
        label=_("Un mot, si vous voulez"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class OtherwiseForm(forms.Form):
    """« Sans la plateforme, vous auriez… »; an empty answer passes."""

    def __init__(self, data: Any, *, answers: Iterable[Otherwise]) -> None:
        super().__init__(data)
        told = [("", ""), *((answer.value, answer.label) for answer in answers)]
        self.fields["answer"] = forms.ChoiceField(choices=told, required=False)

    def otherwise(self) -> Otherwise | None:
        """The answer; None to pass."""
        told = self.cleaned_data["answer"]
        return Otherwise(told) if told else None


class ReportForm(forms.Form):
    """What went wrong, in a few words, with a photo."""

    kind = forms.ChoiceField(
        label=_("Que s’est-il passé ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites d’abord ce qui s’est passé, puis envoyez.")},
    )
    text = Words(
        label=_("En quelques mots"),
        help_text=_("L’autre le lira, et pourra répondre. Vous pourrez le retirer."),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("Ce texte est trop long : 1 000 caractères au plus.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    picture = forms.FileField(
        label=_("Une photo, si vous en avez une"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, kinds: list[ReportKind], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="report-%s")
        self.offer(kinds)
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].value

    def offer(self, kinds: list[ReportKind]) -> None:
        """Show these to choose from."""
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def refused(self) -> str:
        """All that is wrong, in one line."""
        return " ".join(str(said) for field in self.errors.values() for said in field)


class ReplyForm(forms.Form):
    """The answer to a report."""

    text = Words(
        label=_("Votre réponse"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PhotoForm(forms.Form):
    """How the object looks when it changes hands."""

    picture = forms.FileField(
        label=_("Une photo de l’objet"),
        help_text=_(
            "Elle reste entre vous deux (et la modération, en cas de désaccord). Le lieu et la date en sont effacés."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class WayForm(forms.Form):
    """How the money was given."""

    way = forms.ChoiceField(
        label=_("Comment ?"), choices=Payment.choices, widget=forms.RadioSelect, initial=Payment.CASH
    )


class BulkForm(forms.Form):
    """Words to everybody who comes."""

    text = forms.CharField(
        label=_("Votre message"),
        help_text=_("Chacun le reçoit, ceux qui attendent une place aussi."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _code_field(typed: str) -> forms.CharField:
    return forms.CharField(
        label=_("Le code à six chiffres"),
        max_length=12,
        initial=typed,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits", "size": "6", "spellcheck": "false"}
        ),
    )


def _note_field(name: str) -> forms.CharField:
    return Words(
        label=_("Votre message") if name == "write" else _("Un mot, si vous voulez"),
        help_text=ADVICE.get(name, ""),
        required=name == "write",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _repaired_field(exchange: Exchange) -> forms.ChoiceField:
    known = {"repair_done": YES, "repair_not_done": NO}.get(exchange.practice, "")
    return forms.ChoiceField(
        label=_("L’objet marche-t-il de nouveau ?"),
        choices=[(YES, _("Oui, réparé")), (NO, _("Non, pas cette fois")), ("", _("On ne sait pas encore"))],
        required=False,
        widget=forms.RadioSelect,
        initial=known,
    )
