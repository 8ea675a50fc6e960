"""What only the database can promise: an event is never changed, and carries the transaction that wrote it."""

from typing import Any

from django.db import migrations

FIXED = (
    "event_key, source_id, event_id, occurred, received, day, month, place_id, practice, category, proof, count, "
    "grams, metres, minutes, cents, giver, receiver, counterfactual, reverses_key"
)
REFUSAL = "a usage event never changes; record another that reverses it"
SQLITE = f"""
CREATE TRIGGER measure_event_is_immutable BEFORE UPDATE OF {FIXED} ON measure_event
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION measure_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '{REFUSAL}'; END$$;
CREATE TRIGGER measure_event_is_immutable BEFORE UPDATE OF {FIXED} ON measure_event
FOR EACH ROW EXECUTE FUNCTION measure_refuse_change();
CREATE TRIGGER measure_event_is_kept BEFORE DELETE ON measure_event
FOR EACH ROW EXECUTE FUNCTION measure_refuse_change();
ALTER TABLE measure_event ALTER COLUMN transaction SET DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX measure_event_transaction ON measure_event (transaction);
"""


def promise(apps: Any, schema_editor: Any) -> None:
    """Add the triggers in the words of the engine."""
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


class Migration(migrations.Migration):
    """After the tables themselves."""

    dependencies = (("measure", "0001_initial"),)
    operations = (migrations.RunPython(promise, migrations.RunPython.noop),)
