"""What comes into sight and leaves it: a gift promised whole, a listing shown further than it was."""

import pytest
from django.test import Client

from mitoyen.web.neighbourhood import rules
from mitoyen.web.neighbourhood.enums import Direction, Reach
from mitoyen.web.neighbourhood.listings import actions, drafts, nearby, saved, search, sweeps
from mitoyen.web.neighbourhood.listings.search import Wanted
from mitoyen.web.neighbourhood.listings.words import kept
from mitoyen.web.neighbourhood.models import Listing, SavedSearch, Widening
from mitoyen.web.people.actor import Actor
from mitoyen.web.people.enums import NoticeKind, ResidenceProof, Role
from mitoyen.web.people.models import Notice
from mitoyen.web.places import actions as places
from mitoyen.web.places.enums import Kind
from mitoyen.web.places.models import Place
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW
from tests.web.neighbourhood.listings.pages import sent

pytestmark = pytest.mark.django_db
EVERYWAY = (Wanted(), Wanted(words="chaises"), Wanted(nearest=True), Wanted(within=5.0), Wanted(practices=("give",)))


@pytest.fixture
def bertrand():
    return cast.bertrand()


@pytest.fixture
def amina():
    return cast.amina()


def given(owner, seats, title="Chaises", **fields):
    return cast.listing(owner, "give", title=title, words=kept(title), seats=seats, category="", **fields)


def found(reader, wanted):
    sight = rules.sight_of(Actor(reader), "les-corderies")
    return [listing.title for listing in search.page(wanted, sight, now=NOW).listings]


@pytest.mark.parametrize("wanted", EVERYWAY)
def test_a_gift_leaves_the_feed_when_all_is_promised_and_comes_back(amina, bertrand, wanted):
    gaelle = cast.resident("Gaëlle")
    chairs = given(bertrand, 2)
    first, second = (cast.moved(cast.asked(chairs, who), "accept", bertrand) for who in (amina, gaelle))
    assert found(amina, wanted) == []
    cast.moved(second, "cancel", gaelle)
    assert found(amina, wanted) == ["Chaises"]
    assert first.state == "accepted"


def test_a_gift_of_which_something_is_left_stays(amina, bertrand):
    chairs = given(bertrand, 2)
    cast.moved(cast.asked(chairs, amina), "accept", bertrand)
    assert found(amina, Wanted()) == ["Chaises"]


def test_a_gathering_that_is_full_stays_in_sight(amina, bertrand):
    hours = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + HOUR}
    cast.listing(bertrand, "event", title="Fête", seats=1, taken=1, **hours)
    cast.listing(bertrand, "group_order", title="Légumes", seats=1, taken=1)
    assert set(found(amina, Wanted())) == {"Fête", "Légumes"}


def test_one_may_still_stand_in_line_for_what_is_promised(amina, bertrand):
    chairs = given(bertrand, 1)
    taken = cast.moved(cast.asked(chairs, amina), "accept", bertrand)
    gaelle = cast.resident("Gaëlle")
    assert rules.listing_to_see(Actor(gaelle), chairs.reference) == chairs
    waits = cast.asked(chairs, gaelle)
    cast.moved(taken, "cancel", amina)
    assert Notice.objects.filter(person=gaelle, text__contains="de nouveau libre").count() == 1
    assert waits.state == "asked"


def test_a_search_is_not_told_of_what_is_promised_already(amina, bertrand):
    looking(amina, "chaises")
    given(bertrand, 1, taken=1)
    sweeps.alert(now=NOW)
    assert alerts(amina) == []


@pytest.mark.usefixtures("an_hour_of_the_cast")
def test_the_public_page_counts_what_is_in_sight(bertrand):
    for taken in [0] * 11 + [1]:
        given(bertrand, 1, taken=taken)
    assert "11 annonces en ce moment" in sent(Client().get("/v/les-corderies/"))


def test_whoever_has_nothing_left_is_not_told_that_somebody_looks_for_it(amina, bertrand):
    cast.listing(bertrand, "give", seats=1, taken=1)
    request = cast.listing(amina, "give", direction=Direction.REQUEST)
    assert nearby.tell(request, now=NOW) == 0
    Listing.objects.filter(owner=bertrand).update(taken=0)
    assert nearby.tell(request, now=NOW) == 1


