"""The equations: one pure function each, named by its result; its arguments are factors, attributes and other results.

`object_…`, `ride_…`, `food_…` and `service_…` are attributes of the category exchanged. No literal coefficient stands
in an equation: a number is a factor, with its source. Arrays broadcast over (categories, draws) or (draws,).
"""
