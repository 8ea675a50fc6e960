"""The rows of the neighbourhood."""

from mitoyen.web.neighbourhood.models.after import Receipt, Report, Thanks
from mitoyen.web.neighbourhood.models.agenda import AgendaKey
from mitoyen.web.neighbourhood.models.exchange import Exchange, Step
from mitoyen.web.neighbourhood.models.lending import Block, ConditionPhoto
from mitoyen.web.neighbourhood.models.listing import Listing, ListingPhoto, Part, SavedSearch, Widening

__all__ = [
    "AgendaKey", "Block", "ConditionPhoto", "Exchange", "Listing", "ListingPhoto", "Part", "Receipt", "Report",
    "SavedSearch", "Step", "Thanks", "Widening",
]  # fmt: skip
