"""What somebody who left had listed is named in the language of whoever reads of it: the row holds a dash."""

from typing import Any

from django.db import migrations

LISTING, GONE = "Annonce retirée", "–"


def forget(apps: Any, schema_editor: Any) -> None:
    """French words that the site had written give way to the dash."""
    theirs = apps.get_model("neighbourhood", "Listing").objects.filter(owner__left_at__isnull=False)
    theirs.filter(title=LISTING).update(title=GONE)


def write(apps: Any, schema_editor: Any) -> None:
    """The words as they were."""
    theirs = apps.get_model("neighbourhood", "Listing").objects.filter(owner__left_at__isnull=False)
    theirs.filter(title=GONE).update(title=LISTING)


class Migration(migrations.Migration):
    """Rows alone: the tables stay as they are."""

    dependencies = (
        ("neighbourhood", "0010_what_a_search_was_told_of"),
        ("people", "0006_whoever_left_is_named_when_read"),
    )
    operations = (migrations.RunPython(forget, write),)
