"""The words of the method's pages: what each equation gives, what accounts, shapes and ways of reading mean."""

from __future__ import annotations

from mitoyen.evidence.records import Factor, Text
from mitoyen.impact.graph import Equation

ACCOUNTS = {
    "FIN": Text("Argent des habitants", "Residents' money"),
    "TIME": Text("Valeur des heures", "Value of hours"),
    "WB": Text("Bien-être", "Wellbeing"),
    "PUB": Text("Caisse publique", "Public cash"),
    "LAND": Text("Caisse du bailleur", "Landlord's cash"),
    "LOC": Text("Chiffre d'affaires local", "Local turnover"),
    "NAT": Text("Unité naturelle", "Natural unit"),
}

ACCOUNT_RULES = {
    "FIN": Text("S'ajoute à d'autres euros, jamais deux fois pour le même échange et la même personne.",
                "Adds to other euros, never twice for the same exchange and the same person."),
    "TIME": Text("Une heure est comptée une fois, à un seul tarif ; jamais avec le bien-être de la même personne.",
                 "An hour counts once, at one rate; never together with the same person's wellbeing."),
    "WB": Text("Contient déjà l'argent et l'aide reçus : montré à part, comme sensibilité, jamais additionné.",
               "Already holds the money and the help received: shown apart, as a sensitivity, never added."),
    "PUB": Text("Seulement l'argent que la commune ne dépense vraiment pas.",
                "Only the cash that the town really does not spend."),
    "LAND": Text("Zéro par défaut ; n'existe que si l'on active le scénario du bailleur.",
                 "Zero by default; exists only when the landlord scenario is switched on."),
    "LOC": Text("Des achats qui changent de lieu : montré aux commerces, absent du total pour la société.",
                "Spending that moves: shown to shops, absent from the total for society."),
    "NAT": Text("Des échanges, des heures, des kilos : jamais mêlés à des euros.",
                "Exchanges, hours, kilograms: never mixed with euros."),
}  # fmt: skip

GROUPS = {
    "object_value": Text("valeur d'un objet : achat, location ou occasion, une seule réponse",
                         "value of an object: purchase, rental or second-hand, one answer only"),
    "help_value": Text("valeur d'un service : des heures ou de l'argent, pas les deux",
                       "value of a service: hours or money, not both"),
    "help_value_giver": Text("ce que gagne le voisin payé pour un service",
                             "what the neighbour paid for a service gains"),
    "social_outcome": Text("effets sur la personne : implication, solitude, bien-être",
                           "effects on the person: involvement, loneliness, wellbeing"),
    "transfer": Text("argent qui change de mains", "money that changes hands"),
    "transfer_received": Text("argent qui change de mains, côté reçu", "money that changes hands, received"),
    "transfer_paid": Text("argent qui change de mains, côté payé", "money that changes hands, paid"),
    "climate": Text("résultat net pour le climat", "net result for the climate"),
    "climate_steps": Text("étapes du calcul climatique, déjà contenues dans le net",
                          "steps of the climate calculation, already inside the net"),
    "waste": Text("déchets : évités ou retardés, jamais la somme", "waste: avoided or postponed, never the sum"),
    "material": Text("matières premières", "raw material"),
    "local": Text("chiffre d'affaires local", "local turnover"),
    "public_cash": Text("caisse publique", "public cash"),
    "landlord_cash": Text("caisse du bailleur", "landlord's cash"),
}  # fmt: skip
"""Overlap group → what its indicators have in common; two of one group and beneficiary are never added."""

ATTRIBUTES = {
    "production": Text("fabrication", "production"),
    "mass": Text("masse", "mass"),
    "price": Text("prix", "price"),
    "uses": Text("usages dans une vie", "uses over a life"),
    "life": Text("durée de vie", "service life"),
    "distance": Text("distance", "distance"),
}
"""Attribute of a category → its words; the factor `drill_cordless.mass` is the mass of a drill."""

PARTS = {
    "bought_new": Text("acheté neuf", "bought new"),
    "bought_used": Text("acheté d'occasion", "bought second-hand"),
    "rented": Text("loué", "rented"),
    "paid_professional": Text("payé un professionnel", "paid a professional"),
    "asked_someone": Text("demandé à quelqu'un", "asked someone"),
    "gone_without": Text("renoncé", "gone without"),
}
"""Part of a set of shares → its words: what would have been done without the exchange."""

SEEN = {
    "file": Text("données téléchargées et lues", "data downloaded and read"),
    "page": Text("page ou document lu en entier", "page or document read whole"),
    "abstract": Text("résumé lu, pas le texte entier", "abstract read, not the whole text"),
    "excerpt": Text("extrait lu, pas la page entière", "excerpt read, not the whole page"),
    "secondary": Text(
        "lu dans un texte qui le cite, pas à la source", "read in a text that quotes it, not at the source"
    ),
    "recalled": Text("de mémoire, à vérifier", "from memory, to be checked"),
}

