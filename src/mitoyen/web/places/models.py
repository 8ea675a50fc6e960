"""A place, where it stands in the tree, and who belongs there."""

from django.db import models

from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.models import Person, new_reference
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
    latitude = models.FloatField(null=True)
    """[degrees] of a point of the place: the finest that anybody is told about where a neighbour lives."""
    longitude = models.FloatField(null=True)
    """[degrees]"""
    boundary = models.JSONField(null=True)
    """Outline drawn by a partner, as a GeoJSON polygon; null where nobody drew one."""

    def __str__(self) -> str:
        return self.name

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django gives way to it
        """As Django has it, which translates every choice before it picks one."""
        return str(Kind(self.kind).label)

    @property
    def codes(self) -> list[str]:
        """Codes from the country down to this place."""
        return self.path.strip("/").split("/")


class Belonging(models.Model):
    """Somebody in a place: a resident, with the proof they gave, or a partner in their role."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="belongings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="belongings")
    role = models.CharField(max_length=20, choices=Role)
    proof = models.PositiveSmallIntegerField(choices=ResidenceProof, default=ResidenceProof.NONE)
    proven_in = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    """Where the proof was given: it stays with somebody who tells their home more or less finely around there."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(role=Role.RESIDENT, until=None), name="belonging_one_home"
            ),
            models.UniqueConstraint(
                fields=("person", "place", "role"), condition=models.Q(until=None), name="belonging_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.RESIDENT) | models.Q(proof=ResidenceProof.NONE),
                name="belonging_proof_of_residents",
            ),
        )
        indexes = (models.Index("place", "role", name="belonging_here", condition=models.Q(until=None)),)

    def __str__(self) -> str:
        return f"{self.person}, {self.role} at {self.place}"


class Letter(models.Model):
    """A code sent by post to a home of a place: whoever types it showed that they read the letter there.

    The code itself is kept only as a keyed hash; it is good for one household, once, until it expires.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="letters")
    digest = models.CharField(max_length=64, unique=True)
    batch = models.CharField(max_length=12, default=new_reference)
    """Letters printed together."""
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="letters_made")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="letters_used")
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index("place", "batch", name="letter_batch"),)

    def __str__(self) -> str:
        return f"letter to {self.place}"


class Guess(models.Model):
    """Somebody typed a code that is none: a few are mistakes, many are an attack."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index("person", "at", name="guess_of_person"),)

    def __str__(self) -> str:
        return f"{self.person} at {self.at}"


class Invitation(models.Model):
    """A signed link from a partner of a place: it expires, and serves once. The link carries the reference, signed."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    place = models.ForeignKey(Place, models.PROTECT, related_name="invitations")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="invitations_made")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="invitations_used")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation to {self.place}"


class Introduction(models.Model):
    """A short-lived code that a newcomer tells two neighbours, so that nobody is shown a list of newcomers."""

    newcomer = models.OneToOneField(Belonging, models.CASCADE, related_name="introduction")
    code = models.CharField(max_length=8, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"introduction of {self.newcomer}"


class Vouching(models.Model):
    """A neighbour says that a newcomer lives here; two make a proof."""

    newcomer = models.ForeignKey(Belonging, models.CASCADE, related_name="vouchings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="vouchings_made")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("newcomer", "by"), name="vouching_once"),)

    def __str__(self) -> str:
        return f"{self.by} for {self.newcomer}"
