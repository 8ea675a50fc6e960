"""Indexes and rules of the first rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the tables themselves."""

    dependencies = (("neighbourhood", "0001_initial"),)

    operations = [
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["shown_in", "-published_at"], name="listing_feed"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["shown_in", "practice", "-published_at"],
                name="listing_feed_of_practice",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["owner", "-published_at"], name="listing_of_owner"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(condition=models.Q(("state", "open")), fields=["expires_at"], name="listing_expiring"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state", "open"), ("widen_at__isnull", False)),
                fields=["widen_at"],
                name="listing_widening",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats", None), ("taken__lte", models.F("seats")), _connector="OR"),
                name="listing_seats_suffice",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cents__gt", 0), ("terms", "price")),
                    models.Q(models.Q(("terms", "price"), _negated=True), ("cents", 0)),
                    _connector="OR",
                ),
                name="listing_price_goes_with_terms",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="listing_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats", None), ("taken__lte", models.F("seats")), _connector="OR"),
                name="part_seats_suffice",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(fields=("listing", "name"), name="part_named_once"),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["owner", "-moved_at"], name="exchange_of_owner"),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["asker", "-moved_at"], name="exchange_of_asker"),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["listing", "state", "asked_at"], name="exchange_of_listing"),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["state", "moved_at"], name="exchange_waiting"),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver", models.F("receiver")), _negated=True), name="exchange_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("giver", models.F("owner")), ("receiver", models.F("asker"))),
                    models.Q(("giver", models.F("asker")), ("receiver", models.F("owner"))),
                    _connector="OR",
                ),
                name="exchange_sides_are_its_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="exchange_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occupies", False),
                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="exchange_occupies_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("exchange", "kind", "by"), name="report_once"),
        ),
        migrations.AddConstraint(
            model_name="thanks",
            constraint=models.UniqueConstraint(fields=("exchange", "by"), name="thanks_once"),
        ),
    ]
