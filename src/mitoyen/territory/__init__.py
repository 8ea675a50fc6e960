"""French communes, their quartiers and their intercommunalities: figures, tree and search; nothing about people."""

from mitoyen.territory.errors import AmbiguousPlace, PlaceError, UnknownPlace
from mitoyen.territory.places import Commune, CommunesTable, Intercommunality, Kind, Note, Place, Quartier
from mitoyen.territory.search import Match
from mitoyen.territory.territory import Hit, Territory, load

__all__ = [
    "AmbiguousPlace",
    "Commune",
    "CommunesTable",
    "Hit",
    "Intercommunality",
    "Kind",
    "Match",
    "Note",
    "Place",
    "PlaceError",
    "Quartier",
    "Territory",
    "UnknownPlace",
    "load",
]
