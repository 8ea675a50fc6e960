"""Shops, the town's cash, and the landlord's: mostly nothing unless the evidence says so."""

from typing import Any


def local_turnover(local_shop_spend: Any, local_shift_share: Any) -> Any:
    """Spending that moves to the shops of the neighbourhood: redistribution, not welfare [euro/member/year]."""
    return local_shop_spend * local_shift_share


def gift_treatment_saved(gift_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/gift]."""
    return gift_waste_avoided * tgap_landfill


def sale_treatment_saved(sale_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/sale]."""
    return sale_waste_avoided * tgap_landfill


def loan_treatment_saved(loan_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/loan]."""
    return loan_waste_avoided * tgap_landfill


def repair_treatment_saved(repair_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/repair]."""
    return repair_waste_avoided * tgap_landfill


def repair_done_treatment_saved(repair_done_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay after a successful repair [euro/repair]."""
    return repair_done_waste_avoided * tgap_landfill


def food_treatment_saved(food_gift_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/food_gift]."""
    return food_gift_waste_avoided * tgap_landfill


def compost_treatment_saved(compost_waste_avoided: Any, tgap_landfill: Any) -> Any:
    """Landfill tax that the town does not pay [euro/person/year]."""
    return compost_waste_avoided * tgap_landfill


def relet_cost_avoided(turnover_effect: Any, hlm_mobility_rate: Any, relet_cost: Any) -> Any:
    """Cost of tenants who do not leave; a scenario, never a default [euro/dwelling/year]."""
    return turnover_effect * hlm_mobility_rate * relet_cost


def disputes_avoided(dispute_effect: Any, asb_cases_per_dwelling: Any, asb_case_cost: Any) -> Any:
    """Cost of disputes that do not happen, or that the platform adds; a scenario [euro/dwelling/year]."""
    return dispute_effect * asb_cases_per_dwelling * asb_case_cost


def landlord_costs_avoided(relet_cost_avoided: Any, disputes_avoided: Any) -> Any:
    """Both landlord effects together; a scenario [euro/dwelling/year]."""
    return relet_cost_avoided + disputes_avoided
