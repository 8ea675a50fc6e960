from django.apps import AppConfig
from django.core import checks


class ConfigApp(AppConfig):
    """Holds no page: it registers the checks of the settings."""

    name = "mitoyen.web.config"
    label = "config"

    def ready(self) -> None:
        from mitoyen.web.config.checks import check_settings

        checks.register(check_settings, "mitoyen")
