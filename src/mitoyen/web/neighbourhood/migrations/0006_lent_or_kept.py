"""The other half of the database's promise: nobody borrows an object while its owner keeps it, nor the reverse.

PostgreSQL excludes rows of one table only, so that a lock on the listing, held until the transaction ends, makes the
two who write at the same second take turns; SQLite has one writer anyway. A migration that makes SQLite write the table
of exchanges anew drops its triggers: it
runs `suspend` before and `promise_again` after, which makes the whole promise again.
"""

import importlib
from typing import Any

from django.db import migrations

borrowers = importlib.import_module("mitoyen.web.neighbourhood.migrations.0002_one_borrower_at_a_time")
EXCHANGES, BLOCKS, REFUSAL = "neighbourhood_exchange", "neighbourhood_block", "exchange_lent_or_kept"
MOMENTS = "starts_at, ends_at, listing_id"
RULES = (
    (EXCHANGES, f"occupies, {MOMENTS}", BLOCKS, "NEW.occupies", "1 = 1"),
    (BLOCKS, MOMENTS, EXCHANGES, "1 = 1", "occupies"),
)
"""Table that is written, columns that matter, table that it is held against, when, and against which of its rows."""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {refusal}_{table}_{when} BEFORE {event} ON {table} WHEN {applies}
BEGIN
  SELECT RAISE(ABORT, '{refusal}') WHERE EXISTS (
    SELECT 1 FROM {other} AS other
    WHERE other.listing_id = NEW.listing_id AND {counts}
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
  );
END
"""
POSTGRESQL = """
CREATE FUNCTION {refusal}_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(NEW.listing_id);
  IF EXISTS (
    SELECT 1 FROM {other} AS other
    WHERE other.listing_id = NEW.listing_id AND {counts}
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
  ) THEN
    RAISE EXCEPTION '{refusal}' USING ERRCODE = 'exclusion_violation', CONSTRAINT = '{refusal}';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {refusal} BEFORE INSERT OR UPDATE OF {columns} ON {table}
FOR EACH ROW WHEN ({applies}) EXECUTE FUNCTION {refusal}_{table}();
"""


def promise(apps: Any, schema_editor: Any) -> None:
    """Add the rule in the words of the engine."""
    for table, columns, other, applies, counts in RULES:
        told = {"table": table, "columns": columns, "other": other, "applies": applies, "counts": counts}
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(refusal=REFUSAL, **told), params=None)
            continue
        for when, event in (("enter", "INSERT"), ("move", f"UPDATE OF {columns}")):
            schema_editor.execute(SQLITE.format(refusal=REFUSAL, when=when, event=event, **told), params=None)


def suspend(apps: Any, schema_editor: Any) -> None:
    """Drop what would keep SQLite from writing the table of exchanges anew: a rule elsewhere that names it."""
    if schema_editor.connection.vendor != "postgresql":
        for when in ("enter", "move"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {REFUSAL}_{BLOCKS}_{when}")


def promise_again(apps: Any, schema_editor: Any) -> None:
    """Make the promises again where writing the table of exchanges anew dropped them."""
    borrowers.promise_again(apps, schema_editor)
    if schema_editor.connection.vendor != "postgresql":
        promise(apps, schema_editor)


class Migration(migrations.Migration):
    """After the table of the time kept."""

    dependencies = (("neighbourhood", "0005_time_kept_and_agendas"),)
    operations = (
        migrations.RunPython(borrowers.promise_again, migrations.RunPython.noop),
        migrations.RunPython(promise, migrations.RunPython.noop),
    )
