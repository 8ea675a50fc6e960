"""What is text leaves compressed, whole, and as it was; what is secret on a page cannot be guessed from lengths."""

import gzip
import re

import pytest
from django.test import Client
from django.utils import timezone

from mitoyen.web.config.compression import is_text
from mitoyen.web.people.models import Person
from tests.house import source
from tools import styles

SHEET = "/static/ui/made/site.css"
GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def visitor(db):
    return Client()


@pytest.mark.parametrize("address", ["/calculer/", "/compte/entrer/", "/api/openapi.json", SHEET])
def test_whoever_reads_gzip_gets_it_and_reads_the_same(visitor, address):
    packed, plain = visitor.get(address, headers=GZIP), visitor.get(address)
    assert (packed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    whole = body(plain)
    assert len(packed.content) == int(packed["Content-Length"]) < len(whole) / 2
    assert same(gzip.decompress(packed.content)) == same(whole)


def test_a_file_the_browser_has_is_not_sent_again(visitor):
    kept = visitor.get(SHEET, headers=GZIP)["ETag"]
    answer = visitor.get(SHEET, headers={**GZIP, "If-None-Match": kept})
    assert (answer.status_code, body(answer)) == (304, b"")
    assert "Content-Encoding" not in answer


def test_part_of_a_file_is_part_of_the_file_itself(visitor):
    answer = visitor.get(SHEET, headers={**GZIP, "Range": "bytes=0-9"})
    whole = styles.MADE.read_bytes()
    assert (answer.status_code, body(answer)) == (206, whole[:10])
    assert "Content-Encoding" not in answer


def test_asking_for_the_head_alone_opens_nothing(visitor):
    answer = visitor.head(SHEET, headers=GZIP)
    assert (answer.status_code, body(answer)) == (200, b"")


def test_nobody_keeps_a_file_under_the_fingerprint_of_another_version(visitor):
    assert visitor.get(f"{SHEET}?v=00000000", headers=GZIP)["Cache-Control"] == "no-store"
    told = re.findall(r"site\.css(\?v=\w{8})", visitor.get("/calculer/").text)[0]
    assert visitor.get(f"{SHEET}{told}", headers=GZIP)["Cache-Control"] == "max-age=31536000, public"


@pytest.mark.parametrize(
    ("asked_by", "signed_in", "encoding"),
    [
        ("cross-site", True, None),
        ("same-site", True, None),
        ("same-origin", True, "gzip"),
        ("none", True, "gzip"),
        (None, True, "gzip"),
        ("cross-site", False, "gzip"),
    ],
)
def test_what_another_site_makes_somebody_ask_says_nothing_by_its_length(visitor, asked_by, signed_in, encoding):
    """It may have chosen words that the page repeats beside a secret."""
    if signed_in:
        visitor.force_login(
            Person.objects.create_user("amina@exemple.fr", first_name="Amina", joined_at=timezone.now())
        )
    answer = visitor.get("/calculer/?code=123456", headers={**GZIP, "Sec-Fetch-Site": asked_by} if asked_by else GZIP)
    assert answer.get("Content-Encoding") == encoding


@pytest.mark.parametrize("kind", ["image/webp", "application/pdf", "application/zip", "font/woff2", ""])
def test_what_is_compressed_already_is_left_alone(kind):
    assert not is_text(kind)


def test_neither_the_token_of_a_form_nor_the_length_of_a_page_says_the_same_twice(visitor):
    answers = [visitor.get("/compte/entrer/", headers=GZIP) for _ in range(12)]
    tokens = {
        re.findall(r'csrfmiddlewaretoken" value="(\w+)"', gzip.decompress(one.content).decode())[0] for one in answers
    }
    assert len(tokens) == 12
    assert len({len(one.content) for one in answers}) > 3, "random bytes hide what a guess would change"


def test_the_joined_sheet_is_as_young_as_its_sheets():
    assert styles.MADE.read_text() == styles.joined()


def test_every_sheet_is_joined_once():
    sheets = {path.stem for path in styles.FOLDER.glob("*.css")}
    assert sheets == {*styles.SHEETS, styles.ON_PAPER}


def test_joining_leaves_rules_and_quotes_alone():
    sheet = (
        '/* one\n two */\na b,\nc > d {\n  content: " (" attr(href) ")";\n  mask: x\n    y;\n}\n\np {\n  top: 0;\n}\n'
    )
    assert styles.short(sheet) == 'a b,c > d {content: " (" attr(href) ")";mask: x y;}\np {top: 0;}'


def test_no_page_links_to_a_sheet_that_is_joined():
    linked = [path for path in source.with_suffix(".html") if re.search(r'static "ui/\w+\.css"', path.read_text())]
    assert [source.named(path) for path in linked] == []


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def same(page):
    """A page without the token of its forms, which is masked anew each time."""
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", page)
