"""The rows of the neighbourhood."""

from mitoyen.web.neighbourhood.models.after import Receipt, Report, Thanks
from mitoyen.web.neighbourhood.models.exchange import Exchange, Step
from mitoyen.web.neighbourhood.models.listing import Listing, ListingPhoto, Part, SavedSearch

__all__ = ["Exchange", "Listing", "ListingPhoto", "Part", "Receipt", "Report", "SavedSearch", "Step", "Thanks"]
