"""The command line, called as a shell calls it."""

from dataclasses import dataclass

import pytest

from mitoyen.cli import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def mitoyen(capsys, monkeypatch, data_folder):
    """Run `mitoyen` with the words of a line, or a list of words."""
    monkeypatch.setenv("MITOYEN_DATA_DIR", str(data_folder))

    def run(line):
        try:
            code = main(line.split() if isinstance(line, str) else line)
        except SystemExit as left:  # argparse leaves by itself
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run
