"""The graph of the equations: it follows from their names."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mitoyen.impact import equations as families

_UNIT = re.compile(r"\[([^\]]+)\]")


class EquationError(ValueError):
    """An equation that breaks a rule of the house; the message says which and how to mend it."""


@dataclass(frozen=True)
class Equation:
    """One function, and what its docstring declares."""

    name: str
    family: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    unit: str
    summary: str


class Graph:
    """Equations bound by name: the argument of one is the result of another, a factor or an attribute."""

    def __init__(self, functions: Iterable[Callable[..., Any]]) -> None:
        self.equations: dict[str, Equation] = {}
        for function in functions:
            equation = _equation(function)
            if equation.name in self.equations:
                raise EquationError(f"two equations are called {equation.name}; rename one")
            self.equations[equation.name] = equation
        self._orders = {name: self._visit(name) for name in self.equations}

    def order(self, name: str) -> tuple[str, ...]:
        """The equations to evaluate for `name`, in order, itself last."""
        return self._orders[name]

    def leaves(self, name: str) -> tuple[str, ...]:
        """The factors and attributes that `name` rests on, in the order of their first use."""
        used = (argument for step in self.order(name) for argument in self.equations[step].arguments)
        return tuple(dict.fromkeys(argument for argument in used if argument not in self.equations))

    def rests_on(self, name: str, argument: str) -> bool:
        """Whether the result called `name` follows `argument`: a factor, an attribute, another result, itself."""
        return argument in self.order(name) or argument in self.leaves(name)

    def users(self, argument: str) -> tuple[Equation, ...]:
        """The equations that take `argument`."""
        return tuple(equation for equation in self.equations.values() if argument in equation.arguments)

    def evaluate(self, names: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
        """The results called `names`, from `values` of all their leaves; each equation is evaluated once.

        A result that `values` holds already, because it was measured, is taken as it is.
        """
        known: dict[str, Any] = {}
        wanted = tuple(names)
        for step in dict.fromkeys(step for name in wanted for step in self.order(name)):
            equation = self.equations[step]
            inputs = {name: known[name] if name in known else values[name] for name in equation.arguments}
            known[step] = values[step] if step in values else equation.function(**inputs)
        return {name: known[name] for name in wanted}

    def _visit(self, name: str, path: tuple[str, ...] = ()) -> tuple[str, ...]:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise EquationError(f"the equations go round in a circle: {circle}; break it by a factor or a new result")
        below = (a for a in self.equations[name].arguments if a in self.equations) if name in self.equations else ()
        steps = (step for argument in below for step in self._visit(argument, (*path, name)))
        return tuple(dict.fromkeys((*steps, name)))


@lru_cache(maxsize=1)
def house() -> Graph:
    """The graph of the house's equations."""
    modules = [
        importlib.import_module(f"{families.__name__}.{m.name}") for m in pkgutil.iter_modules(families.__path__)
    ]
    found = ((module, function) for module in modules for _, function in inspect.getmembers(module, inspect.isfunction))
    return Graph(function for module, function in found if function.__module__ == module.__name__)


def _equation(function: Callable[..., Any]) -> Equation:
    name = function.__name__
    summary = (inspect.getdoc(function) or "").split("\n")[0]
    units = _UNIT.findall(summary)
    if not units:
        raise EquationError(f"the equation {name} declares no unit; end its docstring's first line with [unit]")
    _refuse_literals(name, function)
    arguments = tuple(inspect.signature(function).parameters)
    summary = summary[: summary.rindex("[")].strip()
    return Equation(name, function.__module__.rsplit(".", 1)[-1], function, arguments, units[-1], summary)


def _refuse_literals(name: str, function: Callable[..., Any]) -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex):
            raise EquationError(f"the equation {name} holds the literal {node.value!r}; make it a factor with a source")
