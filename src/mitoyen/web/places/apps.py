"""The room of places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Rows of the territory tree."""

    name = "mitoyen.web.places"
    label = "places"
