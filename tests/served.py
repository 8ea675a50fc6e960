"""A site as its operator runs it: `mitoyen serve` in processes of its own, on a free port."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from tools import ports

COMMAND = [sys.executable, "-m", "mitoyen.cli"]


@contextmanager
def served(data_folder, *options, port=None):
    """A site open on a port, and its process, which must end well when asked to."""
    port = port or ports.free()
    command = [*COMMAND, "serve", "--port", str(port), *options]
    environment = told(data_folder)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield port, process
        finally:
            process.terminate()
    assert process.returncode in (0, -signal.SIGKILL)


def lines(process, many):
    """The next lines that a server says."""
    return [process.stdout.readline() for _ in range(many)]


def mitoyen(data_folder, *words):
    """What a command of the same site says."""
    done = subprocess.run([*COMMAND, *words], env=told(data_folder), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def told(data_folder):
    return os.environ | {"MITOYEN_DATA_DIR": str(data_folder)}
