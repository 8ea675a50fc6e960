"""A place, and where it stands in the tree."""

from django.db import models

from mitoyen.web.places.enums import Kind


class Place(models.Model):
    """A node of the tree residence ⊂ quartier ⊂ commune ⊂ département ⊂ region ⊂ country.

    `path` spells the codes from the country down to the place, each followed by a slash: what lies in a place begins
    with its path. An intercommunality may cross départements, so it stands beside the tree: what lies in it carries its
    code.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    intercommunality = models.CharField(max_length=20, blank=True, default="", db_index=True)
    households = models.PositiveIntegerField(null=True)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> list[str]:
        """Codes from the country down to this place."""
        return self.path.strip("/").split("/")
