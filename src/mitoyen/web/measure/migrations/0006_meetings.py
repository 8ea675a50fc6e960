"""Who took part is folded by a cursor of its own, from the first event again: every meeting is kept, not the first alone.

Looking for another first meeting asked for an index that every event paid for when it was recorded.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0005_forecasts"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_pair"),
        migrations.DeleteModel(name="Tie"),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "low", "high", "event_key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("event_key", models.BigIntegerField()),
                ("occurred", models.BigIntegerField()),
                ("day", models.IntegerField()),
                ("facts", models.BigIntegerField()),
                (
                    "place",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="places.place"),
                ),
            ],
        ),
        migrations.RunSQL("DELETE FROM measure_contribution", migrations.RunSQL.noop),
    ]
