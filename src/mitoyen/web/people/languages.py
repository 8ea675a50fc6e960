"""Languages that neighbours speak, each in its own words."""

from __future__ import annotations

SPOKEN: dict[str, str] = {
    "fr": "français",
    "en": "English",
    "ar": "العربية",
    "kab": "Taqbaylit",
    "br": "brezhoneg",
    "co": "corsu",
    "eu": "euskara",
    "gcf": "kréyòl",
    "oc": "occitan",
    "de": "Deutsch",
    "es": "español",
    "it": "italiano",
    "pl": "polski",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "so": "Soomaali",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "tr": "Türkçe",
    "uk": "українська",
    "vi": "Tiếng Việt",
    "wo": "wolof",
    "zh": "中文",
    "lsf": "langue des signes française",
}
"""Name of a language by its code, French first, then English, then by what is spoken in France and by name."""


def named(codes: list[str]) -> list[str]:
    """Names of the languages, in the order given; codes that are not in the list are left out."""
    return [SPOKEN[code] for code in codes if code in SPOKEN]
