"""`mitoyen count`: tables of a lake, and a sentence when there are none."""

import csv

import duckdb
import pytest

from mitoyen.counting import lake
from tests.counting import reference, samples


@pytest.fixture(scope="module")
def made():
    return samples.sample(3_000, seed=21)


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("count") / "lake"
    lake.write(made.rows(), folder)
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "native"])
def test_the_tables_are_written_and_summed_up(mitoyen, made, folder, tmp_path, engine):
    said = mitoyen(["count", str(folder), "--engine", engine, "--out", str(tmp_path / "out"), "--threads", "1"])
    expected = reference.tables(made.rows())
    assert said.code == 0
    assert said.err == ""
    assert said.out.split()[:2] == ["facts", f"{sum(row[5] for row in expected['tally']):,}"]
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(expected)
    for question, rows in expected.items():
        assert duckdb.read_parquet(f"{tmp_path}/out/{question}.parquet").fetchall() == rows


def test_csv_has_a_header_and_the_tally_may_be_by_month(mitoyen, made, folder, tmp_path):
    mitoyen(["count", str(folder), "--by", "month", "--format", "csv", "--out", str(tmp_path / "out")])
    with (tmp_path / "out" / "tally_by_month.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    expected = reference.tables(made.rows(), "month")["tally_by_month"]
    assert header[:6] == ["place", "month", "practice", "category", "proof", "facts"]
    assert rows == [[str(value) for value in row] for row in expected]


def test_without_out_nothing_is_written(mitoyen, folder, tmp_path):
    assert "nothing is written" in mitoyen(["count", str(folder)]).out
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def full(tmp_path):
    """A folder that holds something."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Claire's")
    return tmp_path / "full"


WRONG = {
    "LAKE/absent": "there is no folder",
    "FULL": "holds no Parquet file",
    "LAKE --engine polars": "invalid choice: 'polars'",
    "LAKE --master spark://127.0.0.1:1": "add --engine spark, or leave it out.",
    "LAKE --threads 0": "--threads is a number from 1 to 1024.",
    "LAKE --memory much": "the memory limit 'much' is not understood; write it as 4GB.",
    "LAKE --spill LAKE/absent": "cannot write in",
    "LAKE --out FULL": "is already there and is not empty",
    "LAKE --out FULL/absent/out": "does not exist: make it first",
    "LAKE --out FULL/letter.txt": "is already there and is not empty",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_cannot_be_counted_gets_one_sentence(mitoyen, folder, full, line):
    words = line.replace("LAKE", str(folder)).replace("FULL", str(full)).split()
    said = mitoyen(["count", *words])
    assert said.code == 2
    assert WRONG[line] in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert [path.name for path in full.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("engine", ["duckdb", "native"])
def test_a_damaged_lake_is_told_and_nothing_is_half_written(mitoyen, folder, tmp_path, engine):
    broken = tmp_path / "broken"
    broken.mkdir()
    for number, path in enumerate(sorted(folder.rglob("*.parquet"))):
        (broken / f"{number}.parquet").write_bytes(path.read_bytes())
    page = bytearray((broken / "0.parquet").read_bytes())
    page[4:400] = b"\xff" * 396
    (broken / "0.parquet").write_bytes(page)
    said = mitoyen(["count", str(broken), "--engine", engine, "--out", str(tmp_path / "out")])
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]
