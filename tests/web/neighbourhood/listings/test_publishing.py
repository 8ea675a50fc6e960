"""What is kept of a listing, who is told of a request, and what is refused."""

import datetime
from types import SimpleNamespace

import pytest

from mitoyen.web.neighbourhood.enums import Direction, ListingState, Reach, Terms
from mitoyen.web.neighbourhood.listings import actions, categories, nearby, tasks
from mitoyen.web.neighbourhood.listings.drafts import CannotPublish, Draft, NeedsPower, PartDraft
from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import NoticeKind, ResidenceProof, Role
from mitoyen.web.people.models import Notice
from mitoyen.web.people.rules import Power
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db
OFFER, REQUEST = Direction.OFFER, Direction.REQUEST


def published(person, draft=None, now=NOW, **fields):
    """A listing of somebody in Les Corderies."""
    draft = draft or Draft(**{"direction": OFFER, "practice": "lend", "title": "Perceuse", **fields})
    return actions.publish(draft=draft, place=cast.les_corderies(), by=Actor(person), now=now)


# --- what is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "shown_in"),
    [(Reach.RESIDENCE, "les-corderies-a"), (Reach.QUARTIER, "les-corderies"), (Reach.COMMUNE, "35288")],
)
def test_a_listing_is_shown_in_the_place_that_its_reach_means(reach, shown_in):
    made = published(cast.amina(), reach=reach)
    assert (made.place.code, made.shown_in.code) == ("les-corderies-a", shown_in)


def test_a_house_without_a_residence_is_shown_in_its_quartier():
    gaelle = cast.belongs(cast.person("Gaëlle"), cast.les_corderies(), Role.RESIDENT, ResidenceProof.LETTER)
    assert published(gaelle, reach=Reach.RESIDENCE).shown_in.code == "les-corderies"


@pytest.mark.parametrize(
    ("practice", "days", "widens"), [("lend", 365, 2), ("food_gift", 3, 1), ("give", 60, 2), ("service", 90, 1)]
)
def test_a_practice_decides_how_long_it_stays(practice, days, widens):
    made = published(cast.amina(), practice=practice)
    assert (made.expires_at, made.widen_at) == (NOW + days * DAY, NOW + widens * DAY)


@pytest.mark.parametrize(("practice", "days"), [("lend", 30), ("repair", 60), ("service", 30), ("give", 60)])
def test_a_need_does_not_last_as_long_as_a_drill(practice, days):
    made = published(cast.amina(), direction=REQUEST, practice=practice)
    assert made.expires_at == NOW + days * DAY


def test_what_is_shown_to_the_commune_widens_no_more():
    assert published(cast.amina(), reach=Reach.COMMUNE).widen_at is None


def test_the_words_are_those_of_title_text_and_category():
    made = published(cast.amina(), title="Bosch à percussion", text="Très Légère", category="drill_cordless")
    assert made.words.startswith(" bosch a percussion tres legere perceuse visseuse sans fil")
    assert " visseuse" in made.words


def test_what_a_practice_does_not_ask_is_left_out():
    made = published(
        cast.amina(), practice="give", minutes=90, deposit=500, good_loans=3, starts_at=NOW + DAY, terms=Terms.PRICE,
        cents=100,
    )  # fmt: skip
    kept = (made.minutes, made.deposit, made.good_loans, made.starts_at, made.terms, made.cents, made.seats)
    assert kept == (0, 0, 0, None, Terms.FREE, 0, 1)


def test_a_partner_publishes_from_the_place_of_their_role():
    made = published(cast.elodie(), practice="event", title="Café réparation", starts_at=NOW + DAY)
    assert (made.place.code, made.shown_in.code) == ("les-corderies", "les-corderies")


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"title": "  "}, "title", "Donnez un titre"),
        ({"practice": "repair_done"}, "practice", "Choisissez"),
        ({"category": "apple"}, "category", "Choisissez une catégorie"),
        ({"practice": "resell"}, "cents", "Indiquez un prix"),
        ({"practice": "resell", "terms": Terms.PRICE, "cents": 1_000_001}, "cents", "Indiquez un prix"),
        ({"practice": "event"}, "starts_at", "Dites quand"),
        ({"practice": "event", "starts_at": NOW}, "starts_at", "à venir"),
        ({"practice": "event", "starts_at": NOW + 367 * DAY}, "starts_at", "à venir"),
        ({"practice": "event", "starts_at": NOW + DAY, "ends_at": NOW + DAY}, "ends_at", "La fin vient après"),
        ({"practice": "group_order", "terms": Terms.FREE, "ends_at": NOW + DAY}, "starts_at", "aussi quand"),
        ({"practice": "give", "seats": 501}, "seats", "entre 1 et 500"),
    ],
)
def test_a_draft_that_cannot_be_shown_says_where_and_why(fields, field, said):
    amina = cast.amina()
    with pytest.raises(CannotPublish, match=said) as refused:
        published(amina, **fields)
    assert refused.value.field == field
    assert not Listing.objects.exists()


