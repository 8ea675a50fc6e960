"""A photo is kept, drawn in the queue, shown to whom it may be, and leaves nothing behind."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mitoyen.web.config.work_loop import Work
from mitoyen.web.people import photo_cleaning, photos
from mitoyen.web.people.models import Notice, Person, Photo
from tests.web.people import cast, pictures

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def amina():
    return cast.amina()


def send(owner, data=None, **about):
    upload = SimpleUploadedFile("photo.jpg", pictures.jpeg() if data is None else data)
    told: dict[str, Any] = {"description": "Une perceuse jaune", "now": cast.NOW} | about
    return photos.keep(owner=owner, upload=upload, **told)


def files():
    """Names of every file that is kept."""
    kept = storages["photos"]
    folders = kept.listdir(".")[0] if kept.exists(".") else []
    return sorted(name for folder in folders for name in kept.listdir(folder)[1])


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """A folder of its own for each test: other tests of the process keep photos too."""
    photos_of_all = settings.STORAGES["photos"]
    settings.STORAGES = settings.STORAGES | {
        "photos": photos_of_all | {"OPTIONS": photos_of_all["OPTIONS"] | {"location": tmp_path}}
    }


def drawn(photo):
    Work(()).once()
    photo.refresh_from_db()
    return photo


def test_until_it_is_drawn_a_photo_is_shown_to_nobody(amina):
    photo = send(amina)
    assert (photo.ready_at, photo.description, files()) == (None, "Une perceuse jaune", [f"{photo.key}.sent"])
    with pytest.raises(Http404):
        photos.answer(photo, 480)


def test_once_drawn_the_file_that_was_sent_is_gone(amina):
    photo = drawn(send(amina))
    assert photo.ready_at is not None
    assert (photo.width, photo.height) == (400, 300)
    assert files() == [f"{photo.key}-1280.webp", f"{photo.key}-480.webp"]


def test_a_photo_is_answered_with_what_keeps_it_private_and_as_it_is(amina):
    answer = photos.answer(drawn(send(amina)), 480)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content[8:12] == b"WEBP"
    assert [secret for secret in pictures.SECRETS if secret in answer.content] == []


@pytest.mark.parametrize("size", [0, 479, 4000])
def test_no_other_size_is_made_on_demand(amina, size):
    photo = drawn(send(amina))
    with pytest.raises(Http404):
        photos.answer(photo, size)


def test_a_refused_photo_leaves_nothing(amina):
    with pytest.raises(photos.CannotKeep):
        send(amina, b"Bonjour")
    assert (files(), Photo.objects.count(), DBTaskResult.objects.count()) == ([], 0, 0)


def test_so_many_photos_in_a_day_are_enough(amina, monkeypatch):
    monkeypatch.setattr(photos, "IN_A_DAY", 2)
    for _ in range(2):
        send(amina)
    with pytest.raises(photos.CannotKeep, match="Vous avez envoyé beaucoup de photos aujourd’hui. Continuez demain."):
        send(amina)
    assert send(cast.bertrand()).owner.first_name == "Bertrand"
    assert send(amina, now=cast.NOW + DAY).owner == amina


def test_drawing_again_changes_nothing(amina):
    photo = drawn(send(amina))
    before = photos.answer(photo, 1280).content
    photos.draw.call(photo.key)
    photo.refresh_from_db()
    assert photos.answer(photo, 1280).content == before
    assert Photo.objects.get().ready_at == photo.ready_at


def test_a_drawing_that_was_cut_short_is_done_again(amina, monkeypatch):
    photo = send(amina)
    monkeypatch.setattr(photos, "drawing", _full)
    with pytest.raises(OSError, match="full"):
        photos.draw.call(photo.key)
    monkeypatch.undo()
    assert files() == [f"{photo.key}.sent"]
    assert drawn(photo).ready_at is not None


def _full(key, size):
    raise OSError("the disk is full")


def test_a_photo_that_turns_out_unreadable_goes_and_its_owner_is_told(amina, django_capture_on_commit_callbacks):
    photo = send(amina, pictures.promise(400, 300))  # its sums are right, its pixels are not there
    with django_capture_on_commit_callbacks(execute=True):
        Work(()).once()
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert files() == []
    assert Notice.objects.get(person=amina).text.startswith("Une photo que vous avez envoyée n’a pas pu être lue.")


def test_what_is_deleted_is_deleted_with_its_files_and_not_before_it_is_certain(
    amina, django_capture_on_commit_callbacks
):
    photo = drawn(send(amina))
    with django_capture_on_commit_callbacks(execute=False) as later:
        photos.discard(photo)
    assert len(files()) == 2
    later[0]()
    assert files() == []


def test_a_photo_deleted_before_it_was_drawn_leaves_nothing(amina, django_capture_on_commit_callbacks):
    photo = send(amina)
    with django_capture_on_commit_callbacks(execute=True):
        photos.discard(photo)
    Work(()).once()
    assert (files(), DBTaskResult.objects.get().status) == ([], "SUCCESSFUL")


def test_a_photo_that_nothing_shows_goes_after_a_day(amina, django_capture_on_commit_callbacks):
    face, forgotten = drawn(send(amina)), drawn(send(amina))
    Person.objects.filter(pk=amina.pk).update(avatar=face)
    assert photo_cleaning.unused(now=cast.NOW + DAY - datetime.timedelta(minutes=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert photo_cleaning.unused(now=cast.NOW + DAY) == 1
    assert list(Photo.objects.all()) == [face]
    assert files() == [f"{face.key}-1280.webp", f"{face.key}-480.webp"]
    assert not Photo.objects.filter(pk=forgotten.pk).exists()


def test_every_row_that_may_show_a_photo_keeps_it(amina):
    """A new kind of row that points to photos is found by itself: this list is what the test knows of it."""
    fields = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Photo
    }
    asked = str(photo_cleaning._unused(cast.NOW).query)
    assert {"Person.avatar", "ListingPhoto.photo", "Report.photo"} <= fields
    assert asked.count("EXISTS") == len(fields)


def test_files_whose_photo_is_gone_are_removed_after_a_day(amina):
    kept, lost = drawn(send(amina)), drawn(send(amina))
    Photo.objects.filter(pk=lost.pk).delete()  # as when an account is deleted: rows go by themselves, files do not
    storages["photos"].save(photos.original(kept.key), SimpleUploadedFile("x", b"x"))  # left by a kill
    now = timezone.now()
    assert photo_cleaning.orphans(now=now) == 0
    assert photo_cleaning.orphans(now=now + DAY + datetime.timedelta(minutes=1)) == 3
    assert files() == [f"{kept.key}-1280.webp", f"{kept.key}-480.webp"]


def test_one_sees_ones_own_photo_and_the_faces_of_neighbours_and_no_other(amina, client):
    face, other, secret = (drawn(send(cast.bertrand() if not n else amina)) for n in range(3))
    bertrand = face.owner
    Person.objects.filter(pk=bertrand.pk).update(avatar=face)
    address = {photo: reverse("people:photo", args=[photo.key, 480]) for photo in (face, other, secret)}
    assert client.get(address[face]).status_code == 302
    client.force_login(bertrand)
    assert client.get(address[face]).content[8:12] == b"WEBP"
    assert [client.get(address[photo]).status_code for photo in (other, secret)] == [404, 404]
    client.force_login(amina)
    assert [client.get(address[photo]).status_code for photo in (face, other, secret)] == [200, 200, 200]
    Person.objects.filter(pk=bertrand.pk).update(is_active=False)
    assert client.get(address[face]).status_code == 404
