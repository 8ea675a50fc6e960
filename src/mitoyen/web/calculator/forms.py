"""The questions of the calculator: texts into a scenario and back. The rules are the scenario's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy

from mitoyen.evidence.records import Text
from mitoyen.projection.scenario import ANIMATIONS, LAUNCHES, PAYERS, Scenario, ScenarioError
from mitoyen.reporting import numbers
from mitoyen.territory import Place, PlaceError, Quartier
from mitoyen.web.calculator import hints
from mitoyen.web.calculator.places import HOUSING, QUARTIER, WHOLE, NoSuchPart, kind_of, part, told
from mitoyen.web.ui.calculator import calculator

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\t'’€%"))
_LONGEST = 200


class NumberField(forms.CharField):
    """A number as people write it, with their decimal sign and their spaces; empty is None."""

    def __init__(self, *, factor: float = 1, **options: Any) -> None:
        self.factor = factor
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=40, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """The number, whole when it is; what is no number at all is refused."""
        text = str(value or "").translate(_SPACES)
        if not text:
            return None
        try:
            found = float(text.replace(",", "" if _english() else ".").replace("−", "-"))
        except ValueError as error:
            raise forms.ValidationError(hints.not_a_number()) from error
        return int(found) if self.factor == 1 and found.is_integer() else found * self.factor

    def validate(self, value: Any) -> None:
        """Bounds are the scenario's to say."""

    def run_validators(self, value: Any) -> None:
        """Lengths were meant for texts."""


def _radios(choices: Any, label: Any, help_text: Any = "", initial: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices, label=label, help_text=help_text, initial=initial, required=False, widget=forms.RadioSelect
    )


