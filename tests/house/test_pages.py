"""Templates: nothing from another server, nothing inline, nothing unused, nothing French without its English."""

import re
from pathlib import Path

import allauth
import pytest

from tests.house import source
from tools import messages

ALLAUTH = Path(allauth.__file__).parent / "templates"
"""Pages that allauth asks for by name, and that we write in our words."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style\b|\sstyle=|\son[a-z]+=", re.IGNORECASE
)
ELSEWHERE = re.compile(
    r"""(?:\bsrc|\bsrcset|@import|url\(|<link[^>]*\bhref)\s*=?\s*["'(]?\s*(?:https?:)?//""", re.IGNORECASE
)
FRENCH = re.compile(r"[éèêàùçœîôû]|\b(le|la|les|des|une|pour|avec|dans|votre|vous)\b", re.IGNORECASE)


@pytest.mark.parametrize("path", source.templates(), ids=source.named)
def test_a_template_holds_no_inline_script_or_style(path):
    assert INLINE.findall(path.read_text()) == []


def test_no_asset_comes_from_another_server():
    drawn = [path for path in source.with_suffix(".html", ".css", ".js", ".svg") if path.is_relative_to(source.SITE)]
    assert {source.named(path) for path in drawn if ELSEWHERE.search(path.read_text())} == set()


def test_every_template_is_used():
    said = "\n".join(path.read_text() for path in [*source.templates(), *source.site()])
    names = {path.as_posix().split("/templates/")[1]: source.named(path) for path in source.templates()}
    framework = {"404.html", "500.html", "403.html", "400.html"}
    unnamed = {name: path for name, path in names.items() if name not in framework and name not in said}
    assert {path for name, path in unnamed.items() if not (ALLAUTH / name).is_file()} == set()


def test_every_sentence_of_a_template_goes_through_the_catalogue():
    bare = {source.named(path): _bare_french(path.read_text()) for path in source.templates()}
    assert {name: words for name, words in bare.items() if words} == {}


def test_the_english_is_complete_and_compiled():
    assert messages.problems() == []


def _bare_french(template):
    """French words that stand outside every tag and variable, which no translator would see."""
    kept = re.sub(r"{%\s*(blocktrans\w*|comment)\b.*?{%\s*end\1\s*%}", " ", template, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", " ", kept, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>|Français|English", " ", text)  # a language is named in itself
    return sorted({line.strip() for line in shown.splitlines() if FRENCH.search(line)})
