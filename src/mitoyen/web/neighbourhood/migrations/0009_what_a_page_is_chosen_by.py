"""Indexes hold what chooses the rows of a page, so that PostgreSQL fetches only these; SQLite keeps its own as it was.

Beside its words, a listing's entry in the index of words names the place alone (“p12 p12xvelo”): of beginnings of words
PostgreSQL supposes that one row in two hundred has them; a place it knows, and then reads nothing but this index.
"""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

CHOSEN_BY = ("place", "expires_at", "seats", "taken", "practice", "category", "direction", "terms", "shown_in")
OPEN = models.Q(("state", "open"))
TO_ASK_ABOUT = models.Q(asks_counterfactual=True, counterfactual_at=None, state="confirmed")

WORDS = r"""
DROP INDEX listing_words;
CREATE OR REPLACE FUNCTION neighbourhood_words(words text, place bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple', {told})
$$;
CREATE INDEX listing_words ON neighbourhood_listing
USING gin (neighbourhood_words(words, shown_in_id)) WITH (fastupdate = off) WHERE state = 'open';
"""
BEHIND_PLACE = r"regexp_replace(words, '([^ ]+)', 'p' || place::text || 'x\1', 'g')"


def index_words(apps: Any, schema_editor: Any) -> None:
    """Make the index of words anew where the engine has one."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS.format(told=f"'p' || place::text || ' ' || {BEHIND_PLACE}"))


def index_words_as_before(apps: Any, schema_editor: Any) -> None:
    """Without the places alone."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS.format(told=BEHIND_PLACE))


def shown(name: str, *fields: str) -> list[Operation]:
    """An index of what is online, made anew with what chooses among it."""
    told = [field for field in CHOSEN_BY if field not in fields]
    made = models.Index(fields=[*fields, "-published_at", "-id"], name=name, condition=OPEN, include=told)
    return [migrations.RemoveIndex("listing", name), migrations.AddIndex("listing", made)]


def of_side(side: str) -> list[Operation]:
    """The index of somebody's exchanges, made anew with their state."""
    name = f"exchange_of_{side}"
    made = models.Index(fields=[side, "-moved_at", "-id"], name=name, include=["state"])
    return [migrations.RemoveIndex("exchange", name), migrations.AddIndex("exchange", made)]


class Migration(migrations.Migration):
    """Writing stops while an index is made: a few seconds for each million rows."""

    dependencies = (
        ("neighbourhood", "0008_what_comes_into_sight"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        *shown("listing_feed", "shown_in"),
        *shown("listing_feed_of_practice", "shown_in", "practice"),
        *shown("listing_feed_of_category", "shown_in", "category"),
        *shown("listing_from", "place"),
        *of_side("owner"),
        *of_side("asker"),
        migrations.AddIndex(
            "exchange",
            models.Index(fields=["receiver", "confirmed_at"], name="exchange_to_ask_about", condition=TO_ASK_ABOUT),
        ),
        migrations.RunPython(index_words, index_words_as_before),
    )
