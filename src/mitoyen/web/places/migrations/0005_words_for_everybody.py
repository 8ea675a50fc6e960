"""Roles and proofs are said in words that suit everybody; nothing changes in the tables."""

from django.db import migrations, models

PROOFS = [
    (0, "adresse non vérifiée"),
    (1, "domicile connu de deux voisins"),
    (2, "invitation d’un partenaire"),
    (3, "adresse vérifiée par lettre"),
]
ROLES = [
    ("resident", "domicile"),
    ("caretaker", "gardiennage"),
    ("association", "association"),
    ("shop", "commerce"),
    ("town", "mairie"),
    ("landlord", "bailleur"),
    ("moderator", "modération"),
]


class Migration(migrations.Migration):
    """Choices are checked by forms, not by the database."""

    dependencies = (("places", "0004_points_of_places"),)
    operations = (
        migrations.AlterField("belonging", "proof", models.PositiveSmallIntegerField(choices=PROOFS, default=0)),
        migrations.AlterField("belonging", "role", models.CharField(choices=ROLES, max_length=20)),
    )