# --- shown further ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hugo():
    """A neighbour of another quartier of Saint-Malo."""
    cast.les_corderies()
    commune = Place.objects.get(code="35288")
    rocabey = places.add(code="rocabey", name="Rocabey", kind=Kind.QUARTIER, parent=commune, households=300)
    return cast.belongs(cast.person("Hugo"), rocabey, Role.RESIDENT, ResidenceProof.LETTER)


def looking(person, words, now=NOW - 2 * DAY):
    return saved.save(words=words, direction="", practice="", category="", by=Actor(person), now=now)


def narrow(owner, title="Vélo rouge"):
    """Listed in L’Étoupe alone, and due to be shown further."""
    place = cast.residence("b")
    return cast.listing(owner, title=title, words=kept(title), reach=Reach.RESIDENCE, shown_in=place, widen_at=NOW)


def alerts(person):
    return list(Notice.objects.filter(person=person, kind=NoticeKind.ALERT).values_list("text", "link"))


def days_go_by(days=8):
    """Everything that time does, a day at a time."""
    for day in range(days):
        sweeps.widen(now=NOW + day * DAY)
        sweeps.alert(now=NOW + day * DAY + HOUR)


def test_who_looks_for_something_hears_of_it_when_it_comes_into_sight_once(amina, bertrand, hugo):
    looking(amina, "vélo")
    looking(hugo, "vélo")
    bike = narrow(bertrand)
    sweeps.alert(now=NOW - HOUR)
    assert (alerts(amina), alerts(hugo)) == ([], [])
    sweeps.widen(now=NOW)
    sweeps.alert(now=NOW + HOUR)
    assert (len(alerts(amina)), len(alerts(hugo))) == (1, 0), "it came to the quartier, not to the commune"
    assert alerts(amina)[0][1] == f"/annonce/{bike.reference}/"
    days_go_by()
    assert (len(alerts(amina)), len(alerts(hugo))) == (1, 1)


def test_whoever_saw_it_all_along_is_not_told_again(bertrand):
    neighbour = cast.resident("Gaëlle", "b")
    looking(neighbour, "vélo")
    narrow(bertrand)
    sweeps.alert(now=NOW - HOUR)
    days_go_by()
    assert len(alerts(neighbour)) == 1


def test_a_search_saved_after_is_told_of_later_widenings_alone(amina, bertrand):
    narrow(bertrand)
    sweeps.widen(now=NOW)
    looking(amina, "vélo", now=NOW + HOUR)
    sweeps.alert(now=NOW + 2 * HOUR)
    assert alerts(amina) == [], "she reads it in the results of the search itself"


def test_what_is_shown_further_by_its_owner_is_heard_of_too(amina, bertrand):
    looking(amina, "vélo")
    bike = narrow(bertrand)
    sweeps.alert(now=NOW - HOUR)
    told = {"reach": Reach.QUARTIER, "category": bike.category}
    draft = drafts.Draft(Direction.OFFER, "lend", bike.title, **told)
    actions.change(listing=bike, draft=draft, by=Actor(bertrand), now=NOW)
    sweeps.alert(now=NOW + HOUR)
    assert len(alerts(amina)) == 1


def test_what_is_shown_nearer_is_nobodys_news(amina, bertrand):
    bike = cast.listing(bertrand, title="Vélo rouge", words=kept("Vélo rouge"))
    draft = drafts.Draft(Direction.OFFER, "lend", bike.title, reach=Reach.RESIDENCE, category=bike.category)
    actions.change(listing=bike, draft=draft, by=Actor(bertrand), now=NOW)
    assert not Widening.objects.exists()


@pytest.mark.parametrize("gone", [{"state": "closed"}, {"expires_at": NOW}, {"title": "Échelle", "words": " echelle"}])
def test_what_is_gone_or_does_not_fit_is_not_told(amina, bertrand, gone):
    looking(amina, "vélo")
    narrow(bertrand)
    sweeps.widen(now=NOW)
    Listing.objects.update(**gone)
    sweeps.alert(now=NOW + HOUR)
    assert alerts(amina) == []
    assert set(SavedSearch.objects.values_list("widened_up_to", flat=True)) == {Widening.objects.get().pk}


def shown(listing, wanted, now):
    """Its owner shows it as far as they want from now on."""
    draft = drafts.Draft(Direction.OFFER, "lend", listing.title, reach=wanted, category=listing.category)
    actions.change(listing=listing, draft=draft, by=Actor(listing.owner), now=now)


def heard(person):
    """Listings that somebody was told of, counted each time."""
    return [int(text.split()[0]) for text, _ in alerts(person)]


