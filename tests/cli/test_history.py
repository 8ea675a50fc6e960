"""`mitoyen export-lake`, as a person calls it."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lake_is_never_written_over_what_is_there(mitoyen, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("Amina")
    said = mitoyen(["export-lake", str(tmp_path)])
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"mitoyen: {tmp_path} is already there and is not empty")
    assert kept.read_text() == "Amina"


def test_the_history_is_written_once(mitoyen, tmp_path):
    folder = tmp_path / "lake"
    assert mitoyen(["export-lake", str(folder)]).out == f"0 events written to {folder}.\n"
