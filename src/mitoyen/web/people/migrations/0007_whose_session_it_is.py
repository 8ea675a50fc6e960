"""A session says whose it is; those that are open stay open."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models

BATCH = 1_000


def take(apps: Any, schema_editor: Any) -> None:
    """From Django's own table into ours, with the person; of somebody who is no more, nothing."""
    person, theirs, ours = _tables(apps)
    while batch := list(theirs.objects.all()[:BATCH]):
        whose = {each.pk: int(SessionStore().decode(each.session_data).get(SESSION_KEY, 0)) for each in batch}
        known = set(person.objects.filter(pk__in=whose.values()).values_list("pk", flat=True))
        ours.objects.bulk_create(
            ours(**_kept(each), person_id=whose[each.pk] or None) for each in batch if whose[each.pk] in {0, *known}
        )
        theirs.objects.filter(pk__in=list(whose)).delete()


def give_back(apps: Any, schema_editor: Any) -> None:
    """As they were."""
    _, theirs, ours = _tables(apps)
    theirs.objects.bulk_create((theirs(**_kept(each)) for each in ours.objects.all()), batch_size=BATCH)


def _tables(apps: Any) -> Iterator[Any]:
    named = (("people", "Person"), ("sessions", "Session"), ("people", "Session"))
    return (apps.get_model(*name) for name in named)


def _kept(session: Any) -> dict[str, Any]:
    return {name: getattr(session, name) for name in ("session_key", "session_data", "expire_date")}


class Migration(migrations.Migration):
    """Django's table stays, empty: it belongs to Django."""

    dependencies = (("people", "0006_whoever_left_is_named_when_read"), ("sessions", "0001_initial"))
    operations = (
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.RunPython(take, give_back),
    )
