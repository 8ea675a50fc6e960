"""Forecasts kept for a board to hold against what is measured."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0004_releases"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=600)),
                ("start", models.DateField()),
                ("evidence", models.CharField(max_length=80)),
                ("figures", models.JSONField()),
                ("stored_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forecasts", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("place"), models.F("key"), models.F("start"), name="forecast_stored_once"
                    )
                ],
            },
        ),
    ]
