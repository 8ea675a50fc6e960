"""Photos of an exchange: how the object looked, what was damaged; its two neighbours alone see them."""

import re

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from mitoyen.web.config.work_loop import Work
from mitoyen.web.neighbourhood.models import ConditionPhoto, Report
from mitoyen.web.people.models import Photo
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.exchanges_pages.scenes import words
from tests.web.people import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def empty():
    yield
    kept = storages["photos"]
    for folder in kept.listdir(".")[0] if kept.exists(".") else []:
        for name in kept.listdir(folder)[1]:
            kept.delete(f"{folder}/{name}")


@pytest.fixture
def loan(drill, amina, bertrand):
    return cast.moved(cast.asked(drill, amina), "accept", bertrand)


def page(exchange, *more):
    return "/".join(["/echange", exchange.reference, *more, ""])


def picture(data=None):
    return {"picture": SimpleUploadedFile("photo.jpg", pictures.jpeg() if data is None else data)}


def test_each_shows_the_object_when_it_changes_hands(loan, amina, bertrand, signed_in, clock):
    his, hers = signed_in(bertrand), signed_in(amina)
    assert his.post(page(loan, "photos"), picture()).status_code == 302
    cast.moved(loan, "hand_over", bertrand)
    cast.moved(loan, "give_back", amina, now=NOW + DAY)
    clock(NOW + DAY + HOUR)
    assert hers.post(page(loan, "photos"), picture()).status_code == 302
    assert [(one.by, one.moment) for one in ConditionPhoto.objects.all()] == [(bertrand, "handover"), (amina, "return")]
    Work(()).once()
    shown = hers.get(page(loan)).content.decode()
    keys = [one.photo.key for one in ConditionPhoto.objects.all()]
    for key in keys:
        assert f'src="{page(loan, "photos", key, "480")}"' in shown
        for browser in (his, hers):
            answer = browser.get(page(loan, "photos", key, "480"))
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")


def test_the_page_keeps_the_place_of_a_photo_before_it_comes(loan, bertrand, signed_in):
    his = signed_in(bertrand)
    his.post(page(loan, "photos"), picture(pictures.jpeg(pictures.quarters(400, 300))))
    Work(()).once()
    shown = his.get(page(loan)).content.decode()
    assert re.findall(r'<img src="/echange/[^>]*(loading="\w+" width="\d+" height="\d+")', shown) == [
        'loading="lazy" width="400" height="300"'
    ]


def test_nobody_else_sees_them_nor_under_another_exchange(loan, amina, bertrand, signed_in):
    signed_in(bertrand).post(page(loan, "photos"), picture())
    Work(()).once()
    key = ConditionPhoto.objects.get().photo.key
    assert signed_in(cast.resident("Hugo")).get(page(loan, "photos", key, "480")).status_code == 404
    other = cast.asked(cast.listing(bertrand, title="Échelle"), amina)
    assert signed_in(amina).get(page(other, "photos", key, "480")).status_code == 404


def test_what_is_no_picture_is_refused_on_the_page(loan, bertrand, signed_in):
    answer = signed_in(bertrand).post(page(loan, "photos"), picture(b"not a picture"))
    assert answer.status_code == 200
    assert Photo.objects.count() == 0
    assert "Choisissez d’abord une photo" in words(signed_in(bertrand).post(page(loan, "photos"), {}))


def test_once_it_is_confirmed_no_photo_is_added(drill, amina, signed_in):
    done = cast.lent(drill, amina)
    assert "pendant qu’il est prêté" in words(signed_in(amina).post(page(done, "photos"), picture()))


def test_six_photos_from_one_side_are_enough(loan, bertrand, signed_in):
    his = signed_in(bertrand)
    answers = [his.post(page(loan, "photos"), picture()).status_code for _ in range(7)]
    assert answers == [302] * 6 + [200]


def test_a_damage_is_reported_with_a_photo_and_answered(drill, amina, bertrand, signed_in, clock):
    done = cast.lent(drill, amina)
    clock(NOW + 2 * DAY)
    his, hers = signed_in(bertrand), signed_in(amina)
    told = {"kind": "damage", "text": "Le mandrin est fendu.", **picture()}
    assert his.post(page(done, "signaler"), told).status_code == 302
    Work(()).once()
    report = Report.objects.get()
    assert report.photo is not None
    assert hers.get(page(done, "photos", report.photo.key, "480")).status_code == 200
    assert "Le mandrin est fendu." in words(hers.get(page(done)))
    assert hers.post(page(done, "signalement", str(report.pk), "repondre"), {"text": "Il l’était."}).status_code == 302
    assert "Il l’était." in words(his.get(page(done)))
    assert his.post(page(done, "signalement", str(report.pk), "retirer")).status_code == 302
    assert "retiré" in words(hers.get(page(done)))


