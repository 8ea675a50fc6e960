"""What a room may reach: import-linter holds the arrows between rooms, these hold the doors to the outside."""

import subprocess
import sys

import pytest

from tests.house import source

READERS_OF_THE_ENVIRONMENT = {"src/mitoyen/web/config/settings.py", "src/mitoyen/web/config/wsgi.py"}
NETWORK = {
    "requests",
    "urllib.request",
    "urllib3",
    "http.client",
    "http.server",
    "socket",
    "ftplib",
    "smtplib",
    "httpx",
}
CLOCK = {
    "time",
    "datetime.datetime.now",
    "datetime.now",
    "datetime.date.today",
    "date.today",
    "datetime.datetime.utcnow",
}
CHANCE = {"random", "secrets", "uuid", "np.random.rand", "np.random.seed", "np.random.random"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb"}


@pytest.mark.parametrize(("door", "names"), [("network", NETWORK), ("clock", CLOCK), ("chance", CHANCE)])
def test_the_library_keeps_the_door_shut_to(door, names):
    reached = {source.named(path): _reaches(path) & names for path in source.library()}
    assert {name: found for name, found in reached.items() if found} == {}, door


def test_the_library_reads_no_environment():
    reached = {source.named(path) for path in source.library() if _reaches(path) & ENVIRONMENT}
    assert reached == set()


def test_the_settings_alone_read_the_environment_of_the_site():
    readers = {source.named(path) for path in source.site() if _reaches(path) & ENVIRONMENT}
    assert readers <= READERS_OF_THE_ENVIRONMENT


def test_the_site_calls_no_other_server():
    callers = {source.named(path) for path in source.site() if _reaches(path) & NETWORK}
    assert callers == set()


def test_the_packs_hold_data_and_no_code():
    code = [path for path in source.with_suffix(".py") if path.is_relative_to(source.PACKAGE / "packs")]
    assert [source.named(path) for path in code if path.read_text().strip()] == []


def test_a_page_is_served_without_the_slow_scientific_packages():
    """Importing scipy.stats alone takes seconds: neither starting the site nor a page may pay for it."""
    program = (
        "import sys, django; django.setup()\n"
        "from django.test import Client\n"
        "assert Client(headers={'host': 'localhost'}).get('/calculer/').status_code == 200\n"
        "print(*sorted({'scipy', 'sympy', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    assert _run(program) == ""


def _reaches(path):
    return source.imports(path) | source.dotted(path)


def _run(program):
    environment = {"DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings", "PYTHONPATH": str(source.ROOT / "src")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=source.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
