"""Who opened a disagreement, and from where; the table is written anew on SQLite, so its promise is made again."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mitoyen.web.neighbourhood.enums import Course, State

promise = importlib.import_module("mitoyen.web.neighbourhood.migrations.0002_one_borrower_at_a_time").promise_again


class Migration(migrations.Migration):
    """Two columns and a rule more."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("neighbourhood", "0002_one_borrower_at_a_time"),
    )
    operations = (
        migrations.AddField(
            model_name="exchange",
            name="disputed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="disputed_from",
            field=models.CharField(blank=True, choices=State.choices, default="", max_length=12),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=~models.Q(state=State.RETURNED) | models.Q(course=Course.LENDING),
                name="exchange_returned_was_lent",
            ),
        ),
        migrations.RunPython(promise, migrations.RunPython.noop),
    )
