"""The table that counts attempts, so that limits hold across processes: Django's own database cache."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE cache")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_helping_and_households")]
    operations = [migrations.RunPython(make, drop)]
