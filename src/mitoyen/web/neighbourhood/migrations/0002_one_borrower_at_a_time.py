"""What only the database can promise: two people who ask at the same second never hold the same object.

Periods are half-open: one may begin at the minute when the other ends. A migration that makes SQLite write the table of
exchanges anew drops its triggers: it then runs `promise_again` (a test watches).
"""

from typing import Any

from django.db import migrations

TABLE = "neighbourhood_exchange"
REFUSAL = "exchange_one_borrower_at_a_time"
SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {REFUSAL}_{{when}} BEFORE {{event}} ON {TABLE} WHEN NEW.occupies
BEGIN
  SELECT RAISE(ABORT, '{REFUSAL}') WHERE EXISTS (
    SELECT 1 FROM {TABLE} AS other
    WHERE other.listing_id = NEW.listing_id AND other.occupies AND other.id IS NOT NEW.id
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
  );
END
"""
EVENTS = {"enter": "INSERT", "move": "UPDATE OF occupies, starts_at, ends_at, listing_id"}
INDEX = f"CREATE INDEX IF NOT EXISTS exchange_occupied ON {TABLE} (listing_id, starts_at) WHERE occupies"
POSTGRESQL = f"""
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE {TABLE} ADD CONSTRAINT {REFUSAL}
EXCLUDE USING gist (listing_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (occupies);
"""


def promise(apps: Any, schema_editor: Any) -> None:
    """Add the rule in the words of the engine."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    schema_editor.execute(INDEX)
    for when, event in EVENTS.items():
        schema_editor.execute(SQLITE.format(when=when, event=event))


def promise_again(apps: Any, schema_editor: Any) -> None:
    """Add the rule again where writing the table anew dropped it."""
    if schema_editor.connection.vendor != "postgresql":
        promise(apps, schema_editor)


class Migration(migrations.Migration):
    """After the tables themselves."""

    dependencies = (("neighbourhood", "0001_rules_of_the_rows"),)
    operations = (migrations.RunPython(promise, migrations.RunPython.noop),)
