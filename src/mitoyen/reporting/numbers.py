"""Numbers as people read them, in French and in English.

French puts a narrow no-break space between thousands and before %, a no-break space before a unit, and a decimal
comma; English puts commas between thousands, a point, and the currency in front. Estimates are rounded to two
significant figures: more would claim a precision that no interval of ours has.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

NARROW = "\u202f"
SPACE = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "–"
FIGURES = 2

# unit: (French one, French several, English one, English several)
UNITS = {
    "euro": ("€",) * 4,
    "kgCO2e": ("kg CO₂e",) * 4,
    "tCO2e": ("t CO₂e",) * 4,
    "gCO2e": ("g CO₂e",) * 4,
    "kg": ("kg",) * 4,
    "t": ("t",) * 4,
    "g": ("g",) * 4,
    "km": ("km",) * 4,
    "minute": ("minute", "minutes", "minute", "minutes"),
    "hour": ("heure", "heures", "hour", "hours"),
    "litre": ("litre", "litres", "litre", "litres"),
    "day": ("jour", "jours", "day", "days"),
    "month": ("mois", "mois", "month", "months"),
    "year": ("an", "ans", "year", "years"),
    "person*year": ("personne", "personnes", "person", "people"),
    "tie": ("lien", "liens", "tie", "ties"),
    "person": ("personne", "personnes", "person", "people"),
    "household": ("ménage", "ménages", "household", "households"),
    "dwelling": ("logement", "logements", "dwelling", "dwellings"),
    "member": ("membre", "membres", "member", "members"),
    "item": ("objet neuf", "objets neufs", "new item", "new items"),
    "use": ("usage", "usages", "use", "uses"),
    "loan": ("prêt", "prêts", "loan", "loans"),
    "gift": ("don", "dons", "gift", "gifts"),
    "sale": ("vente", "ventes", "sale", "sales"),
    "repair": ("réparation", "réparations", "repair", "repairs"),
    "ride": ("trajet partagé", "trajets partagés", "shared ride", "shared rides"),
    "food_gift": ("don alimentaire", "dons alimentaires", "food gift", "food gifts"),
    "meal": ("repas", "repas", "meal", "meals"),
    "order": ("commande", "commandes", "order", "orders"),
    "service": ("service", "services", "service", "services"),
    "lesson": ("cours", "cours", "lesson", "lessons"),
    "event": ("événement", "événements", "event", "events"),
    "participation": ("participation", "participations", "participation", "participations"),
    "post": ("message", "messages", "post", "posts"),
    "exchange": ("échange", "échanges", "exchange", "exchanges"),
    "trip": ("déplacement", "déplacements", "trip", "trips"),
    "leg": ("trajet", "trajets", "leg", "legs"),
    "answer": ("réponse", "réponses", "answer", "answers"),
    "request": ("demande", "demandes", "request", "requests"),
}

GRAMS = {"kgCO2e": "gCO2e", "kg": "g"}
LIGHT = 0.1
"""[kg] What weighs less is written in grams: « 8,8 g », not « 0,0088 kg »."""


def readable(unit: str, *values: float) -> tuple[str, int]:
    """The unit in which values that are read together are written, and how many of it make one."""
    largest = max((abs(value) for value in values), default=0.0)
    return (GRAMS[unit], 1000) if unit in GRAMS and 0 < largest < LIGHT else (unit, 1)


def rounded(value: float, figures: int = FIGURES) -> Decimal:
    """`value` to so many significant figures, halves to even; exact decimal arithmetic, no float noise."""
    exact = Decimal(repr(float(value)))
    place = Decimal(1).scaleb(exact.adjusted() - figures + 1)
    return exact.quantize(place, rounding=ROUND_HALF_EVEN).normalize()


def number(value: float | int | Decimal | None, language: str, decimals: int | None = None) -> str:
    """A number written out: 1234.5 → « 1 234,5 » or "1,234.5"; an unknown one is a dash.

    `decimals` fixes the digits after the point; None keeps those the number has.
    """
    if value is None or not isfinite(value):
        return UNKNOWN
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if decimals is None:
        return _grouped(exact.normalize(), language)
    return _grouped(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN), language)


def estimate(value: float | None, language: str, figures: int = FIGURES) -> str:
    """An estimate to two significant figures: 1 234 → « 1 200 », 0.0456 → « 0,046 », 9.96 → « 10 »."""
    if value is None or not isfinite(value):
        return UNKNOWN
    return _grouped(rounded(value, figures), language)


def _grouped(exact: Decimal, language: str) -> str:
    text = f"{abs(exact):,f}"
    if language == "fr":
        text = text.translate({ord(","): NARROW, ord("."): ","})
    return f"{MINUS}{text}" if exact < 0 else text


def quantity(value: float | None, unit: str, language: str, figures: int | None = FIGURES) -> str:
    """An estimate with its unit: (1234, "euro") → « 1 200 € » or "€1,200"; `figures=None` keeps every digit."""
    if value is None or not isfinite(value):
        return UNKNOWN
    if not figures:
        return _written(Decimal(repr(value)).normalize(), unit, language)
    unit, times = readable(unit, value)
    return _written(rounded(value * times, figures), unit, language)


def _written(shown: Decimal, unit: str, language: str) -> str:
    return _with_unit(_grouped(shown, language), shown, unit, language)


def _with_unit(text: str, shown: Decimal, unit: str, language: str) -> str:
    unit, *per = unit.split("/")
    return _with_one_unit(text, shown, unit, language) + _per(per, language)


def _with_one_unit(text: str, shown: Decimal, unit: str, language: str) -> str:
    if unit in ("", "dimensionless"):
        return text
    if unit == "euro":
        return _euros(text, language)
    if unit in ("percent", "%"):
        return f"{text}{NARROW}%" if language == "fr" else f"{text}%"
    return f"{text}{SPACE}{unit_name(unit, shown, language)}"


def _euros(text: str, language: str) -> str:
    if language == "fr":
        return f"{text}{SPACE}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def unit_name(unit: str, count: float | Decimal, language: str) -> str:
    """The unit in words; French counts as one anything under two. An unknown unit stays as it is."""
    unit, *per = unit.split("/")
    one, several, one_en, several_en = UNITS.get(unit, (unit,) * 4)
    if language == "fr":
        name = several if abs(float(count)) >= 2 else one
    else:
        name = one_en if abs(float(count)) == 1 else several_en
    return name + _per(per, language)


def _per(units: list[str], language: str) -> str:
    """What the first unit is counted by: « par prêt », "per loan"."""
    return "".join(f" {'par' if language == 'fr' else 'per'} {unit_name(unit, 1, language)}" for unit in units)


def between(low: float | None, high: float | None, unit: str, language: str) -> str:
    """An interval in words: « entre 12 et 37 kg » or "between 12 and 37 kg"; the unit is said once.

    Ends that are written alike are said once: « 270 heures ».
    """
    joiner = ("entre", "et") if language == "fr" else ("between", "and")
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return UNKNOWN
    unit, times = readable(unit, low, high)
    if rounded(low * times) == rounded(high * times):
        return _written(rounded(high * times), unit, language)
    ends_in_unit = unit not in ("euro", "percent", "%") or language == "fr"
    first = estimate(low * times, language) if ends_in_unit else quantity(low, unit, language)
    return f"{joiner[0]} {first} {joiner[1]} {_written(rounded(high * times), unit, language)}"


def percent(share: float | None, language: str, figures: int = FIGURES) -> str:
    """A share between 0 and 1 as a percentage: 0.256 → « 26 % » or "26%"."""
    return quantity(None if share is None else share * 100, "percent", language, figures)


def signed(value: float | None, unit: str, language: str) -> str:
    """A change, with its sign always shown: « +12 kg », « −3 kg », « 0 kg »."""
    text = quantity(value, unit, language)
    return f"+{text}" if value is not None and value > 0 else text


def chances_in_ten(probability: float) -> int:
    """A probability as chances in ten; one that is neither sure nor excluded never reads as 0 or 10."""
    if not 0 <= probability <= 1:
        raise ValueError(f"A probability lies between 0 and 1, not at {probability}.")
    if probability in (0, 1):
        return int(probability * 10)
    return min(9, max(1, round(probability * 10)))
