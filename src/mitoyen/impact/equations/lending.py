"""Lending: an object is used by more than its owner."""

from typing import Any

from mitoyen.impact.algebra import complement, smaller


def first_loan_gross(dsp_lend_p_avoid: Any, object_production: Any) -> Any:
    """Production emissions that a first loan avoids [kgCO2e/loan].

    dsp_lend_p_avoid [item/loan], object_production [kgCO2e/item]. Only the first loan of an object type to a household
    can avoid a purchase (Edinburgh Tool Library counts the same way).
    """
    return dsp_lend_p_avoid * object_production


def loan_gross(lend_first_share: Any, first_loan_gross: Any) -> Any:
    """Production emissions that an average loan avoids, first or repeated [kgCO2e/loan]."""
    return lend_first_share * first_loan_gross


def loan_trip(
    trip_legs_lend: Any,
    object_trip_distance: Any,
    object_trip_car_share: Any,
    trip_dedicated_share: Any,
    tr_car_km: Any,
) -> Any:
    """Car emissions of fetching and returning [kgCO2e/loan]."""
    return trip_legs_lend * object_trip_distance * object_trip_car_share * trip_dedicated_share * tr_car_km


def loan_wear(life_wear_lend: Any, lend_uses_per_loan: Any, object_production: Any, object_uses: Any) -> Any:
    """The share of the object's life that a loan uses up [kgCO2e/loan]."""
    return life_wear_lend * lend_uses_per_loan * object_production / object_uses


def loan_trips_and_wear(loan_trip: Any, loan_wear: Any, plt_session: Any) -> Any:
    """Trips, wear and the platform's own footprint [kgCO2e/loan]."""
    return loan_trip + loan_wear + plt_session


def first_loan_purchase_saving(dsp_lend_p_avoid: Any, object_price: Any, secondhand_price_ratio: Any) -> Any:
    """New price less resale value, when a first loan avoids a purchase [euro/loan]."""
    return dsp_lend_p_avoid * object_price * complement(secondhand_price_ratio)


def loan_rental_saving(
    rent_avoidance_rate: Any, dsp_lend_p_avoid: Any, items_per_exchange: Any, rent_peer_day: Any, loan_days: Any
) -> Any:
    """Rental avoided, among loans that avoid no purchase: one answer, never both [euro/loan]."""
    return rent_avoidance_rate * complement(dsp_lend_p_avoid / items_per_exchange) * rent_peer_day * loan_days


def first_loan_money_saved(first_loan_purchase_saving: Any, loan_rental_saving: Any) -> Any:
    """Money that the borrower of a first loan keeps [euro/loan]."""
    return first_loan_purchase_saving + loan_rental_saving


def loan_money_saved(lend_first_share: Any, first_loan_purchase_saving: Any, loan_rental_saving: Any) -> Any:
    """Money that the borrower keeps, average loan [euro/loan]."""
    return lend_first_share * first_loan_purchase_saving + loan_rental_saving


def first_loan_rebound(
    first_loan_money_saved: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, first_loan_gross: Any
) -> Any:
    """Emissions of what the borrower buys with the money kept, capped [kgCO2e/loan]."""
    return smaller(first_loan_money_saved * reb_respend_share * reb_respend_intensity, reb_cap * first_loan_gross)


def loan_rebound(
    loan_money_saved: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, loan_gross: Any
) -> Any:
    """Emissions of what the borrower buys with the money kept, average loan, capped [kgCO2e/loan]."""
    return smaller(loan_money_saved * reb_respend_share * reb_respend_intensity, reb_cap * loan_gross)


def first_loan_waste_avoided(dsp_lend_p_avoid: Any, object_mass: Any) -> Any:
    """Mass of the new object that a first loan keeps from being bought, and thrown away one day [kg/loan]."""
    return dsp_lend_p_avoid * object_mass


def loan_waste_avoided(lend_first_share: Any, first_loan_waste_avoided: Any) -> Any:
    """Waste avoided by an average loan [kg/loan]."""
    return lend_first_share * first_loan_waste_avoided


def loan_material_avoided(mat_ratio: Any, loan_waste_avoided: Any) -> Any:
    """Raw material left in the ground [kg/loan]."""
    return mat_ratio * loan_waste_avoided
