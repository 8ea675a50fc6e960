"""Settings of the server that `mitoyen serve` becomes; gunicorn reads the names below."""

import gc
import resource
import signal
import sys
from typing import Any

from mitoyen.cli import serve, site
from mitoyen.projection.keys import encode
from mitoyen.simulation import sample

preload_app = True
loglevel = "warning"
control_socket_disable = True
graceful_timeout = 8
"""Seconds that requests at hand have to end; streams end at once."""
_CONNECTIONS = 65_536


def when_ready(server: Any) -> None:
    """Visit what visitors see first, so that workers start with everything loaded; then say where to go."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _CONNECTIONS if hard == resource.RLIM_INFINITY else min(_CONNECTIONS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    site.visit(f"/mesure/{serve.FIRST.place}/figures/")
    said = f"The live streams are open: {address}/\n" if _is(server, "streams") else _opened(address)
    site.let_go()
    gc.collect()
    gc.freeze()  # what is loaded stays in memory that the workers share: collecting garbage would write to it
    sys.stdout.write(said)
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    """A process that serves pages alone makes the tallies follow; one with streams ends them when asked to stop.

    One that serves both also works: nobody else may be there to do it.
    """
    if _is(worker, "pages"):
        site.follow()
        return
    if not _is(worker, "streams"):
        site.work_along()

    def stop() -> None:
        worker.app.wsgi().leave()
        worker.handle_exit_signal()

    worker.loop.add_signal_handler(signal.SIGTERM, stop)


def worker_exit(server: Any, worker: Any) -> None:
    """Finish what is being folded, and the task at hand."""
    site.rest()


def _is(process: Any, part: str) -> bool:
    return bool(process.app.app_uri == serve.PARTS[part])


def _opened(address: str) -> str:
    """What is said of a site whose pages have been visited."""
    site.visit(f"/calculer/r/{encode(serve.FIRST)}/")
    said = f"Mitoyen is open: {address}/calculer/ (Ctrl+C closes it)\n"
    if not site.has_source(sample.SOURCE):
        return said
    site.visit(f"/mesure/{sample.QUARTIER}/")
    return (
        f"{said}The live measure of a simulated quartier: {address}/mesure/{sample.QUARTIER}/\n"
        "To see its figures move, type in another terminal: .venv/bin/mitoyen simulate --live\n"
    )
