"""Settings of the server that `mitoyen serve` becomes; gunicorn reads the names below."""

import sys
from typing import Any

worker_class = "gthread"
workers = 1
threads = 8
preload_app = True
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Say where to go, once somebody would be answered there."""
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Mitoyen is open: http://{shown}:{port}/calculer/ (Ctrl+C closes it)\n")
    sys.stdout.flush()
