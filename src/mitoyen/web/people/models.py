"""Persons, the households they live in, what they are told, and who acts for whom."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.enums import Consent, Deed, Intervened, NoticeKind
from mitoyen.web.ui.stored import KeptWords

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def new_reference() -> str:
    """Twelve letters drawn by chance (59 bits): they name a row in addresses and events without telling anything."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; an address is kept in small letters, so that it is found however it is typed."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> Person:
        """A person who may sign in with the address; without one, a person for whom others act."""
        person = self.model(email=email.strip().lower() if email else None, **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person whose address this is."""
        return self.get(email=(username or "").strip().lower())


class Household(models.Model):
    """People who share a home. It has no address: where one lives is a belonging, in the room of places."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)

    def __str__(self) -> str:
        return self.reference


class HouseholdCode(models.Model):
    """What somebody reads out to whoever shares their home: typed within the quarter of an hour, once."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=12, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of {self.household}"


class Person(AbstractBaseUser):
    """Somebody, known by a first name. Without an e-mail address, somebody for whom another acts."""

    email = models.EmailField(unique=True, null=True, blank=True)
    first_name = KeptWords(max_length=60, instead=_("Ancien voisin"))
    surname = models.CharField(max_length=80, blank=True, default="")
    """Shown to nobody but those with whom an exchange is accepted."""
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    """Stands for the person in addresses and, hashed, in events; drawn anew when the account is deleted."""
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="persons")
    languages = models.JSONField(default=list, blank=True)
    """Codes of the languages spoken, the preferred first; ["fr", "ar"]."""
    about = models.CharField(max_length=400, blank=True, default="")
    avatar = models.ForeignKey("people.Photo", models.SET_NULL, null=True, blank=True, related_name="+")
    notices = models.JSONField(default=dict, blank=True)
    """Pace of the e-mails by kind of notice, where it differs from the usual: {"alert": "never"}."""
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "joined_at"]

    def __str__(self) -> str:
        return str(self.first_name)


class Session(AbstractBaseSession):
    """A browser that comes back, and who is signed in there: read together, at each request."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")


class Photo(models.Model):
    """A picture that somebody sent. What is shown is drawn anew from it, without its place, date and camera."""

    key = models.CharField(max_length=12, unique=True, default=new_reference)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="photos")
    description = models.CharField(max_length=200, blank=True, default="")
    """For those who do not see it."""
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    """When its sizes were made; until then it is not shown."""
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """Something that somebody is told: on the site at once, by e-mail at the pace they chose."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="told")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    text = models.CharField(max_length=300)
    """In the language of the person, without the words of another's message."""
    link = models.CharField(max_length=200, blank=True, default="")
    """Path of the page that it is about, without the language."""
    key = models.CharField(max_length=80, blank=True, default="")
    """What makes it the same notice: told twice, it is kept once."""
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    post_at = models.DateTimeField(null=True)
    """When its e-mail is due; null when none is to leave."""
    sent_at = models.DateTimeField(null=True)
    """When its e-mail was put in the queue, once and for all."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "key"), condition=~models.Q(key=""), name="notice_told_once"),
        )
        indexes = (
            models.Index(fields=("person", "-at"), name="notice_of_person"),
            models.Index(
                fields=("post_at",),
                name="notice_to_post",
                condition=models.Q(sent_at=None) & models.Q(post_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.text


class Mandate(models.Model):
    """A caretaker or an association acts for somebody, who agreed; either may end it."""

    helper = models.ForeignKey(Person, models.PROTECT, related_name="mandates_held")
    helped = models.ForeignKey(Person, models.PROTECT, related_name="mandates_given")
    consent = models.CharField(max_length=10, choices=Consent)
    witness = models.CharField(max_length=120, blank=True, default="")
    """Who was there when the agreement was spoken."""
    contact = models.CharField(max_length=120, blank=True, default="")
    """How the person reaches the helper, printed on receipts: « Loge du gardien, 02 99 00 00 00 »."""
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("helper", "helped"), condition=models.Q(ended_at=None), name="mandate_once"
            ),
            models.CheckConstraint(condition=~models.Q(helper=models.F("helped")), name="mandate_for_another"),
            models.CheckConstraint(
                condition=~models.Q(consent=Consent.SPOKEN, witness=""), name="mandate_spoken_has_witness"
            ),
        )

    def __str__(self) -> str:
        return f"{self.helper} → {self.helped}"


class MandateRequest(models.Model):
    """A helper asks somebody who has an account for a mandate; the person answers on their own page."""

    helper = models.ForeignKey(Person, models.CASCADE, related_name="mandates_asked")
    helped = models.ForeignKey(Person, models.CASCADE, related_name="mandates_to_answer")
    contact = models.CharField(max_length=120, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("helper", "helped"), condition=models.Q(answered_at=None), name="mandate_asked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.helper} asks {self.helped}"


class Act(models.Model):
    """One thing done for somebody under a mandate: what they, and whoever they ask, may read later."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="acts")
    deed = models.CharField(max_length=20, choices=Deed)
    about = KeptWords(max_length=200, instead=_("Annonce retirée"))
    """What it was done to, in words: « Perceuse, samedi 28 »."""
    other = KeptWords(max_length=60, blank=True, default="", instead=_("Ancien voisin"))
    """First name of the neighbour on the other side, where there is one."""
    link = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.about)


class Intervention(models.Model):
    """One thing that the operator of the site did to an account, because the person asked them in writing."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="interventions")
    deed = models.CharField(max_length=20, choices=Intervened)
    request = models.CharField(max_length=200)
    """Which request it answers: « lettre du 12 novembre 2026 ». It outlives the account, and so names nobody."""
    by = models.CharField(max_length=80)
    """Who did it, on the operator's side."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deed}, {self.at:%Y-%m-%d}"