def test_what_is_shown_nearer_and_further_again_is_told_once(amina, bertrand):
    looking(amina, "vélo")
    bike = cast.listing(bertrand, title="Vélo rouge", words=kept("Vélo rouge"))
    ladder = cast.listing(bertrand, title="Vélo bleu", words=kept("Vélo bleu"))
    sweeps.alert(now=NOW)
    assert heard(amina) == [2]
    for hours in (1, 3):
        for listing in (ladder, bike):
            shown(listing, Reach.RESIDENCE, NOW + hours * HOUR)
            shown(listing, Reach.QUARTIER, NOW + hours * HOUR)
        sweeps.alert(now=NOW + (hours + 1) * HOUR)
    assert heard(amina) == [2]


def test_what_went_back_and_forth_between_two_looks_counts_once(amina, bertrand):
    looking(amina, "vélo")
    bike = narrow(bertrand)
    sweeps.alert(now=NOW - HOUR)
    for wanted in (Reach.QUARTIER, Reach.RESIDENCE, Reach.QUARTIER):
        shown(bike, wanted, NOW)
    sweeps.alert(now=NOW + HOUR)
    assert heard(amina) == [1]


def test_what_is_new_beside_what_was_told_is_told_alone(amina, bertrand):
    """The new one must not be lost because the last of the two was told before."""
    looking(amina, "vélo")
    new, told = narrow(bertrand, "Vélo rouge"), narrow(bertrand, "Vélo bleu")
    sweeps.alert(now=NOW - HOUR)
    shown(told, Reach.QUARTIER, NOW)
    sweeps.alert(now=NOW + HOUR)
    assert [link for _, link in alerts(amina)] == [f"/annonce/{told.reference}/"]
    shown(told, Reach.RESIDENCE, NOW + 2 * HOUR)
    for listing in (new, told):
        shown(listing, Reach.QUARTIER, NOW + 2 * HOUR)
    sweeps.alert(now=NOW + 3 * HOUR)
    assert sorted(link for _, link in alerts(amina)) == sorted(
        f"/annonce/{listing.reference}/" for listing in (new, told)
    )


def test_what_was_hidden_before_anybody_looked_is_told_when_it_comes_back(amina, bertrand):
    looking(amina, "vélo")
    bike = cast.listing(bertrand, title="Vélo rouge", words=kept("Vélo rouge"))
    shown(bike, Reach.RESIDENCE, NOW)
    sweeps.alert(now=NOW + HOUR)
    assert heard(amina) == []
    shown(bike, Reach.QUARTIER, NOW + 2 * HOUR)
    sweeps.alert(now=NOW + 3 * HOUR)
    assert heard(amina) == [1]


def test_widenings_that_every_search_has_heard_of_are_forgotten(amina, bertrand):
    bike = narrow(bertrand)
    sweeps.widen(now=NOW)
    assert sweeps.forget_widenings(now=NOW) == 0, "one that a transaction before it may follow is kept a while"
    looking(amina, "vélo", now=NOW)
    shown(bike, Reach.COMMUNE, NOW)
    assert sweeps.forget_widenings(now=NOW + HOUR) == 1, "she began to look after the first"
    sweeps.alert(now=NOW + HOUR)
    assert heard(amina) == [], "it was in sight already"
    assert sweeps.forget_widenings(now=NOW + HOUR) == 1
    assert sweeps.forget_widenings(now=NOW + HOUR) == 0


def test_nobody_looking_all_widenings_are_forgotten(bertrand):
    narrow(bertrand)
    sweeps.widen(now=NOW)
    assert sweeps.forget_widenings(now=NOW + HOUR) == 1


def test_many_are_held_in_parts(amina, bertrand, monkeypatch):
    monkeypatch.setattr(saved, "NEW", 2)
    looking(amina, "vélo")
    for number in range(5):
        narrow(bertrand, f"Vélo {number}")
    sweeps.alert(now=NOW - HOUR)
    sweeps.widen(now=NOW)
    assert sweeps.alert(now=NOW + HOUR) == 3
    assert [text.split()[0] for text, _ in alerts(amina)] == ["2", "2", "1"]


def test_those_behind_are_read_from_an_index():
    amina = cast.amina()
    rows = (SavedSearch(person=amina, words=f"objet {n}", made_at=NOW, widened_up_to=10 + n) for n in range(2_000))
    SavedSearch.objects.bulk_create(rows)
    behind = SavedSearch.objects.filter(widened_up_to__lt=5).order_by("widened_up_to", "pk")[:5]
    assert "search_to_alert_widened" in behind.explain()
