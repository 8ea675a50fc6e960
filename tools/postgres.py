"""Run a command beside a PostgreSQL server made for it, and install one where the machine's owner can.

    python -m tools.postgres pytest tests/web/measure

The command finds the server's address in MITOYEN_DATABASE; the server and its data go away with it.
"""

import os
import shutil
import subprocess
import sys

from tools import ports

WRAPPER = "pg_virtualenv"
MISSING = (
    "No PostgreSQL, so its tests are left out: on Debian and Ubuntu, apt-get install postgresql; elsewhere, set "
    "MITOYEN_DATABASE to postgresql://user:password@host:5432/postgres, a server where they may create databases. Then "
    "run make test again."
)
_ADDRESS = 'MITOYEN_DATABASE="postgresql://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" exec "$@"'


def install() -> None:
    """Install PostgreSQL from Debian as root; the caller looks for it again."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing PostgreSQL for the tests (once) …")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "postgresql"]):
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


def beside(command: list[str]) -> list[str]:
    """The command that runs `command` beside a server, or as it is when the environment names a server already."""
    if os.environ.get("MITOYEN_DATABASE"):
        return command
    return [*server("fsync=off", "max_connections=120"), "sh", "-c", _ADDRESS, "sh", *command]


def server(*settings: str) -> list[str]:
    """The words before a command that starts a server with these settings for it, on a port that nobody listens on.

    Left to choose by itself, the wrapper gives two servers that are started in the same second the same port.
    """
    return [WRAPPER, "-t", "-c", f"--port={ports.free()}", *(word for setting in settings for word in ("-o", setting))]


def main() -> int:
    """Run the command line; its own code. Without a server to be had it is left out, which is a fault in CI only."""
    if not os.environ.get("MITOYEN_DATABASE") and shutil.which(WRAPPER) is None:
        install()
        if shutil.which(WRAPPER) is None:
            print(MISSING, file=sys.stderr)
            return 2 if os.environ.get("CI") else 0  # a machine without a server still learns what the rest says
    return subprocess.run(beside(sys.argv[1:]), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
