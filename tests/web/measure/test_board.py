"""The board of a place: what it counts, what it says, and what it never shows."""

import csv
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from mitoyen.web.measure import actions, fold, queries, releasing
from mitoyen.web.measure.boards import published
from mitoyen.web.measure.boards.periods import Period
from mitoyen.web.measure.models import UsageSource
from mitoyen.web.places.models import Place
from mitoyen.web.ui.calculator import calculator
from tests.web.measure.board_cast import JUNE, NOVEMBER, NOW, loans, published_facts

YEAR = Period(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), "year")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    published.forget()


@pytest.fixture
def lively(source):
    """Twelve loans in November, twelve gatherings in June, two gifts that wait for company."""
    published_facts(
        source,
        loans(source, 12, day=NOVEMBER),
        loans(source, 12, day=JUNE, practice="event", category=None),
        loans(source, 2, day=NOVEMBER, practice="give", category="sofa_textile"),
    )
    return Place.objects.get(code="les-corderies")


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_board_says_in_a_sentence_what_happened(client, lively):
    page = read(client, "/mesure/les-corderies/")
    assert "12 échanges entre voisins et 12 participations à des rencontres." in page
    assert "12 personnes y ont pris part pour la première fois." in page
    assert page.count('<article class="house') == 3


def test_figures_are_those_of_the_same_exchanges_priced_apart(lively):
    board = published.board(lively, YEAR)
    pricing = calculator().pricing
    net = 12 * pricing.unit_impacts("lend", "drill_cordless")["co2_gross"]
    assert board.figures["co2_gross"].mean == pytest.approx(net.mean(), rel=1e-5)  # rows are kept in float32


def test_what_waits_is_on_no_page_and_in_no_file(client, source, lively):
    files = ("", "embed/", "figures.csv", "datapackage.zip")
    before = [client.get(f"/mesure/les-corderies/{file}").content for file in files]
    published_facts(source, loans(source, 3, day=NOVEMBER, practice="resell", category=None))
    assert [client.get(f"/mesure/les-corderies/{file}").content for file in files] == before
    assert "sofa" not in before[0].decode()


def test_a_board_with_nothing_says_what_to_do(client, corderies):
    page = read(client, "/mesure/les-corderies/")
    assert "Rien n’est encore publié ici" in page
    assert 'href="/calculer/?place=les-corderies"' not in page  # the calculator does not know a quartier drawn by hand
    assert "Voir toute la France" in page


def test_a_commune_nothing_was_recorded_in_has_a_board_and_no_row(client, db):
    assert "Cancale" in read(client, "/mesure/35049/")
    assert not Place.objects.exists()


def test_an_unknown_place_gets_a_sentence_and_a_search(client, db):
    page = read(client, "/mesure/nulle-part/", status=404)
    assert 'role="search"' in page
    assert "nulle-part" in page


def test_a_postcode_leads_to_its_board(client, db):
    assert client.get("/mesure/35400/")["Location"] == "/mesure/35288/"
    assert client.get("/mesure/chercher/?place=cancale")["Location"] == "/mesure/35049/"


def test_places_drawn_by_hand_are_found_too(client, corderies):
    page = client.get("/mesure/chercher/?place=corder", headers={"HX-Request": "true"}).content.decode()
    assert 'href="/mesure/les-corderies/"' in page
    assert "quartier, Saint-Malo" in page


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Les Corderies", "les-corderies"), ("les corderies ", "les-corderies"), ("finistere", "d29"), ("Corse", "r94")],
)
def test_the_very_name_of_a_place_that_the_territory_does_not_search_leads_to_it(client, corderies, typed, code):
    answer = client.get("/mesure/chercher/", {"place": typed})
    assert (answer.status_code, answer["Location"]) == (302, f"/mesure/{code}/")


def test_a_name_that_several_places_have_is_a_choice(client, corderies):
    page = read(client, "/mesure/chercher/?place=Bretagne", status=404)
    assert page.count("<small>région, France</small>") == 1
    assert 'href="/mesure/36024/"' in page  # Bretagne, in the Indre


