"""What the database itself refuses: a loan while the owner keeps the object, and the reverse."""

import datetime
import importlib

import pytest
from django.db import IntegrityError, connection, transaction

from mitoyen.web.neighbourhood.exchanges.actions import CannotMove
from mitoyen.web.neighbourhood.models import Block, Exchange
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.cast import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

SIX = NOW + DAY
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def drill():
    return cast.listing(cast.bertrand())


def lent(drill, starts=SIX, ends=SIX + 2 * HOUR):
    exchange = cast.asked(drill, cast.amina(), starts_at=starts, ends_at=ends)
    return cast.moved(exchange, "accept", drill.owner)


def kept(drill, starts, ends):
    with transaction.atomic():
        return Block.objects.create(listing=drill, starts_at=starts, ends_at=ends, made_at=NOW)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(-HOUR, HOUR), (MINUTE, HOUR), (HOUR, 3 * HOUR), (-HOUR, 3 * HOUR), (2 * HOUR - MINUTE, 4 * HOUR)],
    ids=["begins before", "lies within", "ends after", "holds it all", "one minute"],
)
def test_nobody_keeps_what_is_lent(drill, starts, ends):
    lent(drill)
    with pytest.raises(IntegrityError):
        kept(drill, SIX + starts, SIX + ends)
    assert Block.objects.count() == 0


@pytest.mark.parametrize(
    ("starts", "ends"), [(-HOUR, 0 * HOUR), (2 * HOUR, 3 * HOUR)], ids=["just before", "just after"]
)
def test_time_may_be_kept_up_to_the_minute_of_a_loan(drill, starts, ends):
    lent(drill)
    assert kept(drill, SIX + starts, SIX + ends).pk


def test_another_object_may_be_kept_at_the_same_time(drill):
    lent(drill)
    assert kept(cast.listing(drill.owner, title="Échelle"), SIX, SIX + HOUR).pk


def test_what_is_kept_is_not_lent_and_the_request_stays(drill):
    kept(drill, SIX + HOUR, SIX + 3 * HOUR)
    with pytest.raises(CannotMove, match="Vous gardez cet objet pour vous"):
        lent(drill)
    assert Exchange.objects.get().state == "asked"


def test_a_loan_is_not_extended_into_what_is_kept(drill):
    exchange = cast.moved(lent(drill), "hand_over", drill.owner)
    kept(drill, SIX + 3 * HOUR, SIX + 4 * HOUR)
    with pytest.raises(CannotMove, match="^Cet objet n’est pas libre à ce moment-là"):
        cast.moved(exchange, "extend", exchange.receiver, ends_at=SIX + 4 * HOUR)
    assert cast.moved(exchange, "extend", exchange.receiver, ends_at=SIX + 3 * HOUR).ends_at == SIX + 3 * HOUR


def test_who_has_it_is_told_to_its_owner_alone(drill):
    first = cast.moved(lent(drill), "hand_over", drill.owner)
    gaelle = cast.resident("Gaëlle")
    second = cast.asked(drill, gaelle, starts_at=SIX + HOUR, ends_at=SIX + 3 * HOUR)
    with pytest.raises(CannotMove, match="Vous avez déjà promis cet objet"):
        cast.moved(second, "accept", drill.owner)
    cast.moved(second, "withdraw", gaelle)
    later = cast.asked(drill, gaelle, starts_at=SIX + 2 * HOUR, ends_at=SIX + 3 * HOUR)
    cast.moved(later, "accept", drill.owner)
    with pytest.raises(CannotMove) as refused:
        cast.moved(first, "extend", first.receiver, ends_at=SIX + 3 * HOUR)
    assert "n’est pas libre" in str(refused.value)
    assert "Gaëlle" not in str(refused.value)


def test_a_time_that_was_kept_is_not_moved_onto_a_loan(drill):
    lent(drill)
    block = kept(drill, SIX + 5 * HOUR, SIX + 6 * HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.filter(pk=block.pk).update(starts_at=SIX + HOUR)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite drops triggers with a table written anew")
@pytest.mark.django_db(transaction=True)
def test_a_table_written_anew_gets_its_promises_back():
    migration = importlib.import_module("mitoyen.web.neighbourhood.migrations.0006_lent_or_kept")
    before = triggers()
    with connection.schema_editor() as editor:
        migration.suspend(None, editor)
        editor._remake_table(Exchange)  # type: ignore[attr-defined]  # what SQLite's editor does when a column changes
        migration.promise_again(None, editor)
    assert triggers() == before


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]
