"""Ties, involvement, loneliness: weak evidence, said as such. Activity is not turned into cohesion by a coefficient."""

from typing import Any

from mitoyen.impact.algebra import complement, smaller


def ties(ties_per_exchange: Any, deadweight_exchange: Any) -> Any:
    """Pairs of neighbours who meet for the first time and would not have met anyway [tie/exchange]."""
    return ties_per_exchange * complement(deadweight_exchange)


def event_ties(ties_per_participation: Any, deadweight_exchange: Any) -> Any:
    """The same, at an event, per person who comes [tie/participation]."""
    return ties_per_participation * complement(deadweight_exchange)


def involvement(fr_informal_help_4w: Any, involvement_uplift_exante: Any) -> Any:
    """People more involved in their neighbourhood, per active member [person/member].

    The relative uplift applies to the share who help in four weeks anyway. The published +25 % is its ceiling: it
    compares users with everybody, and users were sociable before.
    """
    return fr_informal_help_4w * involvement_uplift_exante


def isolated_reached(fr_isolated_share: Any, isolated_relative_presence: Any) -> Any:
    """Isolated people among active members [person/member]."""
    return fr_isolated_share * isolated_relative_presence


def loneliness_exits(lonely_exit_exante: Any) -> Any:
    """People who leave loneliness, per active member-year [person/member/year]."""
    return lonely_exit_exante


def wellbeing_points(lonely_exit_exante: Any, ls_gain_per_lonely_exit: Any, person_cap_ls: Any) -> Any:
    """Life-satisfaction points gained per active member-year, capped [point/member/year]."""
    return smaller(lonely_exit_exante * ls_gain_per_lonely_exit, person_cap_ls)


def wellbeing_value(wellbeing_points: Any, wellby_eur_default: Any) -> Any:
    """The same in euros: a sensitivity line, never in the headline [euro/member/year]."""
    return wellbeing_points * wellby_eur_default
