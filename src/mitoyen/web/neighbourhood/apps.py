from django.apps import AppConfig


class NeighbourhoodApp(AppConfig):
    """Listings, exchanges and what follows them."""

    name = "mitoyen.web.neighbourhood"
    label = "neighbourhood"
