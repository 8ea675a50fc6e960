"""What the tests of places look at."""

from mitoyen.web.people.models import Person
from mitoyen.web.places import belonging
from mitoyen.web.places.models import Belonging


def home_of(person: Person) -> Belonging:
    """The home that somebody has."""
    home = belonging.home(person)
    assert home is not None
    return home
