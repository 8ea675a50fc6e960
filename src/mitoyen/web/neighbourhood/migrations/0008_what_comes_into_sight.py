"""Saved searches hear of what is shown further: where it was shown, where since, and how far each search has heard."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def place() -> "models.ForeignKey[Any]":
    """A place that a widening names."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")


class Migration(migrations.Migration):
    """Rows of neighbourhood_exchange stay as they are, and so do its triggers."""

    dependencies = (
        ("neighbourhood", "0007_first_come_first_served"),
        ("places", "0004_points_of_places"),
    )
    operations = (
        migrations.CreateModel(
            name="Widening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("after", place()),
                ("before", place()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="widenings",
                        to="neighbourhood.listing",
                    ),
                ),
            ],
        ),
        migrations.AddField("savedsearch", "widened_up_to", models.BigIntegerField(default=0)),
        migrations.AddIndex(
            "savedsearch", models.Index(fields=["widened_up_to", "id"], name="search_to_alert_widened")
        ),
    )