class ProjectForm(forms.Form):
    """Where, what kind of project, how it is launched and animated, for how long, who pays."""

    place = forms.CharField(
        label=gettext_lazy("Où ?"),
        help_text=gettext_lazy("Le nom d’une commune ou d’une intercommunalité, un code postal ou un code INSEE."),
        max_length=_LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = _radios(hints.kinds, gettext_lazy("Quel projet ?"), initial=WHOLE)
    quartier = forms.CharField(
        label=gettext_lazy("Quel quartier ?"),
        help_text=gettext_lazy("Seulement pour un quartier : ceux de l’Insee, avec leurs ménages."),
        required=False,
        widget=forms.Select,
    )
    dwellings = NumberField(
        label=gettext_lazy("Combien de logements occupés ?"),
        help_text=gettext_lazy("Seulement pour un ensemble de logements : une résidence, un programme, un parc."),
    )
    launch = _radios(hints.launches, gettext_lazy("Comment le faire connaître ?"), hints.LAUNCH, LAUNCHES[2])
    animation = _radios(hints.animations, gettext_lazy("Qui l’anime ?"), hints.ANIMATION, ANIMATIONS[1])
    months = NumberField(
        label=gettext_lazy("Sur combien de mois ?"), help_text=gettext_lazy("Entre 12 et 60 mois."), initial="36"
    )
    animation_hours = NumberField(label=gettext_lazy("Heures d’animation par mois"))
    hourly_cost = NumberField(label=gettext_lazy("Coût d’une heure d’animation"))
    licence = NumberField(label=gettext_lazy("Licence et hébergement, par an"))
    discount_rate = NumberField(label=gettext_lazy("Taux d’actualisation, par an"), factor=0.01)
    payer = _radios(hints.payers, gettext_lazy("Qui paie ?"), initial=PAYERS[0])
    landlord_effects = forms.BooleanField(
        label=gettext_lazy("Ajouter le scénario du bailleur : moins de départs, moins de conflits"), required=False
    )

    def __init__(self, data: QueryDict | None = None, *, scenario: Scenario | None = None, place: str = "") -> None:
        answers = None if data is None else _completed(data)
        super().__init__(answers, initial=_texts(scenario) if scenario else {"place": place})
        self.choices: tuple[Place, ...] = ()
        """Places that may have been meant, when the text tells none or several."""
        self._scenario: Scenario | None = None
        for name, hint in hints.of_amounts(calculator().pack).items():
            self.fields[name].help_text = hint
        if scenario is not None:
            self._offer_quartiers_around(calculator().territory.resolve(scenario.place))

    @property
    def scenario(self) -> Scenario:
        """The scenario of a valid form."""
        if self._scenario is None:
            raise ValueError("ask is_valid() first")
        return self._scenario

    @property
    def quartiers(self) -> bool:
        """Whether there are quartiers to choose from."""
        return bool(self._quartier_widget.choices)

    def clean(self) -> dict[str, Any]:
        """Find the place, then let the scenario judge the answers, one refusal at a time."""
        answers = super().clean() or {}
        place = self._place(answers)
        self._ask_for_dwellings(answers)
        if self.errors or place is None:
            return answers
        try:
            self._scenario = _scenario(answers, place)
            calculator().place(self._scenario)
        except ScenarioError as error:
            words = hints.discount_rate_bounds() if error.field == "discount_rate" else error.words.in_(_language())
            self.add_error(error.field, words)
        return answers

    def _place(self, answers: Mapping[str, Any]) -> Place | None:
        territory = calculator().territory
        try:
            whole = territory.resolve(str(answers.get("place") or ""))
        except PlaceError as error:
            self.choices = error.places
            self.add_error("place", Text(error.fr, error.en).in_(_language()))
            return None
        self._offer_quartiers_around(whole)
        try:
            return part(territory, whole, answers.get("kind") or WHOLE, answers.get("quartier") or "")
        except NoSuchPart as error:
            self.add_error("quartier" if error.quartiers else "place", error.words)
            return None

    def _ask_for_dwellings(self, answers: Mapping[str, Any]) -> None:
        if answers.get("kind") == HOUSING and answers.get("dwellings") is None and "dwellings" not in self.errors:
            self.add_error("dwellings", hints.dwellings_missing())

    @property
    def _quartier_widget(self) -> forms.Select:
        widget = self.fields["quartier"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 - the field above is declared so
        return widget

    def _offer_quartiers_around(self, place: Place) -> None:
        """Offer the quartiers of the commune the place is in, when there is a choice."""
        territory = calculator().territory
        commune = territory.parent(place) if isinstance(place, Quartier) else place
        quartiers = territory.quartiers_of(commune) if commune and kind_of(commune) == WHOLE else ()
        if len(quartiers) > 1:
            named = [(each.code, hints.quartier(each)) for each in quartiers]
            self._quartier_widget.choices = [("", hints.choose()), *named]


def _completed(data: QueryDict) -> QueryDict:
    """The answers with the usual choices where none was made, so that an address with a place is enough."""
    answers = data.copy()
    usual = {"kind": HOUSING if data.get("dwellings") and not data.get("kind") else WHOLE, "launch": LAUNCHES[2]}
    for name, value in (usual | {"animation": ANIMATIONS[1], "payer": PAYERS[0], "months": "36"}).items():
        if not answers.get(name):
            answers[name] = value
    return answers


def _scenario(answers: Mapping[str, Any], place: Place) -> Scenario:
    """The scenario of the answers; raises ScenarioError."""
    amounts = ("animation_hours", "hourly_cost", "licence", "discount_rate")
    return Scenario(
        place=place.code,
        dwellings=answers["dwellings"] if answers["kind"] == HOUSING else None,
        **{name: answers[name] for name in ("launch", "animation", "payer", "months", "landlord_effects", *amounts)},
    )


def _texts(scenario: Scenario) -> dict[str, Any]:
    """The answers that make a scenario, as they are written in the form."""
    territory = calculator().territory
    place = territory.resolve(scenario.place)
    answers: dict[str, Any] = {name: getattr(scenario, name) for name in ("launch", "animation", "payer")}
    for name in ("months", "dwellings", "animation_hours", "hourly_cost", "licence"):
        answers[name] = _written(getattr(scenario, name))
    rate = scenario.discount_rate
    answers["discount_rate"] = _written(None if rate is None else round(100 * rate, 9))
    answers["landlord_effects"] = scenario.landlord_effects
    answers["kind"] = HOUSING if scenario.dwellings is not None else kind_of(place)
    if isinstance(place, Quartier) and answers["kind"] == QUARTIER:
        answers["quartier"] = place.code
        place = territory.commune(place.commune)
    answers["place"] = told(territory, place)
    return answers


def _written(value: float | None) -> str:
    return "" if value is None else numbers.number(value, _language())


def _language() -> str:
    return (get_language() or "fr")[:2]


def _english() -> bool:
    return _language() == "en"
