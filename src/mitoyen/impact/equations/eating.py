"""Food given, meals shared, orders grouped, waste composted."""

from typing import Any

from mitoyen.impact.algebra import others, smaller


def food_gift_saved(food_gift_mass: Any, dsp_food_gift_p: Any) -> Any:
    """Food that a gift keeps from being bought again [kg/food_gift]."""
    return food_gift_mass * dsp_food_gift_p


def food_gift_gross(food_gift_saved: Any, food_production: Any) -> Any:
    """Emissions of the food not produced twice [kgCO2e/food_gift]."""
    return food_gift_saved * food_production


def food_gift_trip(
    trip_legs_give: Any, trip_dist_neighbour: Any, trip_car_share_0_2km: Any, trip_dedicated_share: Any, tr_car_km: Any
) -> Any:
    """Car emissions of fetching the food [kgCO2e/food_gift]."""
    return trip_legs_give * trip_dist_neighbour * trip_car_share_0_2km * trip_dedicated_share * tr_car_km


def food_gift_trip_and_platform(food_gift_trip: Any, plt_session: Any) -> Any:
    """The trip and the platform's own footprint [kgCO2e/food_gift]."""
    return food_gift_trip + plt_session


def food_gift_rebound(reb_food_share: Any, food_gift_gross: Any) -> Any:
    """The share lost to what the money kept buys, as measured on a food-sharing platform [kgCO2e/food_gift]."""
    return reb_food_share * food_gift_gross


def food_gift_money_saved(food_gift_saved: Any, food_price_kg: Any, gbp_to_eur: Any) -> Any:
    """What the food would have cost [euro/food_gift]."""
    return food_gift_saved * food_price_kg * gbp_to_eur


def food_gift_waste_avoided(food_gift_mass: Any) -> Any:
    """Food that is eaten, not thrown away [kg/food_gift]."""
    return food_gift_mass


def meal_gross(meal_avg: Any, dsp_meal_surplus_p: Any) -> Any:
    """Emissions of a meal not cooked elsewhere, when it is made of surplus [kgCO2e/meal]."""
    return meal_avg * dsp_meal_surplus_p


def meal_rebound(reb_food_share: Any, meal_gross: Any) -> Any:
    """The share lost to what is bought with the money kept [kgCO2e/meal]."""
    return reb_food_share * meal_gross


def order_gross(
    order_legs: Any, order_shop_distance: Any, order_car_share: Any, tr_car_km: Any, order_households: Any
) -> Any:
    """Solo car trips to the shop that a grouped order avoids, per household: one of n still drives [kgCO2e/order].

    Local origin earns no credit: short chains may emit as much as long ones.
    """
    return order_legs * order_shop_distance * order_car_share * tr_car_km * others(order_households)


def order_special_trip(order_special_trip_share: Any, order_gross: Any) -> Any:
    """Trips made for the order only, which take back part of the gain [kgCO2e/order]."""
    return order_special_trip_share * order_gross


def order_trips_and_platform(order_special_trip: Any, plt_session: Any) -> Any:
    """Special trips and the platform's own footprint [kgCO2e/order]."""
    return order_special_trip + plt_session


def order_saving(order_bill: Any, groupbuy_discount_food: Any) -> Any:
    """The group's discount: what the household keeps, and the supplier forgoes [euro/order]."""
    return order_bill * groupbuy_discount_food


def order_rebound(
    order_saving: Any, reb_respend_share: Any, reb_respend_intensity: Any, reb_cap: Any, order_gross: Any
) -> Any:
    """Emissions of what is bought with the money kept, capped [kgCO2e/order]."""
    return smaller(order_saving * reb_respend_share * reb_respend_intensity, reb_cap * order_gross)


def compost_gross(compost_mass: Any, compost_net_ef: Any) -> Any:
    """Emissions of the residual bin less those of the compost, for one person and a year [kgCO2e/person/year]."""
    return compost_mass * compost_net_ef


def compost_waste_avoided(compost_mass: Any) -> Any:
    """Bio-waste kept out of the bin [kg/person/year]."""
    return compost_mass


def local_diet_gross(local_max: Any) -> Any:
    """What eating only local food would avoid at the very most, in a person-year [kgCO2e/person/year]."""
    return local_max
