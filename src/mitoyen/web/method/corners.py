"""Names for readers of what the pack calls by the name of a file, or says in one language: its corners, its places."""

from __future__ import annotations

from mitoyen.evidence.records import Text

CORNERS = {
    "activity": Text("Activité des membres", "Activity of members"),
    "belonging": Text("Liens, implication, solitude", "Ties, involvement, loneliness"),
    "categories/food": Text("Aliments", "Food"),
    "categories/rides": Text("Trajets", "Rides"),
    "categories/services": Text("Services", "Services"),
    "context_environment": Text("Repères : climat", "Context: climate"),
    "costs": Text("Coûts de la plateforme", "Costs of the platform"),
    "displacement": Text("Achats évités", "Purchases avoided"),
    "displacement_checks": Text("Achats évités : points de comparaison", "Purchases avoided: points of comparison"),
    "end_of_life": Text("Fin de vie des objets", "End of life of objects"),
    "filters": Text("Ce qui aurait eu lieu de toute façon", "What would have happened anyway"),
    "food": Text("Dons de nourriture et repas", "Food gifts and meals"),
    "landlord": Text("Bailleur", "Landlord"),
    "life_and_wear": Text("Durée de vie et usure", "Life and wear"),
    "local_food": Text("Alimentation locale", "Local food"),
    "objects/appliances_electronics": Text("Objets : appareils", "Objects: appliances"),
    "objects/books_clothes": Text("Objets : livres et vêtements", "Objects: books and clothes"),
    "objects/children": Text("Objets : enfants", "Objects: children"),
    "objects/furniture": Text("Objets : meubles", "Objects: furniture"),
    "objects/kitchen_party": Text("Objets : cuisine et fêtes", "Objects: kitchen and parties"),
    "objects/leisure_mobility": Text("Objets : loisirs, vélos, voyages", "Objects: leisure, bicycles, travel"),
    "objects/mixes": Text("Objets : moyennes", "Objects: averages"),
    "objects/tools_garden": Text("Objets : bricolage, jardin, ménage", "Objects: tools, garden, cleaning"),
    "objects_money": Text("Prix, location, revente", "Prices, rental, resale"),
    "orders_and_compost": Text("Commandes groupées et compost", "Grouped orders and compost"),
    "prevalence": Text("Repères : l’entraide sans plateforme", "Context: mutual aid without a platform"),
    "rates": Text("Fréquence des échanges", "How often people exchange"),
    "rebound": Text("Rebond", "Rebound"),
    "rebound_checks": Text("Rebond : points de comparaison", "Rebound: points of comparison"),
    "riding": Text("Trajets partagés", "Shared rides"),
    "rules": Text("Règles de calcul", "Rules of calculation"),
    "shops": Text("Commerces du quartier", "Local shops"),
    "takeup": Text("Inscriptions", "Take-up"),
    "time": Text("Heures et tarifs", "Hours and rates"),
    "town": Text("Commune", "Town"),
    "trip_checks": Text("Déplacements : points de comparaison", "Trips: points of comparison"),
    "trips": Text("Déplacements", "Trips"),
    "waste": Text("Déchets", "Waste"),
    "wellbeing_value": Text("Bien-être en euros", "Wellbeing in euros"),
}
"""File of the pack, without its ending → its name."""

_PLACES = {
    "30 largest French cities": "les 30 plus grandes villes de France",
    "Australia": "Australie",
    "Belgium": "Belgique",
    "England": "Angleterre",
    "EU": "Union européenne",
    "Europe": "Europe",
    "France": "France",
    "Germany": "Allemagne",
    "Netherlands": "Pays-Bas",
    "Paris": "Paris",
    "Poland": "Pologne",
    "Quebec": "Québec",
    "Six European countries": "six pays d’Europe",
    "Spain": "Espagne",
    "Sweden": "Suède",
    "Switzerland": "Suisse",
    "UK": "Royaume-Uni",
    "US": "États-Unis",
    "United Kingdom": "Royaume-Uni",
    "United States": "États-Unis",
    "Wales": "Pays de Galles",
    "World": "monde",
    "any": "partout",
    "applied to France": "appliqué à la France",
    "euro area": "zone euro",
    "international": "international",
    "mostly Europe": "surtout Europe",
    "not visible": "non précisé",
    "transferred to France": "transposé à la France",
    "Île-de-France": "Île-de-France",
}


def corner(file: str, language: str) -> str:
    """What a file of the pack is about; one that has no name yet keeps its own."""
    return CORNERS[file].in_(language) if file in CORNERS else file


def place(written: str, language: str) -> str:
    """Where the data of a factor come from; the pack says it in English, part by part."""
    if language != "fr":
        return written
    return ", ".join(_PLACES.get(part, part) for part in written.split(", "))
