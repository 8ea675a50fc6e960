"""Riding together: one car instead of two."""

from typing import Any


def ride_gross(ride_distance: Any, ride_solo_share: Any, ride_detour: Any, tr_car_km: Any) -> Any:
    """Car emissions that a shared ride avoids, less the driver's detour [kgCO2e/ride].

    ride_distance [km/ride]; ride_solo_share: chance that the passenger would have driven alone, 0 for long rides, which
    replace the train; ride_detour: share of the distance that the driver adds.
    """
    return ride_distance * (ride_solo_share - ride_detour) * tr_car_km


def ride_rebound(reb_ride_system_share: Any, ride_gross: Any) -> Any:
    """Longer and new trips, moves further away: the share of the gain that a whole town loses again [kgCO2e/ride]."""
    return reb_ride_system_share * ride_gross


def ride_money_saved(ride_distance: Any, ride_solo_share: Any, car_fuel_cost_km: Any) -> Any:
    """Fuel that the passenger does not buy [euro/ride]."""
    return ride_distance * ride_solo_share * car_fuel_cost_km


def ride_receipt(carpool_driver_receipt: Any) -> Any:
    """What the driver receives [euro/ride]."""
    return carpool_driver_receipt


def ride_fare(carpool_driver_receipt: Any) -> Any:
    """The same money, seen by the passenger [euro/ride]."""
    return -carpool_driver_receipt


def platform_use(plt_session: Any) -> Any:
    """The platform's own footprint, where an exchange causes no trip of its own [kgCO2e/exchange]."""
    return plt_session
