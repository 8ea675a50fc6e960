from django.apps import AppConfig


class PeopleApp(AppConfig):
    """Persons and their households."""

    name = "mitoyen.web.people"
    label = "people"
