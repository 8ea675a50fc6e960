"""The words of a report, in both languages: pillars, beneficiaries, grades, choices of a scenario."""

from __future__ import annotations

from mitoyen.evidence.records import Text

CLAIM_KG = 646.0
"""What was published in 2020: kilograms of CO2 « a year, at individual level »."""

PILLARS = {
    "social": Text("Social", "Social"),
    "economic": Text("Économie", "Economy"),
    "environment": Text("Environnement", "Environment"),
}

BENEFICIARIES = {
    "resident": Text("Les habitants", "Residents"),
    "town": Text("La commune", "The town"),
    "landlord": Text("Le bailleur", "The landlord"),
    "shop": Text("Les commerces", "Shops"),
    "association": Text("Les associations", "Associations"),
    "society": Text("La société", "Society"),
    "planet": Text("La planète", "The planet"),
}

GRADES = {
    "A": Text("Mesuré, avec groupe témoin", "Measured, with a control group"),
    "B": Text("Mesuré, après ajustement", "Measured, adjusted"),
    "C": Text("Estimé d'après l'activité", "Estimated from activity"),
    "D": Text("Projeté, rien n'est encore mesuré ici", "Projected, nothing is measured here yet"),
}

STATUSES = {
    "seen": Text("lu dans la source", "read in the source"),
    "derived": Text("calculé d'après des sources", "derived from sources"),
    "assumed": Text("hypothèse de notre part", "our assumption"),
    "recalled": Text("de mémoire, à vérifier", "from memory, to be checked"),
}

PEDIGREES = {
    5: Text("chiffre officiel qui s'applique tel quel", "official figure that applies as it is"),
    4: Text("bonne étude, peu de transposition", "good study, little transfer"),
    3: Text("bonne source d'un autre pays ou d'un autre objet", "good source from another country or object"),
    2: Text("presse, prix affichés ou chiffres d'opérateur", "press, list prices or an operator's figures"),
    1: Text("hypothèse ou souvenir", "assumption or recollection"),
}

LAUNCHES = {
    "organic": Text("Bouche-à-oreille", "Word of mouth"),
    "invitations": Text("Invitations par un partenaire", "Invitations by a partner"),
    "letters": Text("Une lettre avec un code dans chaque boîte", "A letter with a code in every letterbox"),
}

ANIMATIONS = {
    "none": Text("Personne", "Nobody"),
    "volunteer": Text("Des bénévoles", "Volunteers"),
    "animator": Text("Un animateur à temps partiel", "A part-time animator"),
}

PAYERS = {
    "town": Text("La commune", "The town"),
    "landlord": Text("Le bailleur", "The landlord"),
    "association": Text("Une association", "An association"),
}
