"""The tools that keep the house: the catalogue reader, and the sentence for a machine without a browser."""

import os
import socket
import subprocess
import sys

import pytest
from django.utils import translation

from tests.house import source
from tools import browser, messages, ports

TEMPLATE = """
{% load i18n %}<h1 title="{% translate "L'entraide" %}">{% translate "Mai" context "mois" %}</h1>
    {% blocktranslate trimmed count voisins=total %}
      Un voisin
    {% plural %}
      {{ voisins }} voisins
    {% endblocktranslate %}
{{ nom|default:_("Personne") }} et 12 % d'autres
"""


@pytest.mark.parametrize(
    "sentence",
    [
        messages.Sentence("L'entraide", None, None),
        messages.Sentence("Mai", None, "mois"),
        messages.Sentence("Un voisin", "%(voisins)s voisins", None),
        messages.Sentence("Personne", None, None),
    ],
)
def test_a_sentence_of_a_template_is_found_with_its_plural_and_its_context(sentence):
    assert sentence in messages.in_template(TEMPLATE)


def test_a_sentence_of_a_module_is_found_and_a_plain_string_is_not():
    module = "from x import gettext as _\nTITLE = _('Bonjour')\nKEY = 'bonjour'\n"
    assert messages.in_python(module) == [messages.Sentence("Bonjour", None, None)]


@pytest.mark.parametrize(
    ("language", "count", "said"), [("fr", 0, "0 chance"), ("fr", 2, "2 chances"), ("en", 0, "0 chances")]
)
def test_nought_is_singular_in_french_and_plural_in_english(language, count, said):
    with translation.override(language):
        sentence = translation.ngettext("%(count)s chance sur 10", "%(count)s chances sur 10", count)
    assert (sentence % {"count": count}).startswith(f"{said} ")


def test_a_browser_named_by_hand_that_is_not_there_is_not_replaced_by_another(monkeypatch):
    monkeypatch.setenv("MITOYEN_CHROMIUM", "/nowhere/chromium")
    assert browser.find() is None


def test_a_machine_without_a_browser_is_told_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "install", lambda: None)
    assert browser.main() == 2
    assert "apt-get install chromium" in capsys.readouterr().err


def test_make_without_a_verb_lists_the_verbs():
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make"], cwd=source.ROOT, env=outside, capture_output=True, text=True, check=True)
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert listed == ["demo", "test", "check", "bench", "docs"]


def test_two_who_ask_for_a_port_at_once_are_given_two(monkeypatch):
    monkeypatch.setattr(ports, "BELOW_THOSE_OF_CLIENTS", range(31_900, 31_940))
    ours = {ports.free() for _ in range(5)}
    asked = f"import sys; from tools import ports; ports.BELOW_THOSE_OF_CLIENTS = {ports.BELOW_THOSE_OF_CLIENTS}; "
    told = "print(*(ports.free() for _ in range(5)))"
    command = [sys.executable, "-c", asked + told]
    said = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=True).stdout
    theirs = {int(port) for port in said.split()}
    assert len(ours) == len(theirs) == 5
    assert ours.isdisjoint(theirs)
    with socket.create_server((ports.LOCAL, max(ours))):
        pass
