"""The room of the measure."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """Usage events, tallies, releases and boards."""

    name = "mitoyen.web.measure"
    label = "measure"
