"""Repairing together: an object lives longer.

An attempt whose outcome is not known is worth the chance of success; one whose outcome is known is worth all of it or
nothing. Trips and parts are the same for every attempt.
"""

from typing import Any

from mitoyen.impact.algebra import smaller


def repair_items_avoided(rep_success_rate: Any, rep_life_extension_share: Any) -> Any:
    """New objects that a repair attempt replaces: chance of success × share of a life gained [item/repair]."""
    return rep_success_rate * rep_life_extension_share


def repair_gross(repair_items_avoided: Any, object_production: Any) -> Any:
    """Production emissions that a repair attempt avoids [kgCO2e/repair]."""
    return repair_items_avoided * object_production


def repair_parts(rep_parts_share: Any, object_production: Any) -> Any:
    """Emissions of spare parts [kgCO2e/repair]."""
    return rep_parts_share * object_production


def repair_trips_and_parts(repair_parts: Any, collection_trip: Any, plt_session: Any) -> Any:
    """Spare parts, the trip to the workshop and the platform's own footprint [kgCO2e/repair]."""
    return repair_parts + collection_trip + plt_session


def repair_money_saved(repair_items_avoided: Any, object_price: Any) -> Any:
    """The part of a new object's price that the repair saves [euro/repair]."""
    return repair_items_avoided * object_price


def repair_rebound(
    repair_money_saved: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, repair_gross: Any
) -> Any:
    """Emissions of what is bought with the money kept, capped [kgCO2e/repair]."""
    return smaller(repair_money_saved * reb_respend_share * reb_respend_intensity, reb_cap * repair_gross)


def repair_waste_avoided(repair_items_avoided: Any, object_mass: Any) -> Any:
    """Mass of new objects not bought [kg/repair]."""
    return repair_items_avoided * object_mass


def repair_waste_postponed(
    rep_success_rate: Any, items_per_exchange: Any, waste_p_discard: Any, object_mass: Any
) -> Any:
    """Mass repaired that would have been thrown away now; never added to waste avoided [kg/repair]."""
    return rep_success_rate / items_per_exchange * waste_p_discard * object_mass


def repair_material_avoided(mat_ratio: Any, repair_waste_avoided: Any) -> Any:
    """Raw material left in the ground [kg/repair]."""
    return mat_ratio * repair_waste_avoided


def repair_done_items_avoided(items_per_exchange: Any, rep_life_extension_share: Any) -> Any:
    """New objects that a repair known to have succeeded replaces: the share of a life gained [item/repair]."""
    return items_per_exchange * rep_life_extension_share


def repair_done_gross(repair_done_items_avoided: Any, object_production: Any) -> Any:
    """Production emissions that a successful repair avoids [kgCO2e/repair]."""
    return repair_done_items_avoided * object_production


def repair_done_money_saved(repair_done_items_avoided: Any, object_price: Any) -> Any:
    """The part of a new object's price that a successful repair saves [euro/repair]."""
    return repair_done_items_avoided * object_price


def repair_done_rebound(
    repair_done_money_saved: Any,
    reb_respend_share: Any,
    reb_respend_intensity: Any,
    reb_cap: Any,
    repair_done_gross: Any,
) -> Any:
    """Emissions of what is bought with the money that a successful repair keeps, capped [kgCO2e/repair]."""
    return smaller(repair_done_money_saved * reb_respend_share * reb_respend_intensity, reb_cap * repair_done_gross)


def repair_done_waste_avoided(repair_done_items_avoided: Any, object_mass: Any) -> Any:
    """Mass of new objects not bought after a successful repair [kg/repair]."""
    return repair_done_items_avoided * object_mass


def repair_done_material_avoided(mat_ratio: Any, repair_done_waste_avoided: Any) -> Any:
    """Raw material that a successful repair leaves in the ground [kg/repair]."""
    return mat_ratio * repair_done_waste_avoided
