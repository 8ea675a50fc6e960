"""What somebody takes away: every field about them, in both forms, explained; nothing of others."""

import csv
import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.files.base import ContentFile

from mitoyen.web.neighbourhood.mine import archive, export
from mitoyen.web.neighbourhood.models import SavedSearch, Thanks
from mitoyen.web.people import photos
from mitoyen.web.people.models import Household, HouseholdCode, Person, Photo
from mitoyen.web.places.models import Belonging, Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

ROOMS = ("people", "places", "neighbourhood")
NOT_ABOUT_ONE = {Household, HouseholdCode, Place}
"""A household is named by its reference; its codes serve a quarter of an hour; places belong to nobody."""


@pytest.fixture
def amina(db) -> Person:
    return cast.amina(surname="Benali", about="=J’aime les plantes")


@pytest.fixture
def loan(amina):
    evening = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + 2 * HOUR}
    exchange = cast.asked(cast.listing(cast.bertrand()), amina, note="Pour une étagère", **evening)
    exchange = cast.moved(exchange, "accept", exchange.owner, note="Passez dès 18 h")
    exchange = cast.moved(exchange, "hand_over_by_code", exchange.giver, code=exchange.code)
    exchange = cast.moved(exchange, "give_back", exchange.receiver)
    return cast.moved(exchange, "confirm", exchange.giver)


def about_persons():
    """Every field of every row of the site that is about somebody; by the links to them, their rows are found."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    for model in [*models, EmailAddress, Authenticator, SocialAccount]:
        for field in model._meta.concrete_fields:
            finds = field.is_relation and field.related_model in (Person, Belonging)
            if model not in NOT_ABOUT_ONE and field.name != "id" and not finds:
                yield model, field.name


def test_every_field_about_somebody_is_given_or_kept_back_with_a_reason(db):
    given = set()
    somebody = cast.amina()
    for section in export.sections():
        found = export.ROWS[section.name](somebody)
        for column in section.columns:
            first = column.of.partition("__")[0]
            given.add((found.model, first.removeprefix("my_")))
    reasons = set(export.kept_back())
    forgotten = {
        f"{model._meta.app_label}.{model.__name__}.{name}"
        for model, name in about_persons()
        if (model, name) not in given
    }
    assert forgotten == reasons


def test_every_section_has_its_rows_and_its_words_in_both_languages():
    assert [section.name for section in export.sections()] == list(export.ROWS)
    for section in export.sections():
        assert all(section.title.in_(language) for language in ("fr", "en"))
        assert all(column.meaning.fr and column.meaning.en for column in section.columns)


def test_the_document_holds_my_words_and_not_those_of_my_neighbour(amina, loan):
    Thanks.objects.create(exchange=loan, by=loan.giver, note="Merci Amina", at=NOW)
    SavedSearch.objects.create(person=amina, words="échelle", made_at=NOW)
    told = export.document(amina, NOW)
    assert told["profile"][0]["surname"] == "Benali"
    assert told["exchanges"][0]["giver"] == "Bertrand"
    assert [(step["move"], step["note"]) for step in told["steps"] if step["note"]] == [("ask", "Pour une étagère")]
    assert told["thanks_received"] == [
        {"exchange": loan.reference, "by": "Bertrand", "note": "Merci Amina", "at": "2026-11-22T19:00:00+01:00"}
    ]
    assert told["searches"][0]["words"] == "échelle"
    assert "Passez dès 18 h" not in json.dumps(told, ensure_ascii=False)
    assert loan.giver.reference not in json.dumps(told, ensure_ascii=False)


def test_what_the_other_answered_is_theirs(amina, loan):
    loan.counterfactual = "bought_new"
    loan.save()
    assert export.document(amina, NOW)["exchanges"][0]["counterfactual"] == "bought_new"
    assert export.document(loan.giver, NOW)["exchanges"][0]["counterfactual"] is None


def test_the_archive_opens_in_a_spreadsheet_and_no_cell_is_a_formula(amina, loan):
    packed = zipfile.ZipFile(io.BytesIO(archive.archive(amina)))
    assert {f"{section.name}.csv" for section in export.sections()} | {"LISEZMOI.txt"} == set(packed.namelist())
    text = packed.read("profile.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["about"] == "'=J’aime les plantes"
    assert row["languages"] == '["fr"]'
    assert row["first_name"] == "Amina"


def test_the_notice_explains_each_column_and_what_is_kept_back(amina):
    words = archive.readme()
    for section in export.sections():
        for column in section.columns:
            assert f"  {column.name} : {column.meaning.fr}" in words
    assert "Votre mot de passe n’est gardé que sous une forme illisible." in words


def test_photos_come_as_files(amina):
    photo = Photo.objects.create(owner=amina, made_at=NOW, ready_at=NOW)
    photos.storage().save(photos.drawing(photo.key, max(photos.SIZES)), ContentFile(b"picture"))
    packed = zipfile.ZipFile(io.BytesIO(archive.archive(amina)))
    assert packed.read(f"photos/{photo.key}.webp") == b"picture"


def test_the_files_are_sent_to_oneself_alone(client, amina):
    assert client.get("/moi/donnees/mitoyen.zip").status_code == 302
    client.force_login(amina)
    answer = client.get("/moi/donnees/mitoyen.json")
    assert json.loads(answer.content)["addresses"] == []
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
