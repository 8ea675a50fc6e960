"""What a partner sees and does for a place: numbers that name nobody, letters shown once, and nothing elsewhere."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.places import invitations, letters, roles
from mitoyen.web.places.models import Invitation, Letter, Place
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db

BATCH = "abcdefghjkmn"
RING = [[-2.02, 48.64], [-2.01, 48.64], [-2.01, 48.65], [-2.02, 48.65], [-2.02, 48.64]]


@pytest.fixture
def driss(client):
    """Landlord of the whole quartier here."""
    person = cast.belongs(cast.person("Driss"), cast.les_corderies(), Role.LANDLORD)
    client.force_login(person)
    return person


@pytest.fixture
def claire(client):
    person = cast.claire()
    client.force_login(person)
    return person


def page(client, path="", code="les-corderies"):
    answer = client.get(f"/partenaires/{code}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def counts(html):
    """Name of a place → its cells, from the table of residents."""
    table = html[html.index("<table>") : html.index("</table>")]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", table, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", name): re.findall(r"<td>(.*?)</td>", cells)[1:] for name, cells in rows}


@pytest.mark.parametrize(("living", "shown"), [(0, "moins de 11"), (1, "moins de 11"), (10, "moins de 11"), (11, "11")])
def test_a_number_of_residents_is_shown_from_eleven(client, driss, living, shown):
    for number in range(living):
        cast.resident(f"Voisin{number}", "a", ResidenceProof.LETTER)
    assert counts(page(client))["Le Chanvre"] == [shown, *["moins de 11"] * 3]


def test_no_number_is_a_sum_of_others(client, driss):
    """Whoever subtracts what is shown from what is shown finds nobody: each resident is in one cell."""
    for number in range(12):
        cast.resident(f"A{number}", "a", ResidenceProof.LETTER)
    for number in range(5):
        cast.resident(f"B{number}", "b", ResidenceProof.LETTER)
    shown = counts(page(client))
    assert [cells[0] for cells in shown.values()] == ["moins de 11", "12", "moins de 11"]
    html = page(client)
    assert not re.search(
        r"\b(17|5)\b", re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    )


def test_a_commune_tells_its_households_and_a_residence_its_dwellings(client, claire):
    """25,413 households in the census of 2021; Saint-Malo has half as many dwellings again."""
    cast.residence("a")
    assert "25\u202f413 ménages" in page(client, code="35288")
    Place.objects.filter(code="les-corderies-a").update(households=240)
    assert "240 logements" in page(client, code="les-corderies-a")


def test_a_partner_finds_where_to_announce(client, driss):
    """A landlord reads no listing, so that no feed leads them there."""
    assert 'href="/v/les-corderies/publier/"' in page(client)
    assert client.get("/v/les-corderies/publier/").status_code == 200


def test_a_single_letter_is_told_of_as_one(client, driss):
    letters.order(place=cast.residence("a"), count=1, by=Actor(driss), now=cast.NOW)
    assert "faite le" in page(client, code="les-corderies-a")
    letters.order(place=cast.residence("b"), count=2, by=Actor(driss), now=cast.NOW)
    assert "faites le" in page(client, code="les-corderies-b")


def test_who_left_is_counted_no_more(client, driss):
    for number in range(11):
        cast.resident(f"Voisin{number}", "a").belongings.update(until=cast.NOW)
    assert counts(page(client))["Le Chanvre"][0] == "moins de 11"


def test_no_page_names_a_resident(client, driss):
    """The landlord made the letters and the link that they used."""
    made = letters.order(place=cast.residence("a"), count=12, by=Actor(driss), now=cast.NOW)
    used = [cast.person(f"Zéphyrine{number}", surname="Kerbrat") for number in range(12)]
    for person, code in zip(used, made.codes, strict=True):
        letters.use(typed=code, by=Actor(person), now=cast.NOW)
    link = invitations.invite(place=cast.residence("a"), by=Actor(driss), now=cast.NOW)
    invitations.accept(text=invitations.signed(link), by=Actor(cast.person("Zéphyrine99")), now=cast.NOW)
    for code in ("les-corderies", "les-corderies-a"):
        html = page(client, code=code)
        assert "12 ont servi" in html.replace("\xa0", " ")
        assert "utilisée" in html
        for told in ("Zéphyrine", "Kerbrat", "@exemple.fr", *(person.reference for person in used)):
            assert told not in html


def test_how_many_letters_served_is_not_told_of_a_few(client, driss):
    made = letters.order(place=cast.residence("a"), count=1, by=Actor(driss), now=cast.NOW)
    before = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page(client))
    letters.use(typed=made.codes[0], by=Actor(cast.person("Nour")), now=cast.NOW)
    assert re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page(client)) == before
    withdrawn = client.post(f"/partenaires/les-corderies-a/lettres/{made.batch}/retirer/", follow=True)
    assert "ne servent plus" in withdrawn.content.decode()


def test_letters_are_printed_one_a_sheet_and_shown_once(client, driss):
    order = {"count": "3", "batch": BATCH, "print": "1"}
    answer = client.post("/partenaires/les-corderies-a/lettres/", order)
    codes = re.findall(r'letter__code">([A-Z]{5} [A-Z]{5})<', answer.content.decode())
    assert len(set(codes)) == 3
    assert answer.content.decode().count('<article class="letter"') == 3
    assert "Votre bailleur vous écrit" in answer.content.decode()
    assert "testserver/rejoindre/lettre/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = client.post("/partenaires/les-corderies-a/lettres/", order)
    assert again.status_code == 422
    assert not any(code in again.content.decode() + page(client) for code in codes)
    assert Letter.objects.count() == 3


def test_the_square_of_a_letter_holds_the_address_and_not_the_code(client, driss):
    answer = client.post("/partenaires/les-corderies-a/lettres/", {"count": "2", "print": "1"}).content.decode()
    first, second = re.findall(r'<div class="letter__square"[^>]*>(.*?)</div>', answer, re.DOTALL)
    assert first == second
    assert first.startswith("<svg")


def test_codes_for_a_mail_merge(client, driss):
    answer = client.post("/partenaires/les-corderies-a/lettres/", {"count": "4", "file": "1"})
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["lieu"] for row in rows} == {"Le Chanvre"}
    nour = Actor(cast.person("Nour"))
    assert letters.use(typed=rows[3]["code"], by=nour, now=Letter.objects.all()[0].made_at).place.name == "Le Chanvre"


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(client, driss):
    Place.objects.filter(code="les-corderies-a").update(name="=HYPERLINK(1)")
    answer = client.post("/partenaires/les-corderies-a/lettres/", {"count": "1", "file": "1"}).content.decode(
        "utf-8-sig"
    )
    assert ";'=HYPERLINK(1);" in answer


@pytest.mark.parametrize("count", ["", "0", "301", "trois", "-1", "1e3", "9" * 50])
def test_a_wrong_number_of_letters_is_told_and_kept(client, driss, count):
    answer = client.post("/partenaires/les-corderies-a/lettres/", {"count": count, "print": "1"})
    assert answer.status_code == 422
    assert f'value="{count}"' in answer.content.decode() or not count
    assert not Letter.objects.exists()


def test_a_commune_is_too_large_to_write_to(client, claire):
    assert "trop grande" in page(client, "lettres/", code="35288")
    assert client.post("/partenaires/35288/lettres/", {"count": "3", "print": "1"}).status_code == 422


def test_a_link_is_shown_to_whoever_made_it_and_withdrawn_by_any_partner_of_the_place(client, driss):
    client.post("/partenaires/les-corderies/invitations/")
    made = Invitation.objects.get()
    signed = invitations.signed(made)
    assert signed in page(client)
    client.force_login(cast.elodie())
    assert signed not in page(client)
    client.post(f"/partenaires/les-corderies/invitations/{made.reference}/retirer/")
    made.refresh_from_db()
    assert made.withdrawn_at is not None


def test_driss_adds_a_residence(client, driss):
    typed = {"name": "La Filasse", "dwellings": "40", "point": "48,6486, -2,0151"}
    answer = client.post("/partenaires/les-corderies/residences/", typed)
    made = Place.objects.get(name="La Filasse")
    assert answer["Location"] == f"/partenaires/{made.code}/"
    assert (made.households, made.latitude, made.longitude) == (40, 48.6486, -2.0151)
    assert "La Filasse" in page(client)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "Le Chanvre"}, {"dwellings": "beaucoup"}, {"point": "rue des Cordiers"}]
)
def test_a_residence_that_is_refused_keeps_what_was_typed(client, driss, wrong):
    typed = {"name": "La Filasse", "dwellings": "40", "point": "48.6486 -2.0151", **wrong}
    answer = client.post("/partenaires/les-corderies/residences/", typed)
    assert answer.status_code == 422
    for value in typed.values():
        assert value in answer.content.decode()
    assert not Place.objects.filter(name="La Filasse").exists()


@pytest.mark.parametrize("way", ["file", "geojson", "corners"])
def test_claire_draws_a_quartier_in_one_of_three_ways(client, claire, way):
    told = f'{{"type": "Polygon", "coordinates": [{RING}]}}'
    sent = {
        "file": SimpleUploadedFile("rocabey.geojson", told.encode()),
        "geojson": told,
        "corners": "\n".join(f"{lat} {lon}" for lon, lat in RING),
    }
    answer = client.post("/partenaires/35288/quartiers/", {"name": "Rocabey", way: sent[way]})
    made = Place.objects.get(name="Rocabey")
    assert answer["Location"] == f"/partenaires/{made.code}/"
    assert made.boundary == {"type": "Polygon", "coordinates": [RING]}
    assert '<polygon class="outline__land"' in page(client, code=made.code)


def test_a_file_that_is_refused_comes_back_as_text(client, claire):
    broken = f'{{"type": "Polygon", "coordinates": [{RING[:-1]}]}}'
    file = SimpleUploadedFile("rocabey.geojson", broken.encode())
    answer = client.post("/partenaires/35288/quartiers/", {"name": "Rocabey", "file": file})
    assert answer.status_code == 422
    html = answer.content.decode().replace("&quot;", '"')
    assert broken in html
    assert 'value="Rocabey"' in html
    assert "pas fermé" in html


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{" * 300_000, b"<svg>"])
def test_a_file_that_is_no_outline_is_told_so(client, claire, content):
    cast.les_corderies()
    file = SimpleUploadedFile("x.geojson", content)
    assert client.post("/partenaires/les-corderies/contour/", {"file": file}).status_code == 422
    assert Place.objects.get(code="les-corderies").boundary is None


def test_an_outline_needs_something(client, driss):
    answer = client.post("/partenaires/les-corderies/contour/", {})
    assert (answer.status_code, "Choisissez un fichier" in answer.content.decode()) == (422, True)


def test_a_name_is_text_in_a_drawing(client, driss):
    Place.objects.filter(code="les-corderies").update(
        name="<script>alert(1)</script>", boundary={"type": "Polygon", "coordinates": [RING]}
    )
    html = page(client)
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


PATHS = ["", "lettres/", "residences/", "contour/"]
SENT = [
    "lettres/",
    "residences/",
    "contour/",
    "invitations/",
    f"lettres/{BATCH}/retirer/",
    f"invitations/{BATCH}/retirer/",
]


@pytest.mark.parametrize("who", ["amina", "driss", "farid", "caretaker", "moderator"])
def test_another_s_place_is_not_there(client, who):
    """Driss holds Le Chanvre alone, the caretaker L’Étoupe: the quartier around is not theirs."""
    client.force_login(getattr(cast, who)())
    cast.les_corderies()
    answers = [client.get(f"/partenaires/les-corderies/{path}") for path in PATHS]
    answers += [client.post(f"/partenaires/les-corderies/{path}", {"count": "1", "name": "X"}) for path in SENT]
    assert {answer.status_code for answer in answers} == {404}
    nowhere = client.get("/partenaires/nowhere/").content.decode()
    assert client.get("/partenaires/les-corderies/").content.decode() == nowhere.replace("nowhere", "les-corderies")


def test_letters_and_links_of_another_place_are_not_withdrawn_from_one_s_own(client):
    elodie, quartier = cast.elodie(), cast.les_corderies()
    order = letters.order(place=quartier, count=1, by=Actor(elodie), now=cast.NOW)
    link = invitations.invite(place=quartier, by=Actor(elodie), now=cast.NOW)
    client.force_login(cast.driss())
    for path in (f"lettres/{order.batch}/retirer/", f"invitations/{link.reference}/retirer/"):
        assert client.post(f"/partenaires/les-corderies-a/{path}").status_code == 404
    assert Letter.objects.get().withdrawn_at is Invitation.objects.get().withdrawn_at is None


def test_a_role_that_ended_loses_every_page_at_once(client, driss):
    assert client.get("/partenaires/les-corderies/").status_code == 200
    roles.end(person=driss, role=Role.LANDLORD, place=cast.les_corderies(), now=cast.NOW)
    assert {client.get(f"/partenaires/les-corderies/{path}").status_code for path in PATHS} == {404}
    assert "aucun lieu" in client.get("/partenaires/").content.decode()


def test_who_acts_for_another_does_not_keep_their_own_role(client):
    gilles, bertrand = cast.caretaker(), cast.bertrand()
    mandate = cast.mandate(gilles, bertrand)
    client.force_login(gilles)
    assert client.get("/partenaires/les-corderies-b/").status_code == 200
    session = client.session
    session["mandate"] = mandate.pk
    session.save()
    assert client.get("/partenaires/les-corderies-b/").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_is_led_to_sign_in(client, path):
    cast.les_corderies()
    answer = client.get(f"/partenaires/les-corderies/{path}")
    assert answer["Location"].startswith(f"{reverse('account_login')}?next=/partenaires/")


@pytest.mark.parametrize("path", ["invitations/", f"lettres/{BATCH}/retirer/", f"invitations/{BATCH}/retirer/"])
def test_nothing_is_done_by_a_link(client, driss, path):
    assert client.get(f"/partenaires/les-corderies/{path}").status_code == 405
