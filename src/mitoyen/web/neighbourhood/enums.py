"""Words of listings and exchanges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Whether the listing's owner gives or receives."""

    OFFER = "offer", _("proposition")
    REQUEST = "request", _("demande")


class Terms(TextChoices):
    """What is given in return."""

    FREE = "free", _("gratuit")
    PRICE = "price", _("contre paiement")
    HOURS = "hours", _("contre du temps")


class Reach(TextChoices):
    """How far a listing is shown."""

    RESIDENCE = "residence", _("ma résidence")
    QUARTIER = "quartier", _("mon quartier")
    COMMUNE = "commune", _("toute la commune")


class ListingState(TextChoices):
    """Whether a listing is shown to neighbours."""

    OPEN = "open", _("en ligne")
    PAUSED = "paused", _("en pause")
    CLOSED = "closed", _("retirée")
    EXPIRED = "expired", _("expirée")
    HIDDEN = "hidden", _("masquée par la modération")


class State(TextChoices):
    """Where an exchange stands."""

    ASKED = "asked", _("demandé")
    ACCEPTED = "accepted", _("accepté")
    HANDED_OVER = "handed_over", _("remis")
    RETURNED = "returned", _("rendu")
    CONFIRMED = "confirmed", _("confirmé")
    DECLINED = "declined", _("décliné")
    CANCELLED = "cancelled", _("annulé")
    NOT_SHOWN = "not_shown", _("rendez-vous manqué")
    DISPUTED = "disputed", _("en désaccord")
    REVERSED = "reversed", _("défait")


class Course(TextChoices):
    """How an exchange of a practice goes."""

    LENDING = "lending", _("l’objet revient")
    HANDING = "handing", _("l’objet ou le service change de mains une fois")
    GATHERING = "gathering", _("plusieurs personnes viennent")


class ReportKind(TextChoices):
    """What went wrong."""

    LATE = "late", _("retour en retard")
    DAMAGE = "damage", _("objet abîmé")
    NO_SHOW = "no_show", _("personne n’est venu")


class Payment(TextChoices):
    """How neighbours settle between themselves; a provider adds its own."""

    CASH = "cash", _("en espèces")
    TRANSFER = "transfer", _("par virement")


class Moment(TextChoices):
    """When an object changes hands."""

    HANDOVER = "handover", _("à la remise")
    RETURN = "return", _("au retour")


class Otherwise(TextChoices):
    """What the receiver would have done without the platform: the words of the usage events."""

    BOUGHT_NEW = "bought_new", _("acheté neuf")
    BOUGHT_USED = "bought_used", _("acheté d’occasion")
    RENTED = "rented", _("loué")
    PAID_PROFESSIONAL = "paid_professional", _("payé un professionnel")
    ASKED_SOMEONE = "asked_someone", _("demandé à un proche")
    GONE_WITHOUT = "gone_without", _("renoncé")