def test_a_report_without_a_kind_or_with_a_false_one_is_refused_kindly(drill, amina, bertrand, signed_in, clock):
    done = cast.lent(drill, amina)
    clock(NOW + 2 * DAY)
    his = signed_in(bertrand)
    assert "Dites d’abord ce qui s’est passé" in words(his.post(page(done, "signaler"), {"text": "Quoi ?"}))
    assert "ne correspond pas" in words(his.post(page(done, "signaler"), {"kind": "no_show"}))


def test_the_question_is_answered_in_one_tap_and_thanks_in_another(drill, amina, bertrand, signed_in):
    done = cast.lent(drill, amina)
    done.asks_counterfactual = True
    done.save()
    hers = signed_in(amina)
    shown = hers.get(page(done)).content.decode()
    assert "Sans la plateforme, vous auriez…" in shown
    assert "Sans la plateforme" not in signed_in(bertrand).get(page(done)).content.decode()
    assert hers.post(page(done, "autrement"), {"answer": "rented"}).status_code == 302
    assert hers.post(page(done, "autrement"), {"answer": "flown"}).status_code == 302
    done.refresh_from_db()
    assert done.counterfactual == "rented"
    hers.post(page(done, "merci"), {"note": "Quel service !"})
    said = words(hers.get(page(done)))
    assert "Amina a dit merci. « Quel service ! »" in said
    assert "Dire merci" not in said


def back(loan, amina, bertrand):
    cast.moved(loan, "hand_over", bertrand)
    return cast.moved(loan, "give_back", amina)


def test_whoever_shows_the_object_reads_that_the_photo_left(loan, bertrand, signed_in):
    browser = signed_in(bertrand)
    browser.post(page(loan, "photos"), picture())
    assert "Votre photo est partie : elle s’affiche ici dans un instant." in words(browser.get(page(loan)))


def test_an_empty_file_is_said_to_be_empty(loan, amina, bertrand, signed_in):
    assert "Ce fichier est vide." in words(signed_in(bertrand).post(page(loan, "photos"), picture(b"")))
    back(loan, amina, bertrand)
    told = {"kind": "damage", "text": "Mandrin faussé"} | picture(b"")
    assert "Ce fichier est vide." in words(signed_in(bertrand).post(page(loan, "signaler"), told))


def test_a_report_that_is_refused_stands_in_its_form_again(loan, amina, bertrand, signed_in):
    back(loan, amina, bertrand)
    told = {"kind": "damage", "text": "Mandrin faussé"} | picture(b"rien d'une image")
    answer = signed_in(bertrand).post(page(loan, "signaler"), told)
    said = answer.content.decode()
    assert "n’est pas une photo" in words(answer)
    assert re.search(r"<details[^>]*\sopen>\s*<summary[^>]*>Signaler un retard", said)
    assert re.search(r'<input[^>]*value="damage"[^>]*checked', said)
    assert re.search(r"<textarea[^>]*>\s*Mandrin faussé</textarea>", said)


def test_a_report_that_is_too_long_is_said_to_be(loan, amina, bertrand, signed_in):
    back(loan, amina, bertrand)
    answer = signed_in(bertrand).post(page(loan, "signaler"), {"kind": "damage", "text": "o" * 1001})
    assert "Ce texte est trop long : 1 000 caractères au plus." in words(answer)
    assert not Report.objects.exists()


def test_a_line_break_counts_once_as_the_browser_counts_it(loan, amina, bertrand, signed_in):
    back(loan, amina, bertrand)
    text = "o" * 979 + "\r\n" * 20 + "o"
    signed_in(bertrand).post(page(loan, "signaler"), {"kind": "damage", "text": text})
    assert len(Report.objects.get().text) == 1000


def test_the_photo_of_a_report_is_said_to_be_on_its_way(loan, amina, bertrand, signed_in):
    back(loan, amina, bertrand)
    browser = signed_in(bertrand)
    browser.post(page(loan, "signaler"), {"kind": "damage", "text": "Mandrin faussé"} | picture())
    assert "La photo arrive…" in words(browser.get(page(loan)))
    Work(()).once()
    assert "La photo arrive…" not in words(browser.get(page(loan)))