def test_a_simulated_source_is_said_wherever_its_figures_are(client, lively):
    UsageSource.objects.update(simulated=True)
    published.forget()
    for address in ("/mesure/les-corderies/", "/mesure/", "/mesure/les-corderies/embed/", "/"):
        assert "hiffres simulés" in read(client, address)
    assert client.get("/api/v1/measure/35288").json()["simulated"] is True
    assert "hiffres simulés" in read(client, "/mesure/les-corderies/versions/")
    rows = csv.DictReader(read(client, "/mesure/les-corderies/figures.csv").splitlines())
    assert {row["simulated"] for row in rows} == {"true"}


def test_the_file_of_a_place_where_all_is_true_says_so(client, lively):
    rows = csv.DictReader(read(client, "/mesure/les-corderies/figures.csv").splitlines())
    assert {row["simulated"] for row in rows} == {"false"}


def test_children_add_up_to_the_whole(client, source):
    published_facts(
        source,
        *(loans(source, 12, day=NOVEMBER, place=place) for place in ("les-corderies-a", "les-corderies-b")),
        loans(source, 12, day=NOVEMBER),
    )
    board = published.board(Place.objects.get(code="les-corderies"), YEAR)
    assert [(below.place.code if below.place else None, below.exchanges) for below in board.children] == [
        ("les-corderies-a", 12),
        ("les-corderies-b", 12),
        (None, 12),
    ]
    assert board.exchanges == 36
    assert "Ailleurs dans ce lieu" in read(client, "/mesure/les-corderies/")


def test_the_questions_asked_do_not_grow_with_the_children(client, corderies, source):
    published_facts(source, loans(source, 12, day=NOVEMBER, place="les-corderies-a"))

    def asked():
        published.forget()
        with CaptureQueriesContext(connection) as questions:
            client.get("/mesure/les-corderies/")
        return len(questions)

    few = asked()
    for letter in "cdefgh":
        Place.objects.create(
            code=letter, name=letter, kind="residence", parent=corderies, path=f"{corderies.path}{letter}/"
        )
    published_facts(source, *(loans(source, 12, day=NOVEMBER, place=letter) for letter in "cdefgh"))
    assert asked() == few <= 30


def test_a_board_that_did_not_move_is_not_priced_again(client, lively, monkeypatch):
    first = read(client, "/mesure/les-corderies/")
    monkeypatch.setattr(published, "price", lambda *_: pytest.fail("priced again"))
    assert read(client, "/mesure/les-corderies/") == first


def test_a_board_moves_with_the_release_that_completes(client, source, lively):
    read(client, "/mesure/les-corderies/")
    actions.record(events=loans(source, 12, day=datetime.date(2026, 11, 21)), source=source, now=NOW)
    fold.catch_up()
    releasing.catch_up()
    assert "24 échanges entre voisins" in read(client, "/mesure/les-corderies/")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "12 échanges entre voisins et 12 participations"),
        ("?period=month", "12 échanges entre voisins."),
        ("?period=today", "Rien n’est encore publié"),
        ("?period=all", "12 personnes y ont pris part."),
        ("?first=2026-06-01&last=2026-06-30", "12 participations à des rencontres."),
        ("?first=01/06/2026&last=30/06/2026", "12 participations à des rencontres."),
        ("?last=2025-12-31", "Rien n’est encore publié"),
    ],
)
def test_a_board_covers_the_period_asked_for(client, lively, query, told):
    assert told in read(client, f"/mesure/les-corderies/{query}")


@pytest.mark.parametrize(
    "query", ["?first=2026-06-31", "?first=2026-06-02&last=2026-06-01", "?period=decade", "?last=x"]
)
def test_a_period_that_cannot_be_is_said(client, lively, query):
    page = read(client, f"/mesure/les-corderies/{query}", status=422)
    assert "12 échanges entre voisins" in page  # the usual period, meanwhile


def test_every_estimate_of_the_page_carries_its_grade_and_no_count_does(client, lively):
    page = read(client, "/mesure/les-corderies/")
    lines = {
        line.split("</a>")[0].rpartition(">")[2]: line.split("</dd>")[0]
        for line in page.split('<dl class="measured">', 1)[1].split("<dt>")[1:]
    }
    assert "· Solidité C" in lines["CO₂ évité, net"]
    assert "· Solidité D" in lines["Nouveaux liens"]
    assert "Solidité" not in lines["Échanges entre voisins"]


