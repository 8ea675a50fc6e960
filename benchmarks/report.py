"""Figures to the page docs/performance.md: goals first, then each figure with times, memory, precision and words."""

from collections.abc import Iterable, Mapping

from benchmarks.measure import Figure, Goal, machine, versions

HEAD = """# Performance

Written by `make bench`; do not edit. Each figure and its peers are measured in one run, all on one machine. Other work
may have shared it (see each figure's load): trust the ratios and the processor seconds more than the wall seconds. The
synthetic model is that of `benchmarks/model.py`: 40 practices of 8 take-up types, 150 lognormal factors, 25 indicators
of 16 practices, about 1,000 signed products of 3 to 5 factors, 60 months.
"""


def page(figures: Iterable[Figure], profiles: Mapping[str, str]) -> str:
    """The whole page; profiles are those of figures that missed a floor, by title."""
    figures = list(figures)
    where = f"- Machine: {machine()}.\n- Versions: {versions()}.\n"
    goals = _table(
        ["goal", "measured", "floor", "target", "met"],
        [_goal(goal) for figure in figures for goal in figure.goals],
    )
    parts = [HEAD, where, "## Goals\n", goals, *(_section(figure, profiles.get(figure.title)) for figure in figures)]
    return "\n".join(parts)


def missed(figure: Figure) -> bool:
    return any(not goal.meets(goal.floor) for goal in figure.goals)


def _goal(goal: Goal) -> list[str]:
    sign = "≥" if goal.more_is_better else "≤"
    met = "target" if goal.meets(goal.target) else "floor" if goal.meets(goal.floor) else "**missed**"
    bounds = [f"{sign} {_number(bound)} {goal.unit}" for bound in (goal.floor, goal.target)]
    return [goal.name, f"{_number(goal.value)} {goal.unit}", *bounds, met]


def _section(figure: Figure, profile: str | None) -> str:
    last = figure.timings[-1]
    rows = [
        [t.name + (f" ({t.note})" if t.note else ""), _seconds(t.wall), _seconds(t.cpu), *_ratios(t, last)]
        for t in figure.timings
    ]
    parts = [f"## {figure.title}\n\n{figure.about}\n", _table(["version", "wall", "CPU", "wall ×", "CPU ×"], rows)]
    parts += [f"× compares with the last line. Peak memory {figure.memory:,.0f} MB; load average {figure.load:.1f}.\n"]
    if figure.precision:
        columns = ["error, % of the 90 % interval", "q05", "median", "q95", "mean"][: 1 + len(figure.precision[0][1])]
        parts.append(_table(columns, [[name, *(f"{x:.2f}" for x in errors)] for name, errors in figure.precision]))
    parts += [f"- {note}" for note in figure.notes]
    if profile:
        parts.append(f"\nA floor was missed; where the time went:\n\n```\n{profile}\n```")
    return "\n".join(parts) + "\n"


def _ratios(timing, last) -> list[str]:
    return [f"{_number(timing.wall / last.wall)}", f"{_number(timing.cpu / max(last.cpu, 1e-9))}"]


def _seconds(seconds: float) -> str:
    return f"{_number(seconds)} s" if seconds >= 1 else f"{_number(1000 * seconds)} ms"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 10 else f"{value:.2g}"


def _table(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
