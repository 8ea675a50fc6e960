"""Every message that leaves is plain, whole and in the language of whoever asked."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from tests.house import source

TEMPLATES = source.SITE / "people" / "templates"
MESSAGES = sorted(
    path.relative_to(TEMPLATES).as_posix().removesuffix("_message.txt")
    for path in TEMPLATES.glob("*/email/*_message.txt")
)
LETTERS = [name for name in MESSAGES if not name.endswith(("/base", "/notices"))]
TOLD = {
    "email": "amina@corderies.example",
    "code": "123456",
    "from_email": "amina@corderies.example",
    "to_email": "amina@nouvelle.example",
    "deleted_email": "amina@corderies.example",
    "ip": "192.0.2.1",
    "password_reset_url": "https://mitoyen.ville.example/compte/mot-de-passe/oublie/",
    "signup_url": "https://mitoyen.ville.example/compte/creer/",
    "current_site": {"domain": "mitoyen.ville.example"},
}
FRENCH = re.compile(r"[éèêàùçœîôû]|\b(le|la|les|des|une|pour|avec|dans|votre|vous)\b", re.IGNORECASE)


def letter(name, language):
    with translation.override(language):
        told = {**TOLD, "timestamp": timezone.now(), "request": RequestFactory().get("/compte/")}
        return [render_to_string(f"{name}_{part}.txt", told).strip() for part in ("subject", "message")]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_has_a_short_subject_a_greeting_and_no_mark_of_its_making(name):
    subject, body = letter(name, "fr")
    assert 0 < len(subject) <= 60
    assert "\n" not in subject
    assert body.startswith("Bonjour,\n\n")
    assert body.endswith("Mitoyen – mitoyen.ville.example")
    assert not re.search(r"[<>{}]|&#|&amp;|%\(|\n\n\n", subject + body)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_in_english_keeps_no_french(name):
    subject, body = letter(name, "en")
    spoken = re.sub(r"\S*compte\S*", "", subject + body)
    assert FRENCH.findall(spoken) == []


@pytest.mark.parametrize("name", [name for name in LETTERS if "confirmation" in name or "code" in name.split("_")])
def test_a_code_stands_alone_on_its_line_and_not_in_the_subject(name):
    subject, body = letter(name, "fr")
    assert "\n    123456\n" in body
    assert "123456" not in subject


def test_what_changed_in_an_account_tells_what_to_do_if_it_was_somebody_else():
    body = letter("account/email/password_changed", "fr")[1]
    assert "/compte/mot-de-passe/oublie/" in body
    assert "192.0.2.1" in body
