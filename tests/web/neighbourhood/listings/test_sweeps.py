"""What time alone does to listings, once however often it is asked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach
from mitoyen.web.neighbourhood.listings import saved, sweeps
from mitoyen.web.neighbourhood.listings.words import kept
from mitoyen.web.neighbourhood.models import Listing, SavedSearch
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.models import Notice
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60


def reaches(listing):
    listing.refresh_from_db()
    return listing.reach, listing.shown_in.code, listing.widen_at


# --- shown further ---------------------------------------------------------------------------------------------------


def test_what_nobody_answers_is_shown_further_step_by_step():
    found = cast.listing(cast.amina(), reach=Reach.RESIDENCE, shown_in=cast.residence("a"), widen_at=NOW + 2 * DAY)
    assert sweeps.widen(now=NOW + 2 * DAY - MINUTE) == 0
    assert sweeps.widen(now=NOW + 2 * DAY) == 1
    assert reaches(found) == ("quartier", "les-corderies", NOW + 4 * DAY)
    sweeps.widen(now=NOW + 4 * DAY)
    assert reaches(found) == ("commune", "35288", None)
    assert sweeps.widen(now=NOW + 400 * DAY) == 0


def test_its_owner_is_told_once_where_it_is_shown():
    amina = cast.amina()
    cast.listing(amina, widen_at=NOW)
    for _ in range(2):
        sweeps.widen(now=NOW)
    told = Notice.objects.get(person=amina)
    assert told.text.endswith("l’annonce est maintenant montrée plus loin (Saint-Malo).")
    assert told.link == f"/annonce/{Listing.objects.get().reference}/"


def test_the_notice_is_in_the_language_of_its_owner():
    cast.listing(cast.amina(languages=["en"]), widen_at=NOW)
    sweeps.widen(now=NOW)
    assert "Saint-Malo" in Notice.objects.get().text
    assert "maintenant" not in Notice.objects.get().text


@pytest.mark.parametrize("fields", [{"widens": False}, {"answers": 1}, {"state": ListingState.PAUSED}])
def test_what_need_not_be_shown_further_is_not(fields):
    found = cast.listing(cast.amina(), widen_at=NOW, **fields)
    sweeps.widen(now=NOW)
    assert reaches(found)[:2] == ("quartier", "les-corderies")


def test_an_answer_keeps_a_listing_where_it_is():
    found = cast.listing(cast.bertrand(), widen_at=NOW + DAY)
    cast.asked(found, cast.amina())
    assert sweeps.widen(now=NOW + 2 * DAY) == 0
    assert reaches(found) == ("quartier", "les-corderies", None)


def test_batches_follow_until_nothing_is_due(monkeypatch):
    monkeypatch.setattr(sweeps, "BATCH", 3)
    amina = cast.amina()
    for _ in range(7):
        cast.listing(amina, widen_at=NOW)
    assert sweeps.widen(now=NOW) == 7
    assert set(Listing.objects.values_list("reach", flat=True)) == {"commune"}


def test_a_batch_asks_no_more_for_many_listings(django_assert_max_num_queries):
    amina = cast.amina()
    for _ in range(5):
        cast.listing(amina, expires_at=NOW + DAY)
    with django_assert_max_num_queries(5 * 6 + 8):  # each notice looks for itself, within a savepoint
        sweeps.remind(now=NOW)


# --- the end ---------------------------------------------------------------------------------------------------------


def test_a_reminder_comes_three_days_before_once():
    amina = cast.amina()
    cast.listing(amina, expires_at=NOW + 3 * DAY)
    assert [sweeps.remind(now=NOW - MINUTE), sweeps.remind(now=NOW), sweeps.remind(now=NOW + DAY)] == [0, 1, 0]
    assert Notice.objects.get(person=amina).text.startswith("«\u00a0Perceuse\u00a0» disparaît dans trois jours.")


def test_what_is_past_its_end_goes_out_of_sight():
    amina = cast.amina()
    gone, stays = cast.listing(amina, expires_at=NOW), cast.listing(amina, expires_at=NOW + MINUTE)
    assert [sweeps.expire(now=NOW), sweeps.expire(now=NOW)] == [1, 0]
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.state, stays.state) == (ListingState.EXPIRED, ListingState.OPEN)


@pytest.mark.django_db(transaction=True)
def test_workers_who_sweep_together_tell_each_owner_once():
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is one memory; on disk it has one writer at a time")
    amina = cast.amina()
    for _ in range(30):
        cast.listing(amina, widen_at=NOW)

    def swept(_):
        try:
            return sweeps.widen(now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        dealt_with = sum(pool.map(swept, range(4)))
    assert dealt_with == 30
    assert Notice.objects.filter(person=amina).count() == 30


# --- saved searches --------------------------------------------------------------------------------------------------


def looking(person, words="", **told):
    asked = {"words": words, "direction": "", "practice": "", "category": "", **told}
    return saved.save(**asked, by=Actor(person), now=NOW - 2 * DAY)


def listed(owner, title, **fields):
    return cast.listing(owner, title=title, words=kept(title), **{"published_at": NOW - HOUR, **fields})


def test_who_looks_for_something_is_told_of_what_comes_after():
    amina, bertrand = cast.amina(), cast.bertrand()
    listed(bertrand, "Vélo d’avant")
    looking(amina, "vélo")
    found = listed(bertrand, "Vélo rouge")
    listed(bertrand, "Échelle")
    assert sweeps.alert(now=NOW) == 1
    told = Notice.objects.get(person=amina)
    assert told.text == "1 nouvelle annonce pour votre recherche «\u00a0vélo\u00a0»."
    assert told.link == f"/annonce/{found.reference}/"


def test_several_are_told_together_and_never_again():
    amina, bertrand = cast.amina(), cast.bertrand()
    looking(amina, category="drill_cordless")
    for title in ("Perceuse", "Visseuse"):
        listed(bertrand, title)
    assert [sweeps.alert(now=NOW), sweeps.alert(now=NOW + HOUR)] == [1, 0]
    told = Notice.objects.get(person=amina)
    assert told.text == "2 nouvelles annonces pour votre recherche «\u00a0Perceuse-visseuse sans fil\u00a0»."
    assert told.link == "/v/?category=drill_cordless"


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": Direction.REQUEST},
        {"practice": "give"},
        {"state": ListingState.PAUSED},
        {"expires_at": NOW - MINUTE},
        {"category": "jigsaw"},
    ],
)
def test_what_does_not_fit_is_not_told(fields):
    amina, bertrand = cast.amina(), cast.bertrand()
    looking(amina, "perceuse", direction="offer", practice="lend", category="drill_cordless")
    listed(bertrand, "Perceuse", **fields)
    sweeps.alert(now=NOW)
    assert not Notice.objects.exists()


def test_nobody_is_told_of_their_own_listing_nor_of_what_does_not_reach_them():
    amina, bertrand = cast.amina(), cast.bertrand()
    looking(amina, "perceuse")
    listed(amina, "Perceuse")
    listed(bertrand, "Perceuse", reach=Reach.RESIDENCE, shown_in=cast.residence("b"))
    sweeps.alert(now=NOW)
    assert not Notice.objects.exists()


def test_what_was_published_a_moment_ago_is_told_next_time():
    """Another row with a smaller key may still be on its way."""
    amina = cast.amina()
    looking(amina, "perceuse")
    listed(cast.bertrand(), "Perceuse", published_at=NOW)
    assert sweeps.alert(now=NOW) == 0
    assert sweeps.alert(now=NOW + 2 * MINUTE) == 1
    assert Notice.objects.count() == 1


def test_many_new_listings_are_held_in_parts(monkeypatch):
    monkeypatch.setattr(saved, "NEW", 2)
    amina, bertrand = cast.amina(), cast.bertrand()
    looking(amina, "perceuse")
    for _ in range(5):
        listed(bertrand, "Perceuse")
    assert sweeps.alert(now=NOW) == 3
    assert Notice.objects.count() == 3


def test_searches_of_one_circle_read_its_listings_once(django_assert_max_num_queries):
    bertrand = cast.bertrand()
    for name in ("Hugo", "Gaëlle", "Inès", "Karim"):
        looking(cast.resident(name), "échelle")
    listed(bertrand, "Perceuse")
    with django_assert_max_num_queries(8):
        assert saved.alert(NOW) == 4


def test_twenty_searches_are_kept_and_no_more():
    amina = cast.amina()
    for n in range(20):
        looking(amina, f"objet {n}")
    assert looking(amina, "objet 3") == SavedSearch.objects.get(words="objet 3")
    with pytest.raises(saved.CannotSave, match="vingt recherches"):
        looking(amina, "un de plus")


def test_the_sweeps_read_indexes():
    _fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for rows, index in (
        (Listing.objects.filter(state="open", widen_at__lte=NOW, widen_at__isnull=False), "listing_widening"),
        (Listing.objects.filter(state="open", reminded_at=None, expires_at__lte=NOW), "listing_to_remind"),
        (Listing.objects.filter(state="open", expires_at__lte=NOW), "listing_expiring"),
        (SavedSearch.objects.filter(seen_up_to__lt=5).order_by("seen_up_to", "pk"), "search_to_alert"),
    ):
        assert index in rows[:5].explain()


def _fill() -> None:
    """Two thousand listings and searches of which hardly any is due, so that the engines have reason to choose."""
    amina = cast.amina()
    first = cast.listing(amina)
    fields = {field.attname: getattr(first, field.attname) for field in Listing._meta.concrete_fields}
    later = {"published_at": NOW - DAY, "expires_at": NOW + 90 * DAY, "reminded_at": NOW, "widen_at": None}
    Listing.objects.bulk_create(
        Listing(**{**fields, **later, "id": None, "reference": f"filled{n:06d}"}) for n in range(2_000)
    )
    SavedSearch.objects.bulk_create(
        SavedSearch(person=amina, words=f"objet {n}", made_at=NOW, seen_up_to=10 + n) for n in range(2_000)
    )


def test_the_place_of_a_role_counts_as_a_home_does():
    farid = cast.farid()
    looking(farid, "perceuse")
    listed(cast.bertrand(), "Perceuse", shown_in=Place.objects.get(code="35288"))
    assert sweeps.alert(now=NOW) == 1
    assert Notice.objects.get().person == farid
