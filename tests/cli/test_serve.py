"""`mitoyen serve` opens the site and says where."""

import json
import os
import re
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from mitoyen.cli import serve
from mitoyen.cli.answers import Refused
from mitoyen.impact import checks


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def test_the_address_it_prints_answers(port, data_folder):
    command = [sys.executable, "-m", "mitoyen.cli", "serve", "--port", str(port)]
    environment = os.environ | {"MITOYEN_DATA_DIR": str(data_folder)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            said = server.stdout.readline()
            assert re.match(rf"Mitoyen is open: http://127\.0\.0\.1:{port}/calculer/", said)
            with urlopen(f"http://127.0.0.1:{port}/api/v1/places?q=saint-malo", timeout=30) as answer:
                assert json.load(answer)[0]["code"] == "35288"
        finally:
            server.terminate()
    assert server.returncode == 0


def test_nothing_opens_on_evidence_that_does_not_hold(monkeypatch):
    monkeypatch.setattr(checks, "complaints", lambda pack, graph: ["equation loan_trip: its units make [mass]"])
    with pytest.raises(Refused, match=r"the evidence does not hold \(equation loan_trip: .*`mitoyen evidence check`"):
        serve.check_evidence()
