"""Events as they are kept, and what is folded from them."""

from django.db import models

from mitoyen.web.places.models import Place


class UsageSource(models.Model):
    """A platform, an association or a file that tells what happened."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    simulated = models.BooleanField(default=False)
    """Shown as simulated wherever its figures are."""
    open_data = models.BooleanField(default=False)
    """Its facts are published already, one by one: showing them reveals nothing."""
    credit = models.CharField(max_length=300, blank=True, default="")
    licence = models.CharField(max_length=80, blank=True, default="")
    opened_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class IngestKey(models.Model):
    """What lets a platform send the events of one source; its secret is kept only as a digest.

    Without a place it speaks for every place, without a practice for every practice.
    """

    code = models.CharField(max_length=16, unique=True)
    """Public half of the key, by which it is found and named."""
    digest = models.CharField(max_length=64)
    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="keys")
    name = models.CharField(max_length=200)
    """Who holds it, for those who may have to revoke it."""
    places = models.ManyToManyField(Place)
    practices = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=600)
    """Requests a minute, for one process of the site."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    """To the minute."""

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


class Event(models.Model):
    """A usage event as it is kept: codes as numbers, persons as pseudonyms under the key of this instance.

    Nothing changes it: the database itself refuses (see the migration). `transaction` is PostgreSQL's number of the
    transaction that wrote it, by which the fold knows what is complete; SQLite has one writer, `seq` tells as much.
    """

    seq = models.BigAutoField(primary_key=True)
    event_key = models.BigIntegerField(unique=True)
    source = models.ForeignKey(UsageSource, models.PROTECT, db_index=False)
    event_id = models.CharField(max_length=200)
    occurred = models.BigIntegerField()
    received = models.BigIntegerField()
    day = models.IntegerField()
    month = models.IntegerField()
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80, default="")
    proof = models.CharField(max_length=1)
    count = models.IntegerField()
    grams = models.IntegerField()
    metres = models.IntegerField()
    minutes = models.IntegerField()
    cents = models.IntegerField()
    giver = models.BigIntegerField()
    receiver = models.BigIntegerField()
    counterfactual = models.CharField(max_length=20, default="")
    reverses_key = models.BigIntegerField(default=0)
    transaction = models.BigIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index("reverses_key", name="event_reverses", condition=~models.Q(reverses_key=0)),
            models.Index("giver", "receiver", name="event_pair", condition=~models.Q(giver=0) & ~models.Q(receiver=0)),
        )

    def __str__(self) -> str:
        return self.event_id


class Cursor(models.Model):
    """How far a fold has read; it moves in the transaction that keeps what it produced."""

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class Tally(models.Model):
    """Additive numbers of a cell; a cell whose facts were all reversed stays, at zero."""

    pk = models.CompositePrimaryKey("place_id", "day", "practice", "category", "proof")
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    day = models.IntegerField()
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80)
    proof = models.CharField(max_length=1)
    facts = models.BigIntegerField()
    units = models.BigIntegerField()
    grams = models.BigIntegerField()
    metres = models.BigIntegerField()
    minutes = models.BigIntegerField()
    cents = models.BigIntegerField()
    known_grams = models.BigIntegerField()
    known_metres = models.BigIntegerField()
    known_minutes = models.BigIntegerField()
    known_cents = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.facts} × {self.practice}"


class Answer(models.Model):
    """How many people said what they would have done otherwise."""

    pk = models.CompositePrimaryKey("place_id", "day", "practice", "category", "counterfactual")
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    day = models.IntegerField()
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80)
    counterfactual = models.CharField(max_length=20)
    answers = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.answers} × {self.counterfactual}"


class Contribution(models.Model):
    """How many facts of a place and month a person took part in."""

    pk = models.CompositePrimaryKey("place_id", "month", "person")
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    month = models.IntegerField()
    person = models.BigIntegerField()
    facts = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.facts} facts"


class Tie(models.Model):
    """The first meeting of two persons."""

    pk = models.CompositePrimaryKey("low", "high")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    occurred = models.BigIntegerField()
    event_key = models.BigIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    day = models.IntegerField()

    class Meta:
        indexes = (models.Index("place", "day", name="tie_place_day"), models.Index("event_key", name="tie_event"))

    def __str__(self) -> str:
        return "a first meeting"
