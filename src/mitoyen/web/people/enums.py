"""What somebody is in a place, how sure we are that they live there, and what a notice is about."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody does in a place."""

    RESIDENT = "resident", _("domicile")
    CARETAKER = "caretaker", _("gardiennage")
    ASSOCIATION = "association", _("association")
    SHOP = "shop", _("commerce")
    TOWN = "town", _("mairie")
    LANDLORD = "landlord", _("bailleur")
    MODERATOR = "moderator", _("modération")


class ResidenceProof(IntegerChoices):
    """How somebody showed that they live where they say; the higher, the surer."""

    NONE = 0, _("adresse non vérifiée")
    VOUCHED = 1, _("domicile connu de deux voisins")
    INVITED = 2, _("invitation d’un partenaire")
    LETTER = 3, _("adresse vérifiée par lettre")


class Consent(TextChoices):
    """How somebody agreed that another acts for them."""

    SIGNED = "signed", _("accord signé sur papier")
    SPOKEN = "spoken", _("accord donné de vive voix devant un témoin")
    ONLINE = "online", _("accord donné sur sa propre page")


class Deed(TextChoices):
    """What was done for somebody, as they may read it later."""

    LISTED = "listed", _("a publié une annonce")
    CHANGED_LISTING = "changed_listing", _("a modifié une annonce")
    CLOSED_LISTING = "closed_listing", _("a retiré une annonce")
    MOVED_EXCHANGE = "moved_exchange", _("a fait avancer un échange")
    ANSWERED = "answered", _("a répondu à une question")
    CHANGED_SETTINGS = "changed_settings", _("a changé un réglage")


class Intervened(TextChoices):
    """What the operator of the site did to an account, at the request of the person."""

    ADDRESS = "address", _("a donné une adresse e-mail au compte")
    UNLOCK = "unlock", _("a retiré la double protection du compte")
    DELETION = "deletion", _("a supprimé le compte")


class NoticeKind(TextChoices):
    """What a notice is about; each has its own setting."""

    EXCHANGE = "exchange", _("mes échanges")
    LISTING = "listing", _("mes annonces")
    ALERT = "alert", _("mes recherches enregistrées")
    REMINDER = "reminder", _("les rappels")
    NEARBY = "nearby", _("les demandes près de chez moi")
    ACCOUNT = "account", _("mon compte")


class Pace(TextChoices):
    """How soon a notice is sent by e-mail; on the site, it is there at once."""

    NOW = "now", _("tout de suite")
    DAILY = "daily", _("une fois par jour")
    NEVER = "never", _("jamais")
