"""What is said to someone whose place was not found: one sentence, with what to do, in both languages."""

from __future__ import annotations

from mitoyen.territory.places import Commune, Place


class PlaceError(ValueError):
    """A place could not be told; `fr` and `en` are the sentence for the person, `places` what may have been meant."""

    def __init__(self, fr: str, en: str, places: tuple[Place, ...] = ()) -> None:
        super().__init__(fr)
        self.fr = fr
        self.en = en
        self.places = places


class UnknownPlace(PlaceError):
    """No place answers to the text; `places` are close ones, the likeliest first."""


class AmbiguousPlace(PlaceError):
    """Several places answer to the text; `places` are all of them, the most populated first."""


def missing() -> UnknownPlace:
    """Nothing was given."""
    return UnknownPlace(
        fr="Indiquez une commune par son nom, son code postal ou son code INSEE.",
        en="Give a commune by its name, its postcode or its INSEE code.",
    )


def unknown(text: str, close: tuple[Place, ...]) -> UnknownPlace:
    """No place has this name or code."""
    said = shorten(text)
    if not close:
        return UnknownPlace(
            fr=f"Aucun lieu ne répond à « {said} » : vérifiez l'orthographe, ou donnez le code postal.",
            en=f"No place answers to “{said}”: check the spelling, or give the postcode.",
        )
    return UnknownPlace(
        fr=f"Aucun lieu ne répond à « {said} » ; essayez {_listing(close, 'ou')}.",
        en=f"No place answers to “{said}”; try {_listing(close, 'or')}.",
        places=close,
    )


def part_of(code: str, name: str, commune: Commune) -> UnknownPlace:
    """The code belongs to a former commune or to an arrondissement of Paris, Lyon or Marseille."""
    what = f"{code} ({name})" if name else code
    return UnknownPlace(
        fr=f"Le code {what} fait partie de {commune.name} : donnez le code de la commune, {commune.code}.",
        en=f"Code {what} is a part of {commune.name}: give the code of the commune, {commune.code}.",
        places=(commune,),
    )


def ambiguous(text: str, places: tuple[Place, ...], example: str) -> AmbiguousPlace:
    """Several places have this name or postcode; `example` is a text that tells the first of them."""
    said, many = shorten(text), len(places)
    return AmbiguousPlace(
        fr=f"« {said} » désigne {many} lieux ({_listing(places, 'et')}) : précisez, par exemple « {example} ».",
        en=f"“{said}” is the name of {many} places ({_listing(places, 'and')}): say which, for instance “{example}”.",
        places=places,
    )


def label(place: Place) -> str:
    """Name of a place that tells it from its homonyms: “Saint-Denis (93)”."""
    return f"{place.name} ({place.department})" if isinstance(place, Commune) else place.name


def shorten(text: str, longest: int = 60) -> str:
    """A text from outside, on one line and short enough for a sentence."""
    line = " ".join(text[: 2 * longest].split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _listing(places: tuple[Place, ...], joint: str, longest: int = 6) -> str:
    names = [label(place) if isinstance(place, Commune) else f"{place.name} ({place.code})" for place in places]
    if len(names) > longest:
        return ", ".join(names[:longest]) + "…"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"
