"""A lake is written whole or not at all, and what is wrong with one is said in a sentence."""

import duckdb
import pytest

from mitoyen.counting import lake
from mitoyen.counting.lake import LakeError


def test_rows_come_back_as_they_were_written(tmp_path, rows_of):
    rows = rows_of({"id": "it's", "category": ""}, {"place": "974-ile", "month": 202612}, {"giver": (1 << 62) - 1})
    assert lake.write(rows, tmp_path / "lake") == 3
    found = _read(lake.opened(tmp_path / "lake"))
    assert found == rows


def test_a_month_has_its_folder_and_a_file_says_its_month_itself(tmp_path, lake_of):
    folder = lake_of({}, {"month": 202612, "day": 20_800})
    assert sorted(path.name for path in folder.iterdir()) == ["month=202611", "month=202612"]
    assert duckdb.read_parquet(str(folder / "month=202612/*.parquet"), hive_partitioning=False).columns == list(
        lake.COLUMNS
    )
    assert lake.opened(folder).records == 2


def test_a_long_history_is_written_a_few_records_at_a_time(tmp_path, rows_of, monkeypatch):
    monkeypatch.setattr(lake, "_PENDING", 20)
    monkeypatch.setattr(lake, "_BATCH", 7)
    rows = rows_of(*({"month": 202601 + number % 4} for number in range(100)))
    lake.write(iter(rows), tmp_path / "lake")
    looked = lake.opened(tmp_path / "lake")
    assert len(looked.files) > 4
    assert _read(looked) == rows


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path, rows_of):
    folder = tmp_path / "l'été [a-z] * {x}"
    lake.write(rows_of({}), folder)
    assert len(_read(lake.opened(folder))) == 1


def test_what_other_tools_have_not_finished_is_left_alone(lake_of):
    folder = lake_of({})
    (folder / "_temporary").mkdir()
    (folder / "_temporary/part.parquet").write_bytes(b"half")
    (folder / ".part.parquet").write_bytes(b"half")
    assert lake.opened(folder).records == 1


def test_nothing_is_left_of_a_lake_whose_rows_fail(tmp_path, rows_of):
    def failing():
        yield from rows_of({})
        raise RuntimeError("the database has gone")

    with pytest.raises(RuntimeError, match="has gone"):
        lake.write(failing(), tmp_path / "lake")
    assert list(tmp_path.iterdir()) == []


def test_a_number_too_large_for_its_column_leaves_nothing(tmp_path, rows_of):
    with pytest.raises(duckdb.ConversionException):
        lake.write(rows_of({"cents": 1 << 40}), tmp_path / "lake")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_filled_a_full_one_is_not_written_over(tmp_path, rows_of):
    (tmp_path / "lake").mkdir()
    lake.write(rows_of({}), tmp_path / "lake")
    with pytest.raises(ValueError, match="is already there and is not empty; name a new folder"):
        lake.write(rows_of({}), tmp_path / "lake")
    with pytest.raises(ValueError, match="does not exist: make it first"):
        lake.write(rows_of({}), tmp_path / "nowhere" / "lake")


def test_a_folder_that_is_absent_or_empty_is_named(tmp_path):
    with pytest.raises(LakeError, match="there is no folder"):
        lake.opened(tmp_path / "absent")
    with pytest.raises(LakeError, match="holds no Parquet file; name the folder of a lake."):
        lake.opened(tmp_path)


@pytest.mark.parametrize("kept", [0, 3, 12, -9, -2000], ids=str)
def test_a_damaged_file_is_named(lake_of, kept):
    folder = lake_of({})
    (file,) = lake.opened(folder).files
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(LakeError, match=r"part-00000.parquet is no whole Parquet file; write it again"):
        lake.opened(folder)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("* EXCLUDE (proof, cents)", "lacks proof, cents; a lake has the columns received, event_key"),
        ("* REPLACE (1.5 AS grams)", r"has DECIMAL\(2,1\) in grams; whole numbers are wanted there"),
        ("* REPLACE ('1' AS received)", "has VARCHAR in received; whole numbers are wanted there"),
        ("* REPLACE (35288 AS place)", "has INTEGER in place; text is wanted there"),
        ("* REPLACE (uuid() AS id)", "has UUID in id; text is wanted there"),
        ("* REPLACE (NULL::INTEGER AS minutes)", "has records without minutes; every column is filled in"),
    ],
)
def test_a_file_of_another_shape_is_named_with_the_column(tmp_path, lake_of, change, sentence):
    (file,) = lake.opened(lake_of({})).files
    (tmp_path / "other").mkdir()
    duckdb.sql(f"COPY (SELECT {change} FROM read_parquet('{file}')) TO '{tmp_path}/other/odd.parquet'")
    with pytest.raises(LakeError, match=sentence):
        lake.opened(tmp_path / "other")


def test_wider_numbers_and_columns_in_another_order_are_taken(tmp_path, lake_of, tables):
    folder = lake_of({"grams": 5}, {"count": 2})
    (file,) = lake.opened(folder).files
    (tmp_path / "other").mkdir()
    wide = "counterfactual, * EXCLUDE (counterfactual) REPLACE (grams::BIGINT AS grams, count::SMALLINT AS count)"
    duckdb.sql(f"COPY (SELECT {wide} FROM read_parquet('{file}')) TO '{tmp_path}/other/part.parquet'")
    for engine in ("duckdb", "native"):
        assert tables(tmp_path / "other", engine) == tables(folder, "duckdb")


def _read(looked):
    return duckdb.execute(f"SELECT * FROM {looked.relation()} ORDER BY received").fetchall()
