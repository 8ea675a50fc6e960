"""The one door to listings: what is found, in which order, a page at a time."""

import re

import pytest
from django.db import connection

from mitoyen.web.neighbourhood import rules
from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach, Terms
from mitoyen.web.neighbourhood.listings import search
from mitoyen.web.neighbourhood.listings.search import After, Wanted
from mitoyen.web.neighbourhood.listings.words import kept
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60
EVERYTHING = Wanted()


def told(owner, title, practice="lend", **fields):
    """A listing with its words, as publishing keeps them."""
    listing = cast.listing(owner, practice, **{"title": title, "words": kept(title), **fields})
    return listing.title


def found(reader, wanted=EVERYTHING, place="les-corderies", **options):
    """Titles that somebody finds."""
    sight = rules.sight_of(Actor(reader), place)
    return [listing.title for listing in search.page(wanted, sight, now=NOW, **options).listings]


def commune():
    return Place.objects.get(code="35288")


def test_the_newest_come_first_from_the_three_places_of_a_home():
    amina, bertrand = cast.amina(), cast.bertrand()
    told(bertrand, "Échelle", shown_in=commune(), published_at=NOW - 3 * DAY)
    told(bertrand, "Ponceuse", published_at=NOW - DAY)
    told(amina, "Tente", shown_in=cast.residence("a"), published_at=NOW - 2 * DAY)
    assert found(amina) == ["Ponceuse", "Tente", "Échelle"]


def test_a_residence_keeps_its_listings_to_itself():
    amina, bertrand = cast.amina(), cast.bertrand()
    told(amina, "Tente", shown_in=cast.residence("a"), reach=Reach.RESIDENCE)
    assert found(amina) == ["Tente"]
    assert found(bertrand) == []


def test_another_quartier_of_the_commune_shows_what_reaches_the_commune():
    amina, bertrand = cast.amina(), cast.bertrand()
    places.add(code="rocabey", name="Rocabey", kind=Kind.QUARTIER, parent=commune())
    told(bertrand, "Ponceuse")
    told(bertrand, "Échelle", shown_in=commune())
    assert found(amina, place="rocabey") == ["Échelle"]


@pytest.mark.parametrize("state", [state for state in ListingState if state != ListingState.OPEN])
def test_what_is_not_online_is_not_found(state):
    told(cast.bertrand(), "Ponceuse", state=state)
    assert found(cast.amina()) == []


def test_what_has_expired_is_not_found_even_before_it_is_swept():
    told(cast.bertrand(), "Soupe", expires_at=NOW)
    assert found(cast.amina()) == []


@pytest.mark.parametrize(
    "typed", ["perceuse", "PERÇ", "perceuses", "une perceuse", "visseuse perc", "bosch", "  Perceuse,visseuse! "]
)
def test_words_are_found_by_their_beginnings_without_accents_or_case(typed):
    told(cast.bertrand(), "Perçeuse-visseuse Bosch")
    amina = cast.amina()
    told(amina, "Échelle")
    assert found(amina, Wanted(words=typed)) == ["Perçeuse-visseuse Bosch"]


@pytest.mark.parametrize(
    "typed",
    [
        "euse",
        "%",
        "_",
        "perceuse%",
        "';drop table person;--",
        "perceuse & !x",
        "a:*|b",
        "\\",
        "\x00",
        "🙂",
        "x" * 10_000,
    ],
)
def test_signs_of_a_query_language_are_only_signs(typed):
    told(cast.bertrand(), "Échelle")
    assert found(cast.amina(), Wanted(words=typed)) == []


def test_filters_narrow():
    amina, bertrand = cast.amina(), cast.bertrand()
    told(bertrand, "Perceuse")
    told(bertrand, "Vélo à vendre", "resell", terms=Terms.PRICE, cents=4000, category="bicycle")
    told(bertrand, "Cherche vélo", direction=Direction.REQUEST, category="bicycle")
    assert found(amina, Wanted(direction="request")) == ["Cherche vélo"]
    assert found(amina, Wanted(practices=("resell", "give"))) == ["Vélo à vendre"]
    assert set(found(amina, Wanted(category="bicycle"))) == {"Vélo à vendre", "Cherche vélo"}
    assert set(found(amina, Wanted(free=True))) == {"Perceuse", "Cherche vélo"}
    assert found(amina, Wanted(words="velo", category="bicycle", practices=("lend",), free=True)) == ["Cherche vélo"]


def spread(far=((0.0, "Ici"), (0.004, "À 440 m"), (0.02, "À 2 km"), (0.08, "À 9 km"))):
    """Homes ever further north of Le Chanvre, each with a listing shown in the commune."""
    cast.amina()
    origin = cast.residence("a")
    for index, (north, title) in enumerate(far):
        quartier = places.add(code=f"q-{index}", name=f"Quartier {index}", kind=Kind.QUARTIER, parent=commune())
        Place.objects.filter(pk=quartier.pk).update(latitude=origin.latitude + north, longitude=origin.longitude)
        owner = cast.belongs(cast.person(f"Voisin{index}"), quartier, Role.RESIDENT, ResidenceProof.LETTER)
        told(owner, title, place=quartier, shown_in=commune(), published_at=NOW - DAY + (index % 3) * MINUTE)


@pytest.mark.parametrize("category", ["", "drill_cordless"])
@pytest.mark.parametrize(("within", "expected"), [(0.5, {"Ici", "À 440 m"}), (5, {"Ici", "À 440 m", "À 2 km"})])
def test_within_a_distance(within, expected, category):
    spread()
    amina = Person.objects.get(first_name="Amina")
    assert set(found(amina, Wanted(within=within, category=category))) == expected


