"""`mitoyen serve`: open the site on this machine."""

from __future__ import annotations

import argparse
import datetime
import os
import socket
import sys
from contextlib import closing

from mitoyen.cli import simulate, site
from mitoyen.cli.answers import Answer, Refused
from mitoyen.cli.workplace import compile_draws
from mitoyen.evidence.pack import france
from mitoyen.impact import accounts, checks
from mitoyen.impact.graph import house
from mitoyen.projection.scenario import Scenario
from mitoyen.simulation import sample

BOTH = "mitoyen.web.config.asgi:application"
PARTS = {"pages": "mitoyen.web.config.wsgi:application", "streams": "mitoyen.web.config.asgi:streams"}
FIRST = Scenario("35288")
"""The scenario that is run once before anybody asks, by the server itself: it keeps what that loads and compiles."""
_THREADS = 8
_PORTS = range(1, 65536)


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    told = "open the site in a browser, on this machine"
    verb = verbs.add_parser("serve", help=told, description=f"{told.capitalize()}.")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine only: %(default)s)")
    port = os.environ.get("PORT", "").strip() or "8000"
    verb.add_argument("--port", type=int, default=port, help="port to listen on (8000, or that of the variable PORT)")
    spoken = "with a simulated quartier, Les Corderies, loaded once and marked as simulated"
    verb.add_argument("--sample", action="store_true", help=spoken)
    spoken = "serve the pages, or the live streams of the boards, apart (see docs/operate/run.md)"
    verb.add_argument("--only", choices=tuple(PARTS), help=spoken)
    verb.add_argument("--workers", type=int, default=1, help="processes (%(default)s)")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Answer:
    """Make everything ready, then become the server: this process does not come back."""
    host, port = str(arguments.host), int(arguments.port)
    if arguments.workers < 1:
        raise Refused(f"--workers is 1 or more, not {arguments.workers}.")
    _check_free(host, port)
    sys.stderr.write("Making the figures ready …\n")
    check_evidence()
    compile_draws()
    site.prepare()
    if arguments.sample:
        load_sample()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    os.execv(sys.executable, _server(address, arguments.only, arguments.workers))  # noqa: S606 - our own interpreter


def check_evidence() -> None:
    """Open nothing on figures whose units, names or sums do not hold."""
    found = [*checks.complaints(france(), house()), *accounts.complaints(france())]
    if found:
        raise Refused(f"the evidence does not hold ({found[0]}); `mitoyen evidence check` lists everything to mend.")


def load_sample() -> None:
    """Enter the sample in a site that does not have it, each half whole or not at all, and say how to sign in."""
    now = datetime.datetime.now(datetime.UTC)
    if not site.has_source(sample.SOURCE):
        sys.stderr.write("Simulating a year of Les Corderies …\n")
        with site.together():
            simulate.load(simulate.sample_setting(now), now)
        site.fold(now)
    addresses, phrase = site.enter_neighbours(now)
    told = f"Sign in as {addresses[0]} (or {', '.join(addresses[1:4])} …) with the pass phrase {phrase}\n"
    sys.stderr.write(told)


def _server(address: str, part: str | None, workers: int) -> list[str]:
    """The command of the server: pages alone are served by threads, streams by an event loop, which holds thousands."""
    kind = ["gthread", "--threads", str(_THREADS)] if part == "pages" else ["asgi"]
    options = ["--config", "python:mitoyen.cli.gunicorn", "--bind", address, "--workers", str(workers)]
    return [sys.executable, "-m", "gunicorn", PARTS.get(part or "", BOTH), *options, "--worker-class", *kind]


def _check_free(host: str, port: int) -> None:
    if port not in _PORTS:
        raise Refused(f"a port is a whole number from {_PORTS[0]} to {_PORTS[-1]}, not {port}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no name of a machine"
        raise Refused(f"cannot listen on {host}, port {port} ({reason}); choose another with --port.") from error
