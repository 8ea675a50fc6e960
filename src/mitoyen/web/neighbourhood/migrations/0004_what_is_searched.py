"""Indexes of what is shown and searched, and the words of listings on PostgreSQL.

There, each word is kept behind the place where it is shown (“p12xvelo”): a search reads only what is shown in a place,
however many listings the country has. SQLite looks for the words among the rows that the other indexes give.
"""

from typing import Any

from django.conf import settings
from django.db import migrations, models

OPEN = models.Q(("state", "open"))
POSTGRESQL = r"""
CREATE FUNCTION neighbourhood_words(words text, place bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT to_tsvector('pg_catalog.simple', regexp_replace(words, '([^ ]+)', 'p' || place::text || 'x\1', 'g')) $$;
CREATE INDEX listing_words ON neighbourhood_listing
USING gin (neighbourhood_words(words, shown_in_id)) WITH (fastupdate = off) WHERE state = 'open';
"""
BACK = "DROP INDEX listing_words; DROP FUNCTION neighbourhood_words(text, bigint);"


def index_words(apps: Any, schema_editor: Any) -> None:
    """Add the index of words where the engine has one."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def drop_words(apps: Any, schema_editor: Any) -> None:
    """Take the index of words away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACK)


def shown(name: str, *fields: str) -> migrations.AddIndex:
    """An index of what is online, the newest first within the fields."""
    return migrations.AddIndex(
        "listing", models.Index(fields=[*fields, "-published_at", "-id"], name=name, condition=OPEN)
    )


class Migration(migrations.Migration):
    """Two indexes are made anew: rows of the same instant keep an order."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("neighbourhood", "0003_who_disagreed"),
    )
    operations = (
        migrations.RemoveIndex("listing", "listing_feed"),
        migrations.RemoveIndex("listing", "listing_feed_of_practice"),
        migrations.AddField("listing", "reminded_at", models.DateTimeField(blank=True, null=True)),
        shown("listing_feed", "shown_in"),
        shown("listing_feed_of_practice", "shown_in", "practice"),
        shown("listing_feed_of_category", "shown_in", "category"),
        shown("listing_from", "place"),
        migrations.AddIndex(
            "listing",
            models.Index(
                fields=["expires_at"], name="listing_to_remind", condition=OPEN & models.Q(("reminded_at", None))
            ),
        ),
        migrations.AddIndex("savedsearch", models.Index(fields=["seen_up_to", "id"], name="search_to_alert")),
        migrations.RunPython(index_words, drop_words),
    )
