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
        indexes = (models.Index("reverses_key", name="event_reverses", condition=models.Q(reverses_key__gt=0)),)

    def __str__(self) -> str:
        return self.event_id


class Cursor(models.Model):
    """How far a fold has read; it moves in the transaction that keeps what it produced."""

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class Counted(models.Model):
    """The numbers of a tally, as `mitoyen.counting.tallies.Tally` tells them."""

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

    class Meta:
        abstract = True


class Tally(Counted):
    """Additive numbers of a cell; a cell whose facts were all reversed stays, at zero."""

    pk = models.CompositePrimaryKey("place_id", "day", "practice", "category", "proof")
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    day = models.IntegerField()
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80)
    proof = models.CharField(max_length=1)

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


class Meeting(models.Model):
    """A fact that brought two persons together; `facts` is 0 once it was reversed. The first of a pair makes a tie."""

    pk = models.CompositePrimaryKey("low", "high", "event_key")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    event_key = models.BigIntegerField()
    occurred = models.BigIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    day = models.IntegerField()
    facts = models.BigIntegerField()

    def __str__(self) -> str:
        return "a meeting"


class Breakdown(models.Model):
    """What the releases of a month, or of what is left of a year, were by category and proof: cut once, for good."""

    source = models.ForeignKey(UsageSource, models.PROTECT, db_index=False)
    place = models.ForeignKey(Place, models.PROTECT)
    month = models.IntegerField()
    practice = models.CharField(max_length=80)
    first_day = models.IntegerField()
    last_day = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.practice} in {self.month}"


class BreakdownCell(Counted):
    """Sums of one category and proof in a breakdown, and the part they are shown in; "" is for several together."""

    pk = models.CompositePrimaryKey("breakdown_id", "category", "proof")
    breakdown = models.ForeignKey(Breakdown, models.CASCADE, db_index=False, related_name="cells")
    category = models.CharField(max_length=80)
    proof = models.CharField(max_length=1)
    shown_category = models.CharField(max_length=80)
    shown_proof = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.facts} × {self.category}"


class Release(models.Model):
    """Facts of one source, place, month and practice, published together once enough persons took part; never recut.

    `month` is 202611, or 202600 for what is left of a year; `practice` is "" for several. The days are those of the
    calendar day, week or month that holds every fact of it. `ties` and `newcomers`: pairs and persons that no earlier
    release of the source knew. `corrects`: it takes off facts that were released and reversed since.
    """

    source = models.ForeignKey(UsageSource, models.PROTECT, db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    month = models.IntegerField()
    practice = models.CharField(max_length=80)
    first_day = models.IntegerField()
    last_day = models.IntegerField()
    open_data = models.BooleanField()
    corrects = models.BooleanField()
    facts = models.BigIntegerField()
    ties = models.BigIntegerField()
    newcomers = models.BigIntegerField()
    breakdown = models.ForeignKey(Breakdown, models.PROTECT, null=True, related_name="releases")
    tried = models.SmallIntegerField()
    """Whether it was tried to break it down: 0 not yet, 1 with its month in vain, 2 nothing is left to try."""

    class Meta:
        indexes = (
            models.Index("place", "first_day", "last_day", name="release_place_days"),
            models.Index("month", name="release_to_break_down", condition=models.Q(tried__lt=2)),
        )

    def __str__(self) -> str:
        return f"{self.facts} facts in {self.month}"


class ReleaseCell(Counted):
    """Sums of a release by what prices them; never shown below the release."""

    pk = models.CompositePrimaryKey("release_id", "practice", "category", "proof")
    release = models.ForeignKey(Release, models.CASCADE, db_index=False, related_name="cells")
    practice = models.CharField(max_length=80)
    category = models.CharField(max_length=80)
    proof = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.facts} × {self.practice}"


class ReleasedFact(models.Model):
    """The one release that a fact is in (sign 1), and the one that its reversal is in (-1)."""

    pk = models.CompositePrimaryKey("event_key", "sign")
    event_key = models.BigIntegerField()
    sign = models.SmallIntegerField()
    release = models.ForeignKey(Release, models.CASCADE, related_name="released")

    def __str__(self) -> str:
        return f"{self.sign} × {self.event_key}"


class WaitingFact(models.Model):
    """A fact, or the reversal of a released one, until enough persons are there to release it with."""

    event_key = models.BigIntegerField(primary_key=True)
    sign = models.SmallIntegerField()
    source = models.ForeignKey(UsageSource, models.PROTECT, db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, db_index=False)
    month = models.IntegerField()
    practice = models.CharField(max_length=80)

    class Meta:
        indexes = (models.Index("month", "place", "practice", "source", name="waiting_pool"),)

    def __str__(self) -> str:
        return f"{self.sign} × {self.event_key}"


class Acquaintance(models.Model):
    """How many released facts a pair stands in, or a person (then low = high), so that it is new only once."""

    pk = models.CompositePrimaryKey("low", "high")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    facts = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.facts} facts"


class Forecast(models.Model):
    """What a scenario said, kept as it was said, to be held against what happens.

    `key` is the scenario's; `figures`: indicator → P10, P50, P90 since the launch, one row a month. They stay what they
    were when the evidence changes: a forecast that moves afterwards cannot be wrong.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="forecasts")
    key = models.CharField(max_length=600)
    start = models.DateField()
    evidence = models.CharField(max_length=80)
    figures = models.JSONField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("place", "key", "start", name="forecast_stored_once"),)

    def __str__(self) -> str:
        return f"{self.place} from {self.start}"
