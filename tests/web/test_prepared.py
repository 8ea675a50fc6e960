"""A prepared query finds what Django would have found, whatever it is told and whoever asks."""

import datetime
from threading import Thread

import pytest
from django.db import connection
from django.db.models import CharField, Prefetch, Value

from mitoyen.web.neighbourhood.models import Listing
from mitoyen.web.places.models import Belonging, Place
from mitoyen.web.prepared import Prepared
from tests.web.neighbourhood import cast

pytestmark = pytest.mark.django_db
CALLED = Prepared(lambda code: Place.objects.filter(code=code))
AMONG = Prepared(lambda codes, kind: Place.objects.filter(code__in=codes, kind=kind).order_by("code"))


def test_another_value_finds_another_row():
    cast.les_corderies()
    assert [place.code for place in CALLED("les-corderies")] == ["les-corderies"]
    assert [place.code for place in CALLED("35288")] == ["35288"]
    assert CALLED("nowhere") == []


def test_a_row_that_changed_is_read_as_it_is_now():
    place = cast.les_corderies()
    CALLED(place.code)
    Place.objects.filter(pk=place.pk).update(name="Les Corderies du port")
    assert CALLED(place.code)[0].name == "Les Corderies du port"


def test_a_list_may_have_any_length():
    cast.les_corderies()
    for codes in (["35288"], [], ["35288", "les-corderies", "nowhere"], ["d35"]):
        expected = Place.objects.filter(code__in=codes, kind="commune").order_by("code")
        assert list(expected) == AMONG(codes, "commune")


def test_rows_joined_and_deferred_are_those_of_django(django_assert_num_queries):
    amina = cast.amina()
    homes = Belonging.objects.select_related("place").defer("place__boundary")
    with django_assert_num_queries(1):
        (here,) = Prepared(lambda person: homes.filter(person=person))(amina.pk)
        assert here.place.code
    with django_assert_num_queries(1):
        assert here.place.boundary is None  # read when it is asked for


def test_moments_are_compared_as_moments():
    listing = cast.listing(cast.amina())
    later = Prepared(lambda now: Listing.objects.filter(expires_at__gt=now).values_list("pk", "expires_at"))
    assert later(listing.expires_at - datetime.timedelta(microseconds=1)) == [(listing.pk, listing.expires_at)]
    assert later(listing.expires_at) == []


def test_what_is_prefetched_comes_along():
    amina = cast.amina()
    listing = cast.listing(amina)
    mine = Prefetch("listings", queryset=Listing.objects.all(), to_attr="listed")
    (found,) = Prepared(lambda pk: type(amina).objects.filter(pk=pk).prefetch_related(mine))(amina.pk)
    assert found.listed == [listing]


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_on_its_own_connection():
    cast.les_corderies()
    CALLED("les-corderies")
    found = []

    def ask():
        found.append([place.code for place in CALLED("les-corderies")])
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [["les-corderies"]]


def test_instances_are_as_django_makes_them():
    amina = cast.amina()
    homes = Belonging.objects.select_related("place", "proven_in").defer("place__boundary").order_by("pk")
    (expected,) = homes.filter(person=amina)
    (here,) = Prepared(lambda person: homes.filter(person=person))(amina.pk)
    assert here == expected
    assert here.__dict__.keys() == expected.__dict__.keys()
    assert here.get_deferred_fields() == expected.get_deferred_fields()
    assert here.place.get_deferred_fields() == expected.place.get_deferred_fields() == {"boundary"}
    assert (here.proven_in, here.since, here._state.db, here._state.adding) == (None, expected.since, "default", False)
    here.save()  # a change, and no second row
    assert Belonging.objects.filter(person=amina).count() == 1


def test_annotations_that_would_be_lost_are_refused():
    with pytest.raises(TypeError, match="values_list"):
        Prepared(lambda code: Place.objects.filter(code=code).annotate(twice=Value(2)))("35288")


def test_what_is_written_in_a_query_stays_what_it_was():
    place = cast.les_corderies()
    Place.objects.filter(pk=place.pk).update(name="100 % l’ancre, %s aussi")
    said = Prepared(lambda code: Place.objects.filter(code=code, name__contains="% l’ancre, %s", simulated=False))
    assert [found.pk for found in said(place.code)] == [place.pk]
    nothing = Prepared(
        lambda code: Place.objects.filter(code=code).values_list(Value(None, CharField()), Value("%"), "pk")
    )
    assert nothing(place.code) == [(None, "%", place.pk)]


def test_postgresql_keeps_the_plan_of_what_is_asked_often(django_assert_num_queries):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its statements by itself")
    place = cast.les_corderies()
    kept = Prepared(lambda pk: Place.objects.filter(pk=pk, kind="quartier").values_list("code", flat=True))
    anew = Prepared(lambda pk: Place.objects.filter(pk=pk, kind="quartier").values_list("name", flat=True), anew=True)
    with django_assert_num_queries(14):
        for pk in (place.pk, 1, 40_000, 3_000_000_000, 1, 2, place.pk):
            assert kept(pk) == (["les-corderies"] if pk == place.pk else [])
            assert anew(pk) == (["Les Corderies"] if pk == place.pk else [])
    plans = [text for text in statements() if "\"kind\" = 'quartier'" in text]
    assert len(plans) == 1
    assert '"places_place"."id" = $1' in plans[0]
    assert "code" in plans[0]


def statements():
    """Those whose plan this connection keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [text for (text,) in cursor.fetchall()]
