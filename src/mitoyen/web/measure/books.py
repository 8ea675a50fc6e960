"""What is asked of the facts of a span, and the tables where the answers add up."""

from __future__ import annotations

from typing import NamedTuple

from mitoyen.counting import queries

TALLIES, PERSONS = "tallies", "persons"


class Question(NamedTuple):
    """What is asked of the facts of a span, and the table where its answers are added up."""

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    sql: str
    told: tuple[str, ...] = ()
    """Columns that go with the keys."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all its columns, in the order of the answers."""
        return (*self.keys, *self.told, *self.sums)

    @property
    def named(self) -> str:
        """The table with the columns that are written."""
        return f"{self.table} ({', '.join(self.columns)})"

    @property
    def ordered(self) -> str:
        """The question, its answers in the order of the keys."""
        return f"{self.sql} ORDER BY 1, 2, 3"

    @property
    def adding(self) -> str:
        """What an insertion does with answers to keys that are there."""
        sums = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name in self.sums)
        return f"ON CONFLICT ({', '.join(self.keys)}) DO UPDATE SET {sums}"


_SUMS = ("facts", *"units grams metres minutes cents known_grams known_metres known_minutes known_cents".split())
_TAKING_PART = """
SELECT place, month, person, SUM(sign) AS facts
FROM (SELECT place, month, giver AS person, sign FROM facts WHERE giver <> 0
      UNION ALL SELECT place, month, receiver AS person, sign FROM facts WHERE receiver <> 0) AS taking_part
GROUP BY place, month, person"""
_MEETINGS = """
SELECT CASE WHEN giver < receiver THEN giver ELSE receiver END AS low,
       CASE WHEN giver < receiver THEN receiver ELSE giver END AS high, event_key, occurred, place, day, sign AS facts
FROM facts WHERE giver <> 0 AND receiver <> 0 AND giver <> receiver"""
_CELL = ("place_id", "day", "practice", "category")
BOOKS = {
    TALLIES: (
        Question("measure_tally", (*_CELL, "proof"), _SUMS, queries.text("tally")),
        Question("measure_answer", (*_CELL, "counterfactual"), ("answers",), queries.text("answers")),
    ),
    PERSONS: (
        Question("measure_contribution", ("place_id", "month", "person"), ("facts",), _TAKING_PART),
        Question(
            "measure_meeting", ("low", "high", "event_key"), ("facts",), _MEETINGS, ("occurred", "place_id", "day")
        ),
    ),
}
"""Cursor → what is folded by it: what readers wait for first, then who took part."""
