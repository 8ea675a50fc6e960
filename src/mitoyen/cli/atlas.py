"""`mitoyen atlas`: every commune in one go."""

from __future__ import annotations

import argparse

from mitoyen.cli.answers import Answer


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    verb = verbs.add_parser("atlas")
    verb.set_defaults(run=lambda arguments: Answer())
