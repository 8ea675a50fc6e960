"""The command line: each verb translates what was typed, makes one call, and says the answer."""

from mitoyen.cli.main import main

__all__ = ["main"]