def test_two_parts_have_two_names():
    parts = (PartDraft("Cuisine", "event", True), PartDraft("cuisine", "event", False))
    with pytest.raises(CannotPublish, match="le même nom"):
        published(cast.amina(), practice="event", starts_at=NOW + DAY, parts=parts)


@pytest.mark.parametrize(
    ("proof", "draft", "power"),
    [
        (ResidenceProof.NONE, Draft(OFFER, "event", "Fête", starts_at=NOW + DAY), Power.GATHER),
        (ResidenceProof.NONE, Draft(OFFER, "resell", "Vélo", terms=Terms.PRICE, cents=100), Power.SELL),
        (ResidenceProof.NONE, Draft(OFFER, "lend", "Perceuse"), None),
        (ResidenceProof.NONE, Draft(REQUEST, "resell", "Vélo", terms=Terms.PRICE, cents=100), None),
        (ResidenceProof.VOUCHED, Draft(OFFER, "event", "Fête", starts_at=NOW + DAY), None),
        (ResidenceProof.VOUCHED, Draft(OFFER, "resell", "Vélo", terms=Terms.PRICE, cents=100), None),
    ],
)
def test_a_standing_allows_what_the_table_says(proof, draft, power):
    hugo = cast.resident("Hugo", proof=proof)
    if power is None:
        assert published(hugo, draft).pk
        return
    with pytest.raises(NeedsPower) as refused:
        published(hugo, draft)
    assert refused.value.power == power


@pytest.mark.parametrize("who", [cast.driss, cast.claire, cast.caretaker, cast.moderator])
def test_a_partner_asks_for_nothing(who):
    with pytest.raises(NeedsPower):
        actions.publish(draft=Draft(REQUEST, "lend", "Perceuse"), place=cast.residence("b"), by=Actor(who()), now=NOW)


def test_a_past_gathering_is_not_renewed():
    found = cast.listing(cast.amina(), "event", starts_at=NOW - HOUR, state=ListingState.EXPIRED)
    with pytest.raises(CannotPublish, match="Ce rendez-vous est passé"):
        actions.renew(listing=found, by=Actor(found.owner), now=NOW)


def test_moderation_has_the_last_word():
    found = cast.listing(cast.amina(), state=ListingState.HIDDEN)
    with pytest.raises(CannotPublish, match="La modération"):
        actions.renew(listing=found, by=Actor(found.owner), now=NOW)
    actions.close(listing=found, by=Actor(found.owner), now=NOW)
    assert Listing.objects.get().state == ListingState.HIDDEN


# --- what a need asks for --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "practice", "category"),
    [
        ("perceuse", "lend", "drill_cordless"),
        ("Une PERCEUSE pour samedi !", "lend", "drill_cordless"),
        ("drill", "lend", "drill_cordless"),
        ("visseuse", "lend", "drill_cordless"),
        ("escabeau", "lend", "ladder_alu"),
        ("canapé", "give", "sofa_textile"),
        ("des œufs", "food_gift", "eggs"),
        ("réparer ma lampe", "repair", ""),
        ("quelqu’un pour arroser mes plantes", "service", "gardening"),
        ("someone to walk my dog", "service", "pet_visit"),
        ("covoiturage pour aller au travail", "ride", "commute_ride"),
        ("machin", "lend", ""),
        ("quelqu’un qui sache jouer de la cornemuse ancienne", "service", ""),
    ],
)
def test_a_need_is_understood_by_its_words(need, practice, category):
    found = categories.guess(need)
    assert (found.practice, found.category) == (practice, category)


def test_suggestions_are_of_the_kind_of_the_practice():
    assert [found.id for found in categories.suggested("perc", "lend")] == ["drill_cordless"]
    assert categories.suggested("perceuse", "food_gift") == []
    assert {found.id for found in categories.suggested("garde", "service")} >= {"childcare", "pet_visit"}


def test_nobody_lists_an_average():
    assert {"loan_item_mix", "small_item_mix"}.isdisjoint({found.id for found in categories.choices("lend")})


# --- who is told of a request ----------------------------------------------------------------------------------------


def asked(**fields):
    return cast.listing(cast.amina(), direction=REQUEST, title="Perceuse SVP", **fields)


def told():
    return {(notice.person.first_name, notice.text) for notice in Notice.objects.select_related("person")}


def test_those_who_offer_it_and_those_who_listen_are_told_without_the_words_of_another():
    request = asked()
    cast.listing(cast.bertrand())
    cast.resident("Hugo", notices={"nearby": "daily"})
    cast.resident("Inès", notices={"nearby": "never"})
    cast.resident("Gaëlle")
    assert nearby.tell(request, now=NOW) == 2
    assert told() == {
        ("Bertrand", "Quelqu’un cherche ce que vous proposez\u00a0: Perceuse-visseuse sans fil."),
        ("Hugo", "Une demande près de chez vous\u00a0: Perceuse-visseuse sans fil."),
    }
    assert set(Notice.objects.values_list("kind", flat=True)) == {NoticeKind.NEARBY}


