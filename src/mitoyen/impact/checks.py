"""What must hold between the equations and a pack: every name bound, every unit right."""

from __future__ import annotations

from collections.abc import Iterator

from mitoyen.evidence.pack import TALLY, Pack
from mitoyen.evidence.records import MEASURES, Practice
from mitoyen.impact.graph import Equation, Graph
from mitoyen.uncertainty import units


def complaints(pack: Pack, graph: Graph) -> list[str]:
    """Everything that does not fit, one clear sentence each; an empty list when all is well."""
    return [
        *_bad_units_of_records(pack),
        *_uneven_attributes(pack),
        *_unbound(pack, graph),
        *_wrong_units(pack, graph),
        *_wrong_measures(pack, graph),
    ]


def argument_units(pack: Pack, graph: Graph) -> dict[str, str]:
    """The unit of everything an equation may name: factors, results, attributes of categories."""
    attributes = {
        argument: pack.factors[factor].unit
        for category in pack.categories.values()
        for argument, factor in category.attributes.items()
    }
    results = {equation.name: equation.unit for equation in graph.equations.values()}
    return {**attributes, **{id: factor.unit for id, factor in pack.factors.items()}, **results}


def _bad_units_of_records(pack: Pack) -> Iterator[str]:
    for factor in pack.factors.values():
        try:
            units.parse(factor.unit)
        except units.UnitError as error:
            yield f"{factor.file}:{factor.line}: {factor.id}: {error}"


def _uneven_attributes(pack: Pack) -> Iterator[str]:
    first: dict[str, str] = {}
    for category in pack.categories.values():
        for argument, id in category.attributes.items():
            unit = pack.factors[id].unit
            if not units.same_dimension(unit, first.setdefault(argument, unit)):
                yield f"category {category.id}: {argument} is in {unit}, other categories say {first[argument]}"


def _unbound(pack: Pack, graph: Graph) -> Iterator[str]:
    for practice in pack.practices.values():
        for indicator, result in practice.results.items():
            if result == TALLY:
                continue
            if result not in graph.equations:
                yield f"practice {practice.id}: {indicator} names the equation '{result}', which does not exist"
                continue
            yield from _unbound_leaves(pack, graph, practice, result)


def _unbound_leaves(pack: Pack, graph: Graph, practice: Practice, result: str) -> Iterator[str]:
    for leaf in graph.leaves(result):
        if leaf in pack.factors:
            continue
        if not leaf.startswith(f"{practice.category_kind}_"):
            yield f"practice {practice.id}: the equation {result} needs '{leaf}', which is no factor of the pack"
            continue
        for id in practice.usual:
            if leaf not in pack.categories[id].attributes:
                yield f"practice {practice.id}: the category {id} lacks '{leaf}', which the equation {result} needs"


def _wrong_units(pack: Pack, graph: Graph) -> Iterator[str]:
    known = argument_units(pack, graph)
    for equation in graph.equations.values():
        if all(argument in known for argument in equation.arguments):
            yield from _unit_complaint(equation, known)
    for practice in pack.practices.values():
        for indicator, result in practice.results.items():
            if result != TALLY and result not in known:
                continue
            found = practice.unit if result == TALLY else f"({known[result]})*({practice.unit})"
            reported = pack.indicators[indicator].unit
            if not units.same_dimension(found, reported):
                yield f"practice {practice.id}: {indicator} is in {reported}, {result} gives {found}"


def _wrong_measures(pack: Pack, graph: Graph) -> Iterator[str]:
    """What an event may measure replaces one argument, in its unit; two quantities never meet in one indicator."""
    for name in pack.factors.keys() & graph.equations:
        yield f"factor {name} is called like an equation, whose result it would replace; rename one"
    known = argument_units(pack, graph)
    for practice in pack.practices.values():
        reached: dict[str, str] = {}
        for quantity, argument in practice.measured.items():
            owner, unit = f"practice {practice.id}: measured {quantity}", MEASURES[quantity][0]
            results = ((id, result) for id, result in practice.results.items() if result != TALLY)
            found = [id for id, result in results if graph.rests_on(result, argument)]
            if not found:
                yield f"{owner} replaces '{argument}', which none of its results rests on"
            elif not any(units.same_dimension(f"({known[argument]})*({one})", unit) for one in (practice.unit, "item")):
                # An exchange of an object is about one object (items_per_exchange): its mass is that of an item.
                yield f"{owner} are turned into {unit}, but '{argument}' is in {known[argument]}"
            twice = [id for id in found if reached.setdefault(id, quantity) != quantity]
            yield from (f"{owner} and {reached[id]} both reach {id}; keep one" for id in twice)


def _unit_complaint(equation: Equation, known: dict[str, str]) -> Iterator[str]:
    import pint

    try:
        declared = units.parse(equation.unit)
        result = equation.function(**{name: units.parse(known[name]) for name in equation.arguments})
    except (pint.DimensionalityError, units.UnitError) as error:
        yield f"equation {equation.name}: {error}"
        return
    dimensionality = getattr(result, "dimensionality", units.parse("dimensionless").dimensionality)
    if dimensionality != declared.dimensionality:
        yield f"equation {equation.name}: its units make {dimensionality}, it declares {equation.unit}"
    elif units.scale(equation.unit) != 1:
        yield f"equation {equation.name}: declare it in base units, not in {equation.unit}"
