"""Ports for servers that tests and benchmarks start, each given to one process of this machine alone."""

import random
import socket

LOCAL = "127.0.0.1"
BELOW_THOSE_OF_CLIENTS = range(20_000, 32_000)
"""The system lends whoever opens a connection a port above these, between our asking and the server's listening."""
_kept: list[socket.socket] = []


def free() -> int:
    """A port that nobody listens on, and that nobody else is given here for as long as this process lives."""
    for port in random.SystemRandom().sample(BELOW_THOSE_OF_CLIENTS, len(BELOW_THOSE_OF_CLIENTS)):
        said = socket.socket(type=socket.SOCK_DGRAM)  # the same number of UDP says to others that it is taken
        try:
            said.bind((LOCAL, port))
            socket.create_server((LOCAL, port)).close()
        except OSError:
            said.close()
            continue
        _kept.append(said)
        return port
    raise OSError("no port is free")
