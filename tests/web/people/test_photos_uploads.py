"""A file that is too long is counted on its way in, and kept nowhere."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import load_handler
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory

from mitoyen.web.people import photos
from mitoyen.web.people.models import Person
from mitoyen.web.people.photo_uploads import MOST_BYTES
from tests.web.people.cast import NOW

HANDLERS = (
    "mitoyen.web.people.photo_uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
)


def received(length, settings):
    assert tuple(settings.FILE_UPLOAD_HANDLERS) == HANDLERS
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("photo.jpg", b"x" * length)})
    handlers = [load_handler(name, request) for name in HANDLERS]
    _, sent = MultiPartParser(request.META, request, handlers).parse()
    return sent["photo"]


@pytest.mark.parametrize("length", [1_000, 5 * 2**20, MOST_BYTES])
def test_a_file_of_a_fair_length_arrives_whole(length, settings):
    file = received(length, settings)
    assert (file.size, len(file.read())) == (length, length)


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 40 * 2**20])
def test_a_longer_one_takes_no_more_room_and_is_refused_in_words(length, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    file = received(length, settings)
    assert (file.size, file.file) == (length, None)
    assert sum(kept.stat().st_size for kept in tmp_path.iterdir()) <= MOST_BYTES
    with pytest.raises(photos.CannotKeep, match="Cette photo dépasse 12 Mo. Choisissez-en une plus légère."):
        photos.keep(owner=Person(), upload=file, description="", now=NOW)
