"""Settings of the server that `mitoyen serve` becomes; gunicorn reads the names below."""

import sys
from typing import Any
from wsgiref.util import setup_testing_defaults

from mitoyen.cli.serve import FIRST
from mitoyen.projection.keys import encode

worker_class = "gthread"
workers = 1
threads = 8
preload_app = True
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Visit a result, so that workers start with everything loaded; then say where to go."""
    _visit(server.app.wsgi(), f"/calculer/r/{encode(FIRST)}/")
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Mitoyen is open: http://{shown}:{port}/calculer/ (Ctrl+C closes it)\n")
    sys.stdout.flush()


def _visit(site: Any, path: str) -> None:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    b"".join(site({**environ, "PATH_INFO": path}, lambda *_: None))
