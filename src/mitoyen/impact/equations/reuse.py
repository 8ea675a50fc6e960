"""Giving and reselling: an object has a second life."""

from typing import Any

from mitoyen.impact.algebra import smaller


def gift_items_avoided(dsp_give_p: Any, life_resid_share: Any) -> Any:
    """New objects that a gift replaces, for the life it has left [item/gift]."""
    return dsp_give_p * life_resid_share


def sale_items_avoided(object_resale_displacement: Any, life_resid_share: Any) -> Any:
    """New objects that a second-hand sale replaces, for the life it has left [item/sale]."""
    return object_resale_displacement * life_resid_share


def gift_gross(gift_items_avoided: Any, object_production: Any) -> Any:
    """Production emissions that a gift avoids [kgCO2e/gift]."""
    return gift_items_avoided * object_production


def sale_gross(sale_items_avoided: Any, object_production: Any) -> Any:
    """Production emissions that a second-hand sale avoids [kgCO2e/sale]."""
    return sale_items_avoided * object_production


def collection_trip(
    trip_legs_give: Any,
    object_trip_distance: Any,
    object_trip_car_share: Any,
    trip_dedicated_share: Any,
    tr_car_km: Any,
) -> Any:
    """Car emissions of collecting an object, with the platform's share [kgCO2e/exchange]."""
    return trip_legs_give * object_trip_distance * object_trip_car_share * trip_dedicated_share * tr_car_km


def collection_trip_and_platform(collection_trip: Any, plt_session: Any) -> Any:
    """The trip and the platform's own footprint [kgCO2e/exchange]."""
    return collection_trip + plt_session


def gift_money_saved(dsp_give_p: Any, secondhand_price_ratio: Any, object_price: Any) -> Any:
    """What the object would have cost second-hand, when the gift replaces a purchase [euro/gift]."""
    return dsp_give_p * secondhand_price_ratio * object_price


def sale_price(secondhand_price_ratio: Any, object_price: Any, items_per_exchange: Any) -> Any:
    """What changes hands: earned by one neighbour, paid by the other [euro/sale]."""
    return secondhand_price_ratio * object_price * items_per_exchange


def sale_price_paid(sale_price: Any) -> Any:
    """The same money, seen by the buyer [euro/sale]."""
    return -sale_price


def sale_money_saved(
    object_resale_displacement: Any, object_price: Any, sale_price: Any, items_per_exchange: Any
) -> Any:
    """New price less the price paid, when the sale replaces a new purchase [euro/sale]."""
    return object_resale_displacement * (object_price - sale_price / items_per_exchange)


def gift_rebound(
    gift_money_saved: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, gift_gross: Any
) -> Any:
    """Emissions of what is bought with the money kept, capped [kgCO2e/gift]."""
    return smaller(gift_money_saved * reb_respend_share * reb_respend_intensity, reb_cap * gift_gross)


def sale_money_freed(sale_items_avoided: Any, object_price: Any) -> Any:
    """What the two neighbours together no longer spend on new objects [euro/sale].

    The price itself only changes hands: what the seller can spend again, the buyer no longer can.
    """
    return sale_items_avoided * object_price


def sale_rebound(
    sale_money_freed: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, sale_gross: Any
) -> Any:
    """Emissions of what the two buy with the money freed, capped [kgCO2e/sale]."""
    return smaller(sale_money_freed * reb_respend_share * reb_respend_intensity, reb_cap * sale_gross)


def gift_waste_avoided(gift_items_avoided: Any, object_mass: Any) -> Any:
    """Mass of new objects not bought [kg/gift]."""
    return gift_items_avoided * object_mass


def sale_waste_avoided(sale_items_avoided: Any, object_mass: Any) -> Any:
    """Mass of new objects not bought [kg/sale]."""
    return sale_items_avoided * object_mass


def reuse_waste_postponed(waste_p_discard: Any, object_mass: Any) -> Any:
    """Mass that would have been thrown away now, and will be later; never added to waste avoided [kg/exchange]."""
    return waste_p_discard * object_mass


def gift_material_avoided(mat_ratio: Any, gift_waste_avoided: Any) -> Any:
    """Raw material left in the ground [kg/gift]."""
    return mat_ratio * gift_waste_avoided


def sale_material_avoided(mat_ratio: Any, sale_waste_avoided: Any) -> Any:
    """Raw material left in the ground [kg/sale]."""
    return mat_ratio * sale_waste_avoided