SHAPES = {
    "constant": Text("valeur fixe, sans doute exprimé", "fixed value, no doubt expressed"),
    "uniform": Text("tout entre deux bornes, à chances égales", "anything between two bounds, equally likely"),
    "triangular": Text("deux bornes et une valeur la plus probable, en triangle",
                       "two bounds and a most likely value, as a triangle"),
    "pert": Text("deux bornes et une valeur la plus probable, en cloche",
                 "two bounds and a most likely value, bell-shaped"),
    "beta": Text("une part entre 0 et 1 (loi bêta)", "a share between 0 and 1 (beta law)"),
    "gamma": Text("une grandeur positive, étalée vers le haut (loi gamma)",
                  "a positive quantity, stretched upwards (gamma law)"),
    "lognormal": Text("une grandeur connue à un facteur près (loi log-normale)",
                      "a quantity known up to a factor (lognormal law)"),
    "normal": Text("une moyenne mesurée, erreur symétrique (loi normale)",
                   "a measured mean with a symmetric error (normal law)"),
    "dirichlet": Text("des parts qui font un tout (loi de Dirichlet)", "shares that make a whole (Dirichlet law)"),
}  # fmt: skip

_FRENCH = {
    "event_ties": "Rencontres nouvelles lors d'un événement, par personne venue",
    "involvement": "Habitants plus impliqués dans leur quartier, par membre actif",
    "isolated_reached": "Personnes isolées parmi les membres actifs",
    "loneliness_exits": "Personnes qui sortent de la solitude, par membre actif et par an",
    "ties": "Voisins qui se rencontrent pour la première fois et ne l'auraient pas fait autrement",
    "wellbeing_points": "Points de satisfaction gagnés par membre actif et par an, plafonnés",
    "wellbeing_value": "Les mêmes points en euros : une sensibilité, jamais en tête",
    "compost_gross": "Émissions de la poubelle moins celles du compost, pour une personne et un an",
    "compost_waste_avoided": "Biodéchets sortis de la poubelle",
    "food_gift_gross": "Émissions de la nourriture qu'on ne produit pas deux fois",
    "food_gift_money_saved": "Ce que la nourriture aurait coûté",
    "food_gift_rebound": "Part perdue par ce qu'on achète avec l'argent gardé, mesurée sur une application de dons",
    "food_gift_saved": "Nourriture qu'un don évite de racheter",
    "food_gift_trip": "Émissions de la voiture pour aller chercher la nourriture",
    "food_gift_trip_and_platform": "Le trajet et l'empreinte de la plateforme",
    "food_gift_waste_avoided": "Nourriture mangée au lieu d'être jetée",
    "local_diet_gross": "Ce qu'éviterait au plus une alimentation toute locale, en un an",
    "meal_gross": "Émissions d'un repas qui n'est pas cuisiné ailleurs, quand il est fait de surplus",
    "meal_rebound": "Part perdue par ce qu'on achète avec l'argent gardé",
    "order_gross": "Trajets en voiture que la commande groupée évite à chaque foyer : un sur n roule encore",
    "order_rebound": "Émissions de ce qu'on achète avec l'argent gardé, plafonnées",
    "order_saving": "Remise du groupe : ce que le foyer garde et que le producteur ne reçoit pas",
    "order_special_trip": "Trajets faits exprès pour la commande, qui reprennent une part du gain",
    "order_trips_and_platform": "Trajets faits exprès et empreinte de la plateforme",
    "event_hours": "Temps passé ensemble, par personne",
    "handover_hours": "Temps que deux voisins passent autour d'un objet",
    "help_hours": "Heures d'aide qui n'auraient pas été données autrement",
    "help_rate": "Tarif d'une heure : celui du marché si elle aurait été payée, sinon le SMIC",
    "help_value": "Valeur des heures qui n'auraient pas été données autrement",
    "lesson_income_surplus": "Ce que le voisin gagne au-dessus du SMIC net pour les mêmes heures",
    "lesson_price": "Ce que reçoit un voisin payé",
    "lesson_price_paid": "Le même argent, vu par celui qui paie",
    "lesson_saving": "Prix du marché moins prix payé, quand le service aurait été acheté",
    "first_loan_gross": "Émissions de fabrication qu'un premier prêt évite",
    "first_loan_money_saved": "Argent que garde l'emprunteur d'un premier prêt",
    "first_loan_purchase_saving": "Prix neuf moins valeur de revente, quand un premier prêt évite un achat",
    "first_loan_rebound": "Émissions de ce que l'emprunteur achète avec l'argent gardé, plafonnées",
    "first_loan_waste_avoided": "Masse de l'objet neuf qu'un premier prêt évite d'acheter, puis de jeter",
    "loan_gross": "Émissions de fabrication qu'un prêt moyen évite, premier ou suivant",
    "loan_material_avoided": "Matières premières laissées en terre",
    "loan_money_saved": "Argent que garde l'emprunteur, prêt moyen",
    "loan_rebound": "Émissions de ce qu'il achète avec l'argent gardé, prêt moyen, plafonnées",
    "loan_rental_saving": "Location évitée, parmi les prêts qui n'évitent pas d'achat : jamais les deux",
    "loan_trip": "Émissions de la voiture pour aller chercher et rendre",
    "loan_trips_and_wear": "Trajets, usure et empreinte de la plateforme",
    "loan_waste_avoided": "Déchets évités par un prêt moyen",
    "loan_wear": "Part de la vie de l'objet qu'un prêt consomme",
    "compost_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, compost",
    "disputes_avoided": "Coût des litiges évités, ou ajoutés par la plateforme ; un scénario",
    "food_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, nourriture",
    "gift_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, don",
    "landlord_costs_avoided": "Les deux effets pour le bailleur ; un scénario",
    "loan_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, prêt",
    "local_turnover": "Dépenses qui se déplacent vers les commerces du quartier : une redistribution",
    "relet_cost_avoided": "Coût des locataires qui ne partent pas ; un scénario, jamais par défaut",
    "repair_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, réparation",
    "sale_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, revente",
    "repair_done_treatment_saved": "Taxe sur l'enfouissement que la commune ne paie pas, réparation réussie",
    "repair_done_gross": "Émissions de fabrication qu'une réparation réussie évite",
    "repair_done_items_avoided": "Objets neufs qu'une réparation réussie remplace : la part de vie gagnée",
    "repair_done_material_avoided": "Matières premières qu'une réparation réussie laisse en terre",
    "repair_done_money_saved": "Part du prix d'un objet neuf qu'une réparation réussie épargne",
    "repair_done_rebound": "Émissions de ce qu'on achète avec l'argent qu'une réparation réussie garde, plafonnées",
    "repair_done_waste_avoided": "Masse des objets neufs non achetés après une réparation réussie",
    "repair_gross": "Émissions de fabrication qu'une réparation tentée évite",
    "repair_items_avoided": "Objets neufs qu'une réparation tentée remplace : succès × part de vie gagnée",
    "repair_material_avoided": "Matières premières laissées en terre",
    "repair_money_saved": "Part du prix d'un objet neuf que la réparation épargne",
    "repair_parts": "Émissions des pièces de rechange",
    "repair_rebound": "Émissions de ce qu'on achète avec l'argent gardé, plafonnées",
    "repair_trips_and_parts": "Pièces, trajet jusqu'à l'atelier et empreinte de la plateforme",
    "repair_waste_avoided": "Masse des objets neufs non achetés",
    "repair_waste_postponed": "Masse réparée qui aurait été jetée tout de suite ; jamais ajoutée aux déchets évités",
    "collection_trip": "Émissions de la voiture pour aller chercher un objet",
    "collection_trip_and_platform": "Le trajet et l'empreinte de la plateforme",
    "gift_gross": "Émissions de fabrication qu'un don évite",
    "gift_items_avoided": "Objets neufs qu'un don remplace, pour la vie qui leur reste",
    "gift_material_avoided": "Matières premières laissées en terre",
    "gift_money_saved": "Ce que l'objet aurait coûté d'occasion, quand le don remplace un achat",
    "gift_rebound": "Émissions de ce qu'on achète avec l'argent gardé, plafonnées",
    "gift_waste_avoided": "Masse des objets neufs non achetés",
    "reuse_waste_postponed": "Masse qui aurait été jetée tout de suite et le sera plus tard ; jamais ajoutée",
    "sale_gross": "Émissions de fabrication qu'une revente évite",
    "sale_items_avoided": "Objets neufs qu'une revente remplace, pour la vie qui leur reste",
    "sale_material_avoided": "Matières premières laissées en terre",
    "sale_money_freed": "Ce que les deux voisins ensemble ne dépensent plus en objets neufs",
    "sale_money_saved": "Prix du neuf moins le prix payé, quand la revente remplace un achat neuf",
    "sale_price": "Ce qui change de mains : gagné par l'un, payé par l'autre",
    "sale_price_paid": "Le même argent, vu par l'acheteur",
    "sale_rebound": "Émissions de ce qu'acheteur et vendeur achètent avec l'argent gardé et gagné, plafonnées",
    "sale_waste_avoided": "Masse des objets neufs non achetés",
    "platform_use": "Empreinte de la plateforme, quand l'échange ne cause aucun trajet",
    "ride_fare": "Le même argent, vu par le passager",
    "ride_gross": "Émissions de la voiture qu'un trajet partagé évite, moins le détour du conducteur",
    "ride_money_saved": "Carburant que le passager n'achète pas",
    "ride_rebound": "Trajets plus longs, trajets en plus, déménagements : la part du gain qu'une ville reperd",
    "ride_receipt": "Ce que reçoit le conducteur",
}


def equation_words(equation: Equation) -> Text:
    """What an equation gives, in a sentence: its docstring in English, the same here in French."""
    return Text(_FRENCH.get(equation.name, equation.summary), equation.summary)


def factor_words(factor: Factor) -> Text:
    """What a factor is about; the attribute of a category names both: « Perceuse-visseuse sans fil : masse »."""
    attribute = ATTRIBUTES.get(factor.id.partition(".")[2])
    if attribute is None:
        return factor.label
    return Text(f"{factor.label.fr} : {attribute.fr}", f"{factor.label.en}: {attribute.en}")
