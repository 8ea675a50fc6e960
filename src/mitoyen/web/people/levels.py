"""What each proof of residence and each role may do, in words, straight from the one table in `rules`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mitoyen.web.people.enums import ResidenceProof, Role
from mitoyen.web.people.rules import BY_PROOF, BY_ROLE, Power

LABELS: dict[Power, str | Promise] = {
    Power.READ: _("voir ce que les voisins partagent"),
    Power.ASK: _("demander, et répondre à une offre"),
    Power.OFFER: _("proposer, et répondre à une demande"),
    Power.GATHER: _("inviter plusieurs personnes : fête, trajet, commande groupée"),
    Power.SELL: _("demander de l’argent"),
    Power.BORROW_COSTLY: _("emprunter ce qui coûte cher"),
    Power.VOUCH: _("se porter garant d’un nouveau voisin"),
    Power.INVITE: _("envoyer des lettres et des invitations"),
    Power.HELP: _("agir pour une personne qui est d’accord"),
    Power.SETTLE: _("trancher un désaccord"),
}
HOW: dict[ResidenceProof, str | Promise] = {
    ResidenceProof.NONE: _("Il suffit de dire où l’on habite."),
    ResidenceProof.VOUCHED: _("Deux voisins déjà connus disent que vous habitez là."),
    ResidenceProof.INVITED: _("Le bailleur, la mairie, le gardien ou une association vous a donné une invitation."),
    ResidenceProof.LETTER: _("Vous avez recopié le code d’une lettre reçue chez vous."),
}


@dataclass(frozen=True)
class Standing:
    """One level or role: its name, how one gets there, what it allows; `new` is what the level before did not."""

    name: str
    how: str | Promise
    allowed: list[str | Promise]
    new: list[str | Promise]


def by_proof() -> list[Standing]:
    """The levels of a resident, from the least sure."""
    found, before = [], frozenset[Power]()
    for proof in ResidenceProof:
        allowed = BY_PROOF[proof]
        found.append(Standing(str(proof.label), HOW[proof], _said(allowed), _said(allowed - before)))
        before = allowed
    return found


def by_role() -> list[Standing]:
    """What a role adds in its place, for the roles that add something."""
    return [Standing(str(role.label), "", _said(BY_ROLE[role]), []) for role in Role if BY_ROLE[role]]


def _said(powers: frozenset[Power]) -> list[str | Promise]:
    return [label for power, label in LABELS.items() if power in powers]
