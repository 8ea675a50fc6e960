"""Kinds of place, from the smallest to the largest."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a place is; each lies in the next, but for intercommunalities, which group communes beside the tree."""

    RESIDENCE = "residence", _("résidence")
    QUARTIER = "quartier", _("quartier")
    COMMUNE = "commune", _("commune")
    INTERCOMMUNALITY = "intercommunality", _("intercommunalité")
    DEPARTMENT = "department", _("département")
    REGION = "region", _("région")
    COUNTRY = "country", _("pays")


RECORDABLE = (Kind.RESIDENCE, Kind.QUARTIER, Kind.COMMUNE)
"""Where a fact may be recorded: nowhere coarser than a commune."""
