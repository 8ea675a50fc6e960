"""Services between neighbours: hours, help, lessons."""

from typing import Any

from mitoyen.impact.algebra import complement, surplus


def help_rate(would_have_paid_share: Any, service_price: Any, smic_gross: Any) -> Any:
    """One rate for an hour: the market's where it would have been paid, else the minimum wage [euro/hour]."""
    return would_have_paid_share * service_price + complement(would_have_paid_share) * smic_gross


def help_value(hours_service: Any, help_rate: Any, quality_ratio_peer: Any, deadweight_exchange: Any) -> Any:
    """Value of the hours given that would not have been given anyway [euro/service]."""
    return hours_service * help_rate * quality_ratio_peer * complement(deadweight_exchange)


def help_hours(hours_service: Any, deadweight_exchange: Any) -> Any:
    """Hours of help that would not have been given anyway [hour/service]."""
    return hours_service * complement(deadweight_exchange)


def handover_hours(hours_loan_handover: Any) -> Any:
    """Time that two neighbours spend over an object [hour/exchange]."""
    return hours_loan_handover


def event_hours(hours_event: Any) -> Any:
    """Time spent together, per person [hour/participation]."""
    return hours_event


def lesson_price(lesson_price_ratio: Any, service_price: Any, hours_service: Any) -> Any:
    """What a paid neighbour receives [euro/lesson]."""
    return lesson_price_ratio * service_price * hours_service


def lesson_price_paid(lesson_price: Any) -> Any:
    """The same money, seen by the one who pays [euro/lesson]."""
    return -lesson_price


def lesson_saving(lesson_price_ratio: Any, service_price: Any, hours_service: Any, displacement_market: Any) -> Any:
    """Market price less the price paid, when the lesson replaces one that would have been bought [euro/lesson]."""
    return complement(lesson_price_ratio) * service_price * hours_service * displacement_market


def lesson_income_surplus(lesson_price_ratio: Any, service_price: Any, smic_net: Any, hours_service: Any) -> Any:
    """What the neighbour earns above the net minimum wage for the same hours [euro/lesson]."""
    return surplus(lesson_price_ratio * service_price, smic_net) * hours_service
