"""What somebody says of themselves, and who lives with them."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mitoyen.web.people import households
from mitoyen.web.people.languages import SPOKEN
from mitoyen.web.people.models import Household, HouseholdCode, Photo
from tests.web.people import pictures
from tests.web.people.accounts import account
from tests.web.people.cast import NOW, amina, bertrand, person

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def signed_in(client):
    found = account("Amina")
    client.force_login(found)
    return found


def test_a_profile_is_kept_as_it_was_typed(client, signed_in):
    told = {"first_name": "Amina", "surname": "Le Goff", "about": "Le soir après 19 h.", "languages": ["fr", "kab"]}
    assert client.post("/compte/profil/", told)["Location"] == "/compte/profil/"
    signed_in.refresh_from_db()
    assert (signed_in.surname, signed_in.about, signed_in.languages) == ("Le Goff", told["about"], ["fr", "kab"])
    assert "C’est enregistré" in client.get("/compte/profil/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": ""},
        {"first_name": "Amina http://gagner.example"},
        {"first_name": "a@b"},
        {"first_name": "\u202eanima"},
        {"first_name": "--"},
        {"surname": "B4rtrand"},
        {"about": "a" * 401},
        {"languages": ["klingon"]},
        {"surname": "b" * 81},
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_changes(client, signed_in, wrong):
    told = {"first_name": "Amina", "surname": "", "about": "", "languages": ["fr"]} | wrong
    (field,) = wrong
    page = client.post("/compte/profil/", told).text
    assert f'id="id_{field}_error"' in page
    assert "<title>À corriger – Mon profil" in page
    signed_in.refresh_from_db()
    assert (signed_in.first_name, signed_in.languages) == ("Amina", ["fr"])


@pytest.mark.parametrize("name", ["Élodie", "Jean-Marc", "N’Golo", "Ælfgifu", "محمد", "Trần Văn An", "J. R.", "தமிழ்"])
def test_a_name_is_written_as_its_bearer_writes_it(client, signed_in, name):
    client.post("/compte/profil/", {"first_name": name, "languages": ["fr"]})
    signed_in.refresh_from_db()
    assert signed_in.first_name == name


def test_nothing_but_the_form_can_be_changed(client, signed_in):
    before = signed_in.reference
    client.post("/compte/profil/", {"first_name": "Amina", "email": "a@b.example", "reference": "x", "is_active": ""})
    signed_in.refresh_from_db()
    assert (signed_in.email, signed_in.reference, signed_in.is_active) == ("amina@corderies.example", before, True)


def test_a_surname_says_to_whom_it_is_shown(client, signed_in):
    assert "qu’à la personne avec qui un échange est accepté" in client.get("/compte/profil/").text


@pytest.fixture
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "photos": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def picture(name="amina.jpg"):
    data = io.BytesIO()
    pictures.quarters().save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_a_photo_is_kept_changed_and_taken_away_with_its_files(client, signed_in, stored):
    assert client.post("/compte/portrait/", {"photo": picture()})["Location"] == "/compte/profil/"
    first = Photo.objects.get()
    signed_in.refresh_from_db()
    assert signed_in.avatar == first
    client.post("/compte/portrait/", {"photo": picture()})
    assert not Photo.objects.filter(pk=first.pk).exists()
    client.post("/compte/portrait/", {"action": "remove"})
    signed_in.refresh_from_db()
    assert signed_in.avatar is None
    assert not Photo.objects.exists()


def test_what_is_no_photo_is_refused_and_the_one_before_stays(client, signed_in, stored):
    client.post("/compte/portrait/", {"photo": picture()})
    text = SimpleUploadedFile("amina.jpg", b"ceci n'est pas une photo", "image/jpeg")
    assert 'id="id_photo_error"' in client.post("/compte/portrait/", {"photo": text}).text
    assert 'id="id_photo_error"' in client.post("/compte/portrait/", {}).text
    signed_in.refresh_from_db()
    assert signed_in.avatar == Photo.objects.get()


def test_every_language_stands_in_its_own_name():
    assert len(SPOKEN) >= 20
    assert (SPOKEN["br"], SPOKEN["uk"], SPOKEN["ar"]) == ("brezhoneg", "українська", "العربية")


def test_two_people_make_a_household_with_a_code_read_out():
    one, other = amina(), bertrand()
    code = households.invite(person=one, now=NOW)
    households.join(person=other, typed=f" {code.lower()} ", now=NOW + 14 * MINUTE)
    assert households.others(one) == [other]
    assert households.others(other) == [one]


@pytest.mark.parametrize("late", [15 * MINUTE, 60 * MINUTE])
def test_a_code_is_good_for_a_quarter_of_an_hour(late):
    code = households.invite(person=amina(), now=NOW)
    with pytest.raises(households.CannotJoin, match="sert une fois"):
        households.join(person=bertrand(), typed=code, now=NOW + late)


def test_a_code_is_good_once():
    code = households.invite(person=amina(), now=NOW)
    households.join(person=bertrand(), typed=code, now=NOW)
    with pytest.raises(households.CannotJoin):
        households.join(person=person("Farid"), typed=code, now=NOW)


def test_a_new_code_makes_the_one_before_good_for_nothing():
    one = amina()
    first = households.invite(person=one, now=NOW)
    households.invite(person=one, now=NOW)
    with pytest.raises(households.CannotJoin):
        households.join(person=bertrand(), typed=first, now=NOW)


def test_a_household_that_nobody_is_in_is_gone_with_its_codes():
    one = amina()
    households.invite(person=one, now=NOW)
    households.leave(person=one)
    assert (Household.objects.count(), HouseholdCode.objects.count()) == (0, 0)


def test_whoever_joins_another_household_leaves_theirs():
    one, other = amina(), bertrand()
    households.invite(person=other, now=NOW)
    households.join(person=other, typed=households.invite(person=one, now=NOW), now=NOW)
    assert Household.objects.get().persons.count() == 2


def test_a_household_is_made_joined_and_left_on_the_page(client, signed_in):
    farid = account("Farid")
    client.post("/compte/foyer/", {"action": "invite"})
    code = HouseholdCode.objects.get().code
    assert f"{code[:4]}-{code[4:]}" in client.get("/compte/profil/").text
    client.force_login(farid)
    assert "n’ouvre rien" in client.post("/compte/foyer/", {"code": "BBBB-BBBB"}).text
    client.post("/compte/foyer/", {"code": code})
    assert "<strong>Amina</strong>" in client.get("/compte/profil/").text
    client.post("/compte/foyer/", {"action": "leave"})
    assert "<strong>Amina</strong>" not in client.get("/compte/profil/").text


def test_codes_cannot_be_tried_one_after_the_other(client, signed_in):
    households.invite(person=account("Farid"), now=timezone.now())
    for _ in range(10):
        client.post("/compte/foyer/", {"code": "BBBB-BBBB"})
    answer = client.post("/compte/foyer/", {"code": HouseholdCode.objects.get().code})
    assert "trop souvent" in answer.text
    signed_in.refresh_from_db()
    assert signed_in.household is None
