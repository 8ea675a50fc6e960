"""What people fill in about listings: texts into a draft, a search or a wish, and back. The rules are elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitoyen.web.neighbourhood.enums import Direction, Reach, Terms
from mitoyen.web.neighbourhood.listings import reach
from mitoyen.web.neighbourhood.listings.drafts import DEAREST, MOST_PARTS, Draft, PartDraft
from mitoyen.web.neighbourhood.listings.fields import AmountField, PhotosField, of_categories
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.neighbourhood.moments import MomentField
from mitoyen.web.neighbourhood.practices import Listable
from mitoyen.web.places.models import Place
from mitoyen.web.ui.words import language

HOUR, DAY = 60, 24 * 60
_LONGEST = [
    (0, gettext_lazy("sans limite")),
    (DAY, gettext_lazy("un jour")),
    (3 * DAY, gettext_lazy("trois jours")),
    (7 * DAY, gettext_lazy("une semaine")),
    (14 * DAY, gettext_lazy("deux semaines")),
    (31 * DAY, gettext_lazy("un mois")),
]
_ACCESS = [
    (0, gettext_lazy("à tous les voisins")),
    (1, gettext_lazy("à qui a déjà bien rendu un objet")),
    (3, gettext_lazy("à qui a bien rendu trois objets")),
    (5, gettext_lazy("à qui a bien rendu cinq objets")),
]
_PARTS = {
    "come": ("event", False, gettext_lazy("vient")),
    "help": ("event", True, gettext_lazy("donne un coup de main")),
    "repair": ("repair", False, gettext_lazy("vient faire réparer un objet")),
}


def _whole(text: str) -> int:
    return int(text or 0)


_FIELDS = {
    "availability": "availability",
    "minutes": "minutes",
    "metres": "metres",
    "deposit": "deposit",
    "longest": "most_minutes",
    "good_loans": "good_loans",
    "first_come": "at_once",
    "starts": "starts_at",
    "ends": "ends_at",
    "seats": "seats",
    "meeting": "meeting",
}
"""Question of a practice → field of the form."""


_NUMBER = dict.fromkeys(
    ("invalid", "min_value", "max_value"), gettext_lazy("Écrivez un nombre entier de 1 à 500, ou laissez vide.")
)


class ListingForm(forms.Form):
    """Everything that a listing of one practice tells; what its practice does not ask is not there."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120)
    category = forms.ChoiceField(
        label=gettext_lazy("Catégorie"),
        help_text=gettext_lazy("Elle sert à estimer ce que l’échange évite ; on ne vous demande ni poids, ni carbone."),
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Précisions"),
        help_text=gettext_lazy(
            "Facultatif. N’écrivez ni adresse ni téléphone : vous les donnerez à qui vous choisirez."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    terms = forms.ChoiceField(label=gettext_lazy("Conditions"), widget=forms.RadioSelect)
    cents = AmountField(label=gettext_lazy("Prix"), unit=100, most=DEAREST)
    starts_at = MomentField(label=gettext_lazy("Début"), required=False)
    ends_at = MomentField(label=gettext_lazy("Fin"), help_text=gettext_lazy("Facultatif."), required=False)
    meeting = forms.CharField(
        label=gettext_lazy("Lieu du rendez-vous"),
        help_text=gettext_lazy("Montré seulement à qui vient."),
        required=False,
        max_length=200,
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Combien de places ?"),
        required=False,
        min_value=1,
        max_value=500,
        error_messages=_NUMBER,
    )
    metres = AmountField(label=gettext_lazy("Longueur du trajet"), unit=1000, most=2_000_000)
    minutes = AmountField(
        label=gettext_lazy("Combien de temps cela prend-il ?"),
        help_text=gettext_lazy("Facultatif, en heures : 1,5 pour une heure et demie."),
        unit=HOUR,
        most=24 * HOUR,
    )
    availability = forms.CharField(
        label=gettext_lazy("Quand ?"),
        help_text=gettext_lazy("Avec vos mots : « le soir et le week-end »."),
        required=False,
        max_length=300,
    )
    most_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Durée maximale du prêt"), choices=_LONGEST, coerce=_whole, required=False
    )
    deposit = AmountField(
        label=gettext_lazy("Caution"),
        help_text=gettext_lazy("Facultatif. Vous la rendez quand l’objet revient ; elle ne passe pas par Mitoyen."),
        unit=100,
        most=DEAREST,
    )
    good_loans = forms.TypedChoiceField(
        label=gettext_lazy("Je le prête"), choices=_ACCESS, coerce=_whole, required=False
    )
    at_once = forms.BooleanField(
        label=gettext_lazy("Accepter tout de suite qui demande en premier"),
        help_text=gettext_lazy("Sinon, vous répondez à chacun."),
        required=False,
    )
    reach = forms.ChoiceField(label=gettext_lazy("Montrer l’annonce à"), widget=forms.RadioSelect)
    widens = forms.BooleanField(
        label=gettext_lazy("Si personne ne répond, la montrer plus loin"), required=False, initial=True
    )
    photos = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy("Facultatif, six au plus. Le lieu et la date cachés dans le fichier sont effacés."),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        practice: Listable,
        direction: Direction,
        home: Place,
        initial: dict[str, Any] | None = None,
        photos: bool = True,
        parts: bool = True,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.practice, self.direction = practice, direction
        self._keep_asked(photos)
        self._offer_choices(home, (data or initial or {}).get("title") or "")
        self.parts = parts and "parts" in practice.asks[direction]
        if self.parts:
            for index in range(MOST_PARTS):
                self.fields |= _part_fields(index)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields in order, without those of parts."""
        return [bound for bound in self.visible_fields() if not bound.name.startswith("part_")]

    @property
    def part_rows(self) -> list[list[forms.BoundField]]:
        """Name, what they do, seats: one row a part."""
        if not self.parts:
            return []
        return [[self[f"part_{index}_{field}"] for field in ("name", "does", "seats")] for index in range(MOST_PARTS)]

    def draft(self) -> Draft:
        """What a valid form tells."""
        told = {name: value for name, value in self.cleaned_data.items() if name in Draft.__dataclass_fields__}
        told["terms"] = Terms(told.get("terms") or self.practice.terms[0])
        told["reach"] = Reach(told["reach"])
        told |= {name: told.get(name) or 0 for name in ("cents", "most_minutes", "good_loans")}
        return Draft(direction=self.direction, practice=self.practice.id, parts=self._parts(), **told)

    def refuse(self, sentence: str, field: str | None) -> None:
        """Say what is wrong beside the field where it is, or above the form."""
        self.add_error(field if field in self.fields else None, sentence)

    def _keep_asked(self, photos: bool) -> None:
        asked = self.practice.asks[self.direction]
        for question, field in _FIELDS.items():
            if question not in asked:
                del self.fields[field]
        if not photos:
            del self.fields["photos"]
        if not self.practice.category_kind:
            del self.fields["category"]
        else:
            self.fields["title"].widget.attrs |= _proposing(self.practice.id)
        if Terms.PRICE not in self.practice.terms:
            del self.fields["cents"]
        if len(self.practice.terms) == 1:
            del self.fields["terms"]
        if self.practice.pieces and "seats" in self.fields:
            self.fields["seats"].label = _("Combien y en a-t-il ?")
            self.fields["seats"].initial = 1
        elif self.practice.orders and "seats" in self.fields:
            self.fields["seats"].label = self.practice.orders.in_(language())
        if self.direction == Direction.REQUEST and "cents" in self.fields:
            self.fields["cents"].label = _("Jusqu’à combien ?")

    def _offer_choices(self, home: Place, title: str) -> None:
        where = reach.choices(home)
        choose(self, "reach", [(name.value, place.name) for name, place in where])
        usual = Reach.QUARTIER if Reach.QUARTIER in dict(where) else where[-1][0]
        self.fields["reach"].initial = usual.value
        if "category" in self.fields:
            choose(self, "category", of_categories(self.practice.id, title))
        if "terms" in self.fields:
            choose(self, "terms", [(terms.value, terms.label) for terms in self.practice.terms])
            self.fields["terms"].initial = self.practice.terms[0].value

    def _parts(self) -> tuple[PartDraft, ...]:
        if not self.parts:
            return ()
        found = []
        for index in range(MOST_PARTS):
            name = " ".join((self.cleaned_data.get(f"part_{index}_name") or "").split())
            practice, gives, _label = _PARTS[self.cleaned_data.get(f"part_{index}_does") or "come"]
            if name:
                found.append(PartDraft(name, practice, gives, self.cleaned_data.get(f"part_{index}_seats")))
        return tuple(found)


def initial(listing: Listing) -> dict[str, Any]:
    """What the form shows of a listing."""
    told = {name: getattr(listing, name) for name in Draft.__dataclass_fields__ if name != "parts"}
    for index, part in enumerate(listing.parts.order_by("pk")):
        does = next(
            (key for key, (id, gives, _) in _PARTS.items() if (id, gives) == (part.practice, part.gives)), "come"
        )
        told |= {f"part_{index}_name": part.name, f"part_{index}_does": does, f"part_{index}_seats": part.seats}
    return told


def _part_fields(index: int) -> dict[str, forms.Field]:
    name = _("Rôle %(number)s") % {"number": index + 1}
    return {
        f"part_{index}_name": forms.CharField(label=name, required=False, max_length=80),
        f"part_{index}_does": forms.ChoiceField(
            label=_("Qui le prend"),
            required=False,
            choices=[(key, label) for key, (_id, _gives, label) in _PARTS.items()],
        ),
        f"part_{index}_seats": forms.IntegerField(
            label=_("Places"), required=False, min_value=1, max_value=500, error_messages=_NUMBER
        ),
    }


def _proposing(practice: str) -> dict[str, str]:
    """The title asks for categories while one types; without script, the whole list is there."""
    return {
        "hx-get": f"{reverse('neighbourhood:categories')}?practice={practice}",
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#category-choice",
        "hx-include": "#category-choice",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "autocomplete": "off",
    }


def choose(form: forms.Form, field: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a field its choices."""
    chosen = form.fields[field]
    if isinstance(chosen, forms.ChoiceField):
        chosen.choices = choices