@pytest.mark.parametrize("branches", [0, 2, 16])
@pytest.mark.parametrize("category", ["", "drill_cordless"])
def test_the_nearest_come_first_page_after_page(category, branches, monkeypatch):
    monkeypatch.setattr(search, "BRANCHES", branches)
    spread()
    sight = rules.sight_of(Actor(Person.objects.get(first_name="Amina")), "les-corderies")
    wanted = Wanted(nearest=True, category=category)
    assert _paged(wanted, sight, 2) == ["Ici", "À 440 m", "À 2 km", "À 9 km"]


@pytest.mark.parametrize("branches", [0, 16])
@pytest.mark.parametrize("wanted", [Wanted(), Wanted(words="objet"), Wanted(nearest=True), Wanted(within=1.0)])
def test_pages_follow_without_a_gap_or_a_repeat_even_within_one_instant(wanted, branches, monkeypatch):
    monkeypatch.setattr(search, "BRANCHES", branches)
    amina, bertrand = cast.amina(), cast.bertrand()
    titles = {told(bertrand, f"Objet {n}", published_at=NOW - HOUR * (n // 5)) for n in range(13)}
    paged = _paged(wanted, rules.sight_of(Actor(amina), "les-corderies"), 4)
    assert sorted(paged) == sorted(titles)
    assert [int(title.split()[1]) // 5 for title in paged] == sorted(n // 5 for n in range(13))


def _paged(wanted, sight, most):
    titles, after = [], None
    for _ in range(20):
        page = search.page(wanted, sight, now=NOW, after=after, most=most)
        titles += [listing.title for listing in page.listings]
        if not page.after:
            return titles
        after = After.read(page.after)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize(
    "text", ["", "x", "1-2", "1-2-3-4", "-1-2-3", "9" * 40 + "-1-1", "999999999999999999-1-1", "²-1-1"]
)
def test_an_address_that_nobody_wrote_begins_at_the_first_page(text):
    assert After.read(text) is None


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(django_assert_num_queries):
    amina, bertrand = cast.amina(), cast.bertrand()
    sight = rules.sight_of(Actor(amina), "les-corderies")
    for n in range(30):
        told(bertrand, f"Objet {n}")
    for wanted, queries in ((Wanted(), 1), (Wanted(words="objet"), 1), (Wanted(nearest=True), 3)):
        with django_assert_num_queries(queries):
            assert len(search.page(wanted, sight, now=NOW).listings) == search.PAGE


def three_thousand():
    """Listings of Amina in the quartier, one in a hundred a ride, one in a hundred a bicycle; where they are shown."""
    amina = cast.amina()
    model = cast.listing(amina)
    about = {"place": model.place, "shown_in": model.shown_in, "expires_at": model.expires_at}
    Listing.objects.bulk_create(
        Listing(
            owner=amina,
            words=f" objet rare{n}",
            published_at=NOW - n * MINUTE,
            practice="ride" if n % 100 == 0 else "lend",
            category="bicycle" if n % 100 == 1 else "jigsaw",
            **about,
        )
        for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE neighbourhood_listing")
    return rules.sight_of(Actor(amina), "les-corderies"), model.shown_in


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(), "listing_feed"),
        (Wanted(practices=("ride",)), "listing_feed_of_practice"),
        (Wanted(category="bicycle"), "listing_feed_of_category"),
    ],
)
def test_a_page_is_read_from_an_index(wanted, index):
    sight, quartier = three_thousand()
    plans = [plan(*branch) for branch in search._by_place(wanted, sight, NOW, None, 21)]
    assert index in plans[sight.shown_in.index(quartier)]
    assert not any("Seq Scan" in told or "SCAN" in told for told in plans)


@pytest.mark.parametrize(
    ("narrowed", "name"),
    [
        ({}, "listing_feed"),
        ({"practices": ("ride",)}, "listing_feed_of_practice"),
        ({"category": "bicycle"}, "listing_feed_of_category"),
    ],
)
@pytest.mark.parametrize("more", [{}, {"direction": "offer", "free": True}])
@pytest.mark.parametrize("after", [None, After(NOW, 1, 1)])
def test_what_chooses_the_rows_of_a_page_stands_in_the_index_that_gives_their_order(narrowed, name, more, after):
    name = {"practices": "listing_feed_of_practice", "category": "listing_feed_of_category"}.get(
        next(iter(narrowed), ""), "listing_feed"
    )
    sight = rules.sight_of(Actor(cast.amina()), "les-corderies")
    (sql, _), *_ = search._by_place(Wanted(**narrowed, **more), sight, NOW, after, 21)
    index = next(index for index in Listing._meta.indexes if index.name == name)
    held = {field.lstrip("-") for field in (*index.fields, *index.include)} | {"state"}
    assert {column.removesuffix("_id") for column in re.findall(r'"neighbourhood_listing"."(\w+)"', sql)} <= held


def test_words_are_read_from_an_index_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite looks for words among the rows of the other indexes")
    sight, quartier = three_thousand()
    branch = search._by_place(Wanted(words="rare123"), sight, NOW, None, 21)[sight.shown_in.index(quartier)]
    assert "listing_words" in plan(*branch)
    with connection.cursor() as cursor:
        cursor.execute(*branch)
        assert len(cursor.fetchall()) == 11  # rare123 and rare1230 to rare1239


def plan(sql, values):
    """How the engine reads a statement."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", values)
        return "\n".join(str(cell) for row in cursor.fetchall() for cell in row)
