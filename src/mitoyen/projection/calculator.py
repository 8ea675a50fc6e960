"""Everything a calculation needs, loaded once: evidence, its draws, the territory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from mitoyen.evidence.draws import FactorDraws, compiled
from mitoyen.evidence.pack import Pack, france
from mitoyen.impact.assessment import Assessment, Pricing, assess
from mitoyen.projection.forecast import Coefficients, Forecast, coefficients, forecast
from mitoyen.projection.scenario import Scenario, ScenarioError
from mitoyen.territory import Place, PlaceError, Territory, load


@dataclass(frozen=True)
class Calculator:
    """A pack and its draws, put to work on the French territory."""

    pack: Pack
    draws: FactorDraws
    territory: Territory

    @cached_property
    def pricing(self) -> Pricing:
        """What one exchange of each kind brings."""
        return Pricing(self.pack, self.draws)

    @cached_property
    def _usual(self) -> Coefficients:
        return coefficients(self.pricing)

    @cached_property
    def _with_landlord(self) -> Coefficients:
        return coefficients(self.pricing, landlord_effects=True)

    def coefficients(self, scenario: Scenario) -> Coefficients:
        """What an active member brings under `scenario`."""
        return self._with_landlord if scenario.landlord_effects else self._usual

    def place(self, scenario: Scenario) -> Place:
        """The place of a scenario; raises ScenarioError when it is unknown or nobody lives there.

        A name or a postcode that tells the place is refused too: one place, one code, one address.
        """
        try:
            place = self.territory.resolve(scenario.place)
        except PlaceError as error:
            raise ScenarioError("place", fr=error.fr, en=error.en) from error
        if place.code != scenario.place:
            raise ScenarioError(
                "place",
                fr=f"« {scenario.place} » n'est pas un code : celui de {place.name} est {place.code}.",
                en=f"'{scenario.place}' is no code: that of {place.name} is {place.code}.",
            )
        if scenario.dwellings is None and place.households == 0:
            raise ScenarioError(
                "place",
                fr=f"Personne n'habite {place.name} d'après le recensement : choisissez un autre lieu.",
                en=f"Nobody lives in {place.name} according to the census: choose another place.",
            )
        return place

    def forecast(self, scenario: Scenario) -> Forecast:
        """What the scenario would bring."""
        return forecast(scenario, self.place(scenario).leaf_households(), self.coefficients(scenario))

    def persona(self, id: str) -> Assessment:
        """A year of a person of reference."""
        if id not in self.pack.personas:
            raise LookupError(f"no person of reference is called '{id}'; choose {' or '.join(self.pack.personas)}")
        return assess(self.pricing, self.pack.personas[id].usage)


@lru_cache(maxsize=1)
def opened(folder: Path) -> Calculator:
    """The calculator of the France pack on draws compiled in `folder`; FileNotFoundError when they are not."""
    pack = france()
    return Calculator(pack, compiled(pack, folder), load())
