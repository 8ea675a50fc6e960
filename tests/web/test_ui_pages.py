"""Base page, errors, headers and languages, seen as a browser sees them."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template import Context
from django.test import Client, RequestFactory
from django.utils import translation

from mitoyen.web.ui import errors
from mitoyen.web.ui.templatetags import ui

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
}
PAGES = ["/style/", "/en/style/", "/nulle-part/", "/en/nowhere/"]


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en-GB,en;q=0.9"}, raise_request_exception=False)


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_whole_policy_and_no_cookie(visitor, address):
    answer = visitor.get(address)
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert not answer.cookies


@pytest.mark.parametrize("address", PAGES)
def test_a_page_holds_nothing_inline_and_nothing_from_elsewhere(visitor, address):
    page = visitor.get(address).text
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", page)


@pytest.mark.parametrize("address", PAGES)
def test_no_id_is_used_twice_in_a_page(visitor, address):
    ids = re.findall(r'\sid="([^"]+)"', visitor.get(address).text)
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("address", "language", "other"),
    [("/style/?an=1", "fr", "/en/style/?an=1"), ("/en/style/?an=1", "en", "/style/?an=1")],
)
def test_the_address_alone_decides_the_language_and_the_switch_keeps_the_page(visitor, address, language, other):
    page = visitor.get(address).text
    assert f'<html lang="{language}">' in page
    assert f'href="{other}" lang="{"en" if language == "fr" else "fr"}"' in page


def test_the_switch_never_leaves_the_site():
    request = RequestFactory().get("/en//elsewhere.example/")
    assert ui.in_language(Context({"request": request}), "fr") == "/elsewhere.example/"


@pytest.mark.parametrize(
    ("address", "words"),
    [("/nulle-part/", "Il n’y a pas de page à cette adresse"), ("/en/nowhere/", "There is no page at this address")],
)
def test_a_wrong_address_says_so_kindly_in_the_language_of_the_address(visitor, address, words):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert words in answer.text


@pytest.mark.parametrize(
    ("handler", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.broken, 500)],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_trouble_says_what_happened_and_what_to_do_next(handler, status, language):
    with translation.override(language):
        answer = handler(RequestFactory().get("/calculer/"), exception=SuspiciousOperation())
    assert answer.status_code == status
    assert answer.content.count(b"<p") >= 4
    assert b"Traceback" not in answer.content


def test_a_form_without_its_token_is_told_to_reload():
    answer = errors.form_expired(RequestFactory().post("/calculer/"), reason="CSRF cookie not set.")
    assert answer.status_code == 403
    assert "CSRF" not in answer.content.decode()


def test_a_crash_answers_with_our_page(visitor, monkeypatch):
    monkeypatch.setattr("mitoyen.web.ui.views.samples", lambda: 1 / 0)
    answer = visitor.get("/style/")
    assert answer.status_code == 500
    assert "Quelque chose s’est cassé chez nous" in answer.text


def test_a_forbidden_page_answers_with_our_page(visitor, monkeypatch):
    def refuse():
        raise PermissionDenied

    monkeypatch.setattr("mitoyen.web.ui.views.samples", refuse)
    assert "Cette page ne vous est pas ouverte" in visitor.get("/style/").text


def test_the_style_page_is_kept_out_of_search_engines(visitor):
    assert visitor.get("/style/")["X-Robots-Tag"] == "noindex"


def test_what_is_served_may_be_kept_because_its_address_carries_its_fingerprint(visitor):
    addresses = re.findall(r'<link rel="stylesheet" href="([^"]+)"', visitor.get("/style/").text)
    assert len(addresses) == 1, "a slow line fetches one sheet"
    for address in addresses:
        assert re.search(r"\.css\?v=[0-9a-f]{8}$", address)
        sheet = visitor.get(address)
        assert (sheet.status_code, sheet["Cache-Control"]) == (200, "max-age=31536000, public")


def test_a_projection_shows_its_interval_before_its_central_value(visitor):
    page = visitor.get("/style/").text
    house = page[page.index('id="house-social"') : page.index('id="house-economic"')]
    assert house.index("entre 41 et 130") < house.index("<strong>78")
