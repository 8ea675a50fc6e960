"""The one command, its verbs, and what is said when a verb cannot do what was asked."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from mitoyen.cli import (
    atlas,
    count,
    evidence,
    follow,
    history,
    imports,
    keys,
    persona,
    persons,
    place,
    project,
    roles,
    serve,
    simulate,
    site,
    work,
)
from mitoyen.cli.answers import MISUSE, Answer, Refused
from mitoyen.evidence.reader import EvidenceError
from mitoyen.impact.assessment import UnknownUsage
from mitoyen.projection.keys import BrokenKey
from mitoyen.projection.scenario import ScenarioError
from mitoyen.territory import PlaceError

VERBS = (
    project, persona, atlas, evidence, place, serve, history, imports, simulate, keys, roles, persons, count, follow,
    work,
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSE, f"{self.prog}: {message}. `{self.prog} --help` shows what may be written.\n")


_STOPPED = "stopped before the end; nothing more is written."
_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of Ctrl-C in the middle of a query."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    command = _Parser(prog="mitoyen", description="What neighbourhood sharing would bring, with its doubt and sources.")
    verbs = command.add_subparsers(required=True, dest="verb")
    for verb in VERBS:
        verb.add(verbs)
    return command


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when all went well, 1 when a check found something, 2 when what was asked cannot be."""
    arguments = parser().parse_args(words)
    try:
        answer: Answer = arguments.run(arguments)
        _say(answer.text)
    except (Refused, ScenarioError, BrokenKey, EvidenceError, UnknownUsage) as error:
        return _refuse(str(error))
    except PlaceError as error:
        return _refuse(error.en)
    except BrokenPipeError:
        _hush()
        return 0
    except KeyboardInterrupt:
        return _refuse(_STOPPED)
    except RuntimeError as error:
        if str(error) != _INTERRUPTED:
            raise
        return _refuse(_STOPPED)
    except Exception as error:
        told = site.trouble(error)
        if not told:
            raise
        return _refuse(told)
    return answer.code


def _say(text: str) -> None:
    """Print the answer; a terminal that lacks a letter shows a question mark in its place."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text, end="" if not text or text.endswith("\n") else "\n", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _hush()
        raise Refused(f"cannot write the answer ({error.strerror}); send it elsewhere.") from error


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"mitoyen: {sentence}\n")
    return MISUSE


def _hush() -> None:
    """The reader of a pipe has left (`| head`): let the interpreter's own last flush go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