def test_persons_are_not_said_to_be_all_where_open_data_names_nobody(client, lively):
    said = "Ce qui vient de données ouvertes ne dit pas toujours qui y a pris part."
    assert said not in read(client, "/mesure/les-corderies/?period=all")
    workshop = UsageSource.objects.create(code="workshop", name="Atelier", open_data=True)
    repairs = loans(workshop, 3, day=JUNE, practice="repair_done", category=None)
    published_facts(workshop, [replace(repair, giver=None, receiver=None) for repair in repairs])
    page = read(client, "/mesure/les-corderies/?period=all")
    assert "15 échanges entre voisins" in page
    assert f"12 personnes y ont pris part. 6 paires de voisins ont échangé pour la première fois. {said}" in page


def test_a_name_that_no_period_has_is_told_what_to_do(client, lively):
    page = read(client, "/mesure/les-corderies/?period=decade", status=422)
    assert "Cette période n’existe pas" in page
    assert "Cette période n’existe pas" not in read(client, "/mesure/les-corderies/?last=x", status=422)


def test_english_says_the_same(client, lively):
    page = read(client, "/en/mesure/les-corderies/")
    assert "12 exchanges between neighbours and 12 attendances" in page


def test_an_embed_is_a_frame_for_any_site_without_script(client, lively):
    answer = client.get("/mesure/les-corderies/embed/")
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert b"<script" not in answer.content
    assert b"12 " in answer.content


@pytest.mark.django_db
def test_a_name_leads_to_the_board_of_its_code_and_keeps_the_period(client):
    answer = client.get("/mesure/Saint-Malo/?period=all")
    assert (answer.status_code, answer["Location"]) == (302, "/mesure/35288/?period=all")


def test_what_is_counted_keeps_every_digit_among_the_figures_of_a_pillar(client, source):
    published_facts(source, loans(source, 123, day=NOVEMBER))
    page = read(client, "/mesure/les-corderies/")
    told = page.split("Échanges entre voisins</a></dt><dd>", 1)[1].split("</dd>")[0]
    assert told == "<strong>123\N{NO-BREAK SPACE}échanges</strong>"


def test_the_table_of_practices_says_how_sure_each_column_is_and_leads_to_its_method(client, lively):
    page = read(client, "/mesure/les-corderies/")
    columns = page.split('<div class="wide spans">', 1)[1].split("</thead>")[0]
    for indicator, grade in (("resident_gain", "C"), ("co2_net", "C"), ("new_ties", "D")):
        column = columns.split(f'<a href="/methode/indicateurs/{indicator}/">', 1)[1].split("</th>")[0]
        assert f"Solidité {grade}" in column


def test_a_frame_asks_for_nothing_that_is_not_there(client, lively):
    """Without an icon of its own, a browser asks the site for /favicon.ico."""
    assert '<link rel="icon" href="/static/ui/icon' in read(client, "/mesure/les-corderies/embed/")


def test_what_does_not_move_by_itself_is_said_with_the_way_to_renew_it(client, lively):
    page = read(client, "/mesure/les-corderies/?period=month")
    assert "Le détail ci-dessous date de l’ouverture de la page." in page
    assert '<a href="/mesure/les-corderies/?period=month">L’actualiser</a>' in page
    assert "L’actualiser" not in read(client, "/mesure/les-corderies/?first=2026-11-01&last=2026-11-30")


def test_where_nothing_was_ever_published_few_questions_tell_what_all_of_them_would(
    client, lively, django_assert_num_queries
):
    commune = lively.parent
    elsewhere = Place.objects.create(
        code="le-sillon", name="Le Sillon", kind="quartier", parent=commune, path=f"{commune.path}le-sillon/"
    )
    Place.objects.create(
        code="la-digue", name="La Digue", kind="residence", parent=elsewhere, path=f"{elsewhere.path}la-digue/"
    )
    assert queries.version(lively) > queries.version(elsewhere) == 0
    with django_assert_num_queries(5):  # the place, its version, those above it, those below, its forecast
        assert "Voir toute la France" in read(client, "/mesure/le-sillon/")
    short, whole = published.board(elsewhere, YEAR), published._board(elsewhere, YEAR, 1)
    for name in ("facts", "ties", "newcomers", "figures", "parts", "sources", "unpriced", "evidence", "draws"):
        assert getattr(short, name) == getattr(whole, name)
    assert [(each.place and each.place.code, each.facts) for each in short.children] == [("la-digue", 0)]
    assert short.children == whole.children
