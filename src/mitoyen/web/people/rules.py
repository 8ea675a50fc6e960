"""What the standing of somebody lets them do: one table by proof of residence, one by role."""

from __future__ import annotations

from enum import StrEnum

from mitoyen.web.people.enums import ResidenceProof, Role


class Power(StrEnum):
    """Something that not everybody may do."""

    READ = "read"
    """See what the neighbours of the place share."""
    ASK = "ask"
    """Publish a request, and answer an offer."""
    OFFER = "offer"
    """Publish an offer, and answer a request."""
    GATHER = "gather"
    """Publish what several people come to: an event, a ride, a grouped order."""
    SELL = "sell"
    """Ask for money."""
    BORROW_COSTLY = "borrow_costly"
    """Borrow what its owner keeps for known neighbours."""
    VOUCH = "vouch"
    """Say that a newcomer lives here."""
    INVITE = "invite"
    """Send letters and signed invitations for a place."""
    HELP = "help"
    """Act for somebody who agreed."""
    SETTLE = "settle"
    """Decide a disagreement."""


P = Power
_MEMBER = frozenset({P.READ, P.ASK, P.OFFER, P.GATHER})
BY_PROOF: dict[ResidenceProof, frozenset[Power]] = {
    ResidenceProof.NONE: frozenset({P.READ, P.ASK, P.OFFER}),
    ResidenceProof.VOUCHED: _MEMBER | {P.SELL},
    ResidenceProof.INVITED: _MEMBER | {P.SELL, P.BORROW_COSTLY, P.VOUCH},
    ResidenceProof.LETTER: _MEMBER | {P.SELL, P.BORROW_COSTLY, P.VOUCH},
}
"""What a resident may do in their place, by how sure we are that they live there."""

BY_ROLE: dict[Role, frozenset[Power]] = {
    Role.RESIDENT: frozenset(),
    Role.CARETAKER: frozenset({P.READ, P.HELP, P.INVITE, P.GATHER, P.OFFER}),
    Role.ASSOCIATION: frozenset({P.READ, P.HELP, P.INVITE, P.GATHER, P.OFFER, P.ASK}),
    Role.SHOP: frozenset({P.READ, P.GATHER, P.OFFER, P.SELL}),
    Role.TOWN: frozenset({P.INVITE, P.GATHER, P.OFFER}),
    Role.LANDLORD: frozenset({P.INVITE, P.GATHER}),
    Role.MODERATOR: frozenset({P.READ, P.SETTLE}),
}
"""What a role adds. A town and a landlord invite and announce; they never read what residents write to each other."""


def powers(role: Role, proof: ResidenceProof) -> frozenset[Power]:
    """Everything that one belonging allows in its place."""
    return BY_ROLE[role] | (BY_PROOF[proof] if role == Role.RESIDENT else frozenset())
