"""Whoever left, and what they had listed, are named in the language of whoever reads of them: rows hold a dash."""

from typing import Any

from django.db import migrations

NAME, LISTING, GONE = "Ancien voisin", "Annonce retirée", "–"


def forget(apps: Any, schema_editor: Any) -> None:
    """French words that the site had written give way to the dash."""
    person, act = (apps.get_model("people", name).objects for name in ("Person", "Act"))
    person.filter(left_at__isnull=False, first_name=NAME).update(first_name=GONE)
    act.filter(other=NAME).update(other=GONE)
    act.filter(about=LISTING).update(about=GONE)


def write(apps: Any, schema_editor: Any) -> None:
    """The words as they were."""
    person, act = (apps.get_model("people", name).objects for name in ("Person", "Act"))
    person.filter(left_at__isnull=False, first_name=GONE).update(first_name=NAME)
    act.filter(other=GONE).update(other=NAME)
    act.filter(about=GONE).update(about=LISTING)


class Migration(migrations.Migration):
    """Rows alone: the tables stay as they are."""

    dependencies = (("people", "0005_what_the_operator_did"),)
    operations = (migrations.RunPython(forget, write),)