def test_told_twice_they_are_told_once():
    request = asked()
    cast.listing(cast.bertrand())
    for _ in range(2):
        nearby.tell(request, now=NOW)
    assert Notice.objects.count() == 1


def test_nobody_is_told_beyond_its_reach():
    request = asked(reach=Reach.RESIDENCE, shown_in=cast.residence("a"))
    cast.listing(cast.bertrand())
    cast.resident("Hugo", "b", notices={"nearby": "now"})
    assert nearby.tell(request, now=NOW) == 0


def test_a_bounded_number_is_told_those_who_offer_it_first(monkeypatch):
    monkeypatch.setattr(nearby, "MOST", 2)
    request = asked()
    for name in ("Hugo", "Inès", "Karim"):
        cast.resident(name, notices={"nearby": "now"})
    cast.listing(cast.bertrand())
    assert nearby.tell(request, now=NOW) == 2
    assert "Bertrand" in {name for name, _ in told()}


def test_publishing_a_request_puts_the_telling_in_the_queue(monkeypatch):
    queued: list[int] = []
    monkeypatch.setattr(tasks, "tell_nearby", SimpleNamespace(enqueue=queued.append))
    made = published(cast.amina(), direction=REQUEST)
    published(cast.bertrand())
    assert queued == [made.pk]


# --- what has begun --------------------------------------------------------------------------------------------------


TIMES = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + 3 * HOUR}
FEAST = {"practice": "event", "title": "Repas de la courée", "meeting": "Sous le tilleul", "seats": 8, **TIMES}
"""A meal for eight, tomorrow."""


@pytest.fixture
def feast():
    """Gaëlle’s meal, where Hugo has a place."""
    made = published(cast.resident("Gaëlle"), **FEAST)
    cast.asked(made, cast.resident("Hugo"))
    return Listing.objects.get(pk=made.pk)


def rewritten(listing, later, **fields):
    """The listing with some fields written anew, so long after it began."""
    draft = Draft(**{"direction": OFFER, **FEAST, **fields})
    actions.change(listing=listing, draft=draft, by=Actor(listing.owner), now=NOW + DAY + later)
    return Listing.objects.get(pk=listing.pk)


@pytest.mark.parametrize("later", [datetime.timedelta(0), HOUR, 5 * DAY])
def test_the_words_of_what_has_begun_are_still_mended(feast, later):
    written = rewritten(feast, later, title="Repas de la cour", text="Il pleut : nous sommes à l’abri.", seats=9)
    assert (written.title, written.text, written.seats) == (
        "Repas de la cour", "Il pleut : nous sommes à l’abri.", 9,
    )  # fmt: skip
    assert (written.starts_at, written.ends_at, written.expires_at) == (TIMES["starts_at"], *[TIMES["ends_at"]] * 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"ends_at": NOW + DAY + 4 * HOUR},
        {"ends_at": None},
        {"meeting": "Au port"},
        {"terms": Terms.PRICE, "cents": 500},
    ],
)
def test_what_neighbours_came_for_stays_once_it_has_begun(feast, changed):
    with pytest.raises(CannotPublish, match="encore changer le titre, le texte, la catégorie et les photos"):
        rewritten(feast, HOUR, **changed)


@pytest.mark.parametrize("start", [NOW + DAY + HOUR, NOW - DAY])
def test_it_did_not_begin_at_another_time(feast, start):
    with pytest.raises(CannotPublish, match="un moment à venir"):
        rewritten(feast, 2 * HOUR, starts_at=start)


def test_places_that_are_taken_are_kept_once_it_has_begun(feast):
    Listing.objects.update(taken=3)
    with pytest.raises(CannotPublish, match="gardez-en au moins autant"):
        rewritten(feast, HOUR, seats=2)


def test_what_nobody_came_to_may_be_held_again_elsewhere():
    feast = published(cast.resident("Gaëlle"), **FEAST)
    again = rewritten(feast, 2 * DAY, starts_at=NOW + 9 * DAY, ends_at=None, meeting="Au port")
    assert (again.starts_at, again.meeting) == (NOW + 9 * DAY, "Au port")


def test_what_neighbours_wait_for_is_not_put_off_behind_their_backs(feast):
    with pytest.raises(CannotPublish, match="Des voisins ont déjà répondu"):
        rewritten(feast, HOUR, starts_at=NOW + 9 * DAY, ends_at=None)


def test_the_commune_of_a_long_ago_listing_stays():
    """Widening never narrows: changing the words keeps the reach that the listing has by now."""
    amina = cast.amina()
    found = cast.listing(amina, reach=Reach.COMMUNE, shown_in=Place.objects.get(code="35288"))
    draft = Draft(OFFER, "lend", "Perceuse à percussion", reach=Reach.COMMUNE)
    actions.change(listing=found, draft=draft, by=Actor(amina), now=NOW + datetime.timedelta(days=1))
    found.refresh_from_db()
    assert (found.shown_in.code, found.title) == ("35288", "Perceuse à percussion")
