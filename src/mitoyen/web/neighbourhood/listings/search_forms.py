"""What somebody looks for: texts of an address into a search, whatever the address says."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from mitoyen.evidence.pack import france
from mitoyen.web.neighbourhood import practices
from mitoyen.web.neighbourhood.listings import categories
from mitoyen.web.neighbourhood.listings.fields import of_practices
from mitoyen.web.neighbourhood.listings.search import Wanted
from mitoyen.web.ui import pieces
from mitoyen.web.ui.words import language

_FAR = [
    ("", gettext_lazy("dans toute la commune")),
    ("0.5", gettext_lazy("à 500 m")),
    ("1", gettext_lazy("à 1 km")),
    ("5", gettext_lazy("à 5 km")),
]


class SearchForm(forms.Form):
    """What is looked for; everything may be left out, and what nobody could choose is left aside."""

    words = forms.CharField(label=gettext_lazy("Que cherchez-vous ?"), required=False)
    direction = forms.ChoiceField(
        label=gettext_lazy("Je cherche parmi"),
        choices=[("", gettext_lazy("tout")), ("offer", gettext_lazy("les propositions")),
                 ("request", gettext_lazy("les demandes"))],
        required=False,
    )  # fmt: skip
    practice = forms.ChoiceField(label=gettext_lazy("Pour"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Catégorie"), required=False)
    within = forms.ChoiceField(
        label=gettext_lazy("Jusqu’où"),
        choices=_FAR,
        required=False,
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("D’abord"),
        choices=[("", pgettext_lazy("listings", "les plus récentes")), ("near", gettext_lazy("les plus proches"))],
        required=False,
    )
    free = forms.BooleanField(label=gettext_lazy("Gratuit seulement"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        fields = _fields(language())
        self.base_fields = {}  # type: ignore[misc]  # Django copies them, which takes longer than to read the search
        super().__init__(data)
        self.fields = fields
        self.full_clean()

    def told(self) -> dict[str, Any]:
        """What the address says, without what could not be chosen."""
        return self.cleaned_data

    def wanted(self) -> Wanted:
        """The search."""
        told = self.told()
        practice = told.get("practice")
        return Wanted(
            words=(told.get("words") or "")[:120],
            direction=told.get("direction") or "",
            practices=(practice,) if practice else (),
            category=told.get("category") or "",
            free=bool(told.get("free")),
            within=float(told["within"]) if told.get("within") else None,
            nearest=told.get("sort") == "near",
        )


def precisions(form: SearchForm) -> SafeString:
    """Every field but the words; each is the same for everybody who chose the same in it."""
    told, spoken = form.told(), language()
    fields = [_precision(spoken, name, told.get(name) or "") for name in form.fields if name != "words"]
    return mark_safe("".join(fields))  # noqa: S308 - each is made by a template or escaped


@lru_cache(512)
def _precision(language: str, name: str, chosen: Any) -> SafeString:
    bound = SearchForm({name: chosen} if chosen else {})[name]
    if name == "free":
        return render_to_string("people/field.html", {"bound": bound})
    return pieces.field(bound, "", "")


@cache
def _fields(language: str) -> dict[str, forms.Field]:
    """The fields of a search, with what may be chosen in them; nobody changes them."""
    fields, anything = copy.deepcopy(SearchForm.base_fields), ("", gettext("tout"))
    fields["practice"].choices = [anything, *of_practices()]  # type: ignore[attr-defined]  # a field of choices
    fields["category"].choices = [anything, *_categories()]  # type: ignore[attr-defined]  # the same
    return fields


def _categories() -> list[tuple[str, Any]]:
    """Every category, by kind of thing."""
    names = {id: family.label.in_(language()) for id, family in france().families.items()}
    kinds: dict[str, list[tuple[str, str]]] = {}
    for practice in ("lend", "food_gift", "service", "ride"):
        label = practices.listable(practice)
        for found in categories.choices(practice):
            group = names.get(found.family or "", label.label.in_(language()))
            kinds.setdefault(group, []).append((found.id, found.label.in_(language())))
    return list(kinds.items())
