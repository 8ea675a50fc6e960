"""Who does what was put off: a site of one process by itself, otherwise `mitoyen work`."""

import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from mitoyen.cli import gunicorn, serve, site
from tests.served import lines, served, told

ENQUEUE = """
import django, sys; django.setup()
from tests.faults.chores import chore
chore.enqueue(sys.argv[1], "drill")
"""
WORKERS = "import django; django.setup(); from mitoyen.web.config.models import Worker; print(Worker.objects.count())"


def run(folder, program, *words):
    environment = told(folder) | {"DJANGO_SETTINGS_MODULE": "mitoyen.web.config.settings"}
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_site_of_one_process_does_what_was_put_off_and_leaves_nobody_waiting(tmp_path):
    file = tmp_path / "said"
    with served(tmp_path) as (_, process):
        lines(process, 1)
        run(tmp_path, ENQUEUE, str(file))
        end = time.monotonic() + 30
        while not (file.exists() and "drill ends" in file.read_text()):
            assert time.monotonic() < end, "nobody did it"
            time.sleep(0.1)
        assert run(tmp_path, WORKERS) == "1\n"
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert run(tmp_path, WORKERS) == "0\n"


@pytest.mark.parametrize(("application", "works"), [(serve.BOTH, 1), *((part, 0) for part in serve.PARTS.values())])
def test_pages_or_streams_alone_leave_it_to_others(monkeypatch, application, works):
    begun = []
    monkeypatch.setattr(site, "work_along", lambda: begun.append("work"))
    monkeypatch.setattr(site, "follow", lambda: None)
    process = SimpleNamespace(
        app=SimpleNamespace(app_uri=application), loop=SimpleNamespace(add_signal_handler=lambda *_: None)
    )
    gunicorn.post_worker_init(process)
    assert len(begun) == works


def test_no_worker_is_refused(mitoyen):
    assert mitoyen("work --workers 0").err == "mitoyen: --workers is 1 or more, not 0.\n"
