"""The style sheets: small, split, and readable; contrast is recomputed here from the definition of WCAG 2."""

import re
from pathlib import Path

import pytest

from mitoyen.web import ui

SHEETS = sorted((Path(ui.__file__).parent / "static" / "ui").glob("*.css"))
TEXTS = ["ink", "ink-soft", "brick", "sea", "garden", "social-ink", "economic-ink", "environment-ink", "good"]
TEXTS += ["doubt", "problem"]
GROUNDS = ["paper", "paper-raised", "paper-sunk"]


def palettes():
    """The colours of the light and of the dark page."""
    light, dark = SHEETS_BY_NAME["tokens"].split("@media (prefers-color-scheme: dark)")
    found = {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text)) for name, text in (("l", light), ("d", dark))}
    return {"light": found["l"], "dark": found["l"] | found["d"]}


SHEETS_BY_NAME = {path.stem: path.read_text() for path in SHEETS}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_colour_is_readable_on_every_ground(mode, ground, text):
    palette = palettes()[mode]
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_buttons_and_the_edges_of_fields_and_of_bars_can_be_seen(mode):
    palette = palettes()[mode]
    assert contrast(palette["on-brick"], palette["brick"]) >= 4.5
    marks = ("edge", "frame", "focus", "social", "economic", "environment")
    assert {mark for mark in marks if contrast(palette[mark], palette["paper-raised"]) < 3} == set()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_three_pillars_differ_in_lightness_and_not_only_in_hue(mode):
    palette = palettes()[mode]
    tones = sorted(luminance(palette[pillar]) for pillar in ("social", "economic", "environment"))
    assert (tones[1] + 0.05) / (tones[0] + 0.05) >= 1.25
    assert (tones[2] + 0.05) / (tones[1] + 0.05) >= 1.25


def test_the_sheets_are_light_and_none_is_long():
    assert sum(len(text.encode()) for text in SHEETS_BY_NAME.values()) < 45_000
    assert {name for name, text in SHEETS_BY_NAME.items() if text.count("\n") >= 300} == set()


def test_every_colour_is_a_token():
    stray = {name: re.findall(r"#[0-9a-fA-F]{3,8}\b", text) for name, text in SHEETS_BY_NAME.items()}
    assert {name for name, found in stray.items() if found} <= {"tokens", "print"}


def test_every_variable_that_is_used_is_defined():
    every = "".join(SHEETS_BY_NAME.values())
    defined = set(re.findall(r"(--[\w-]+):", every))
    assert set(re.findall(r"var\((--[\w-]+)", every)) <= defined


def test_nothing_moves_for_those_who_asked_for_stillness():
    for text in SHEETS_BY_NAME.values():
        moving = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}\n", "", text, flags=re.DOTALL)
        assert "transition" not in moving
        assert "animation" not in moving
