"""The compiled fold on lakes of every shape: many files, mixed months, wide numbers, little room."""

import threading

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mitoyen.counting import lake, native
from mitoyen.counting.count import Limits
from mitoyen.counting.lake import LakeError
from mitoyen.counting.native import cells, firsts, kernels, memory, months, packing, people, reader, work
from tests.counting import reference, samples

RECORDS = 6_000


@pytest.fixture(scope="module")
def made():
    return samples.sample(RECORDS, seed=11)


@pytest.fixture(scope="module")
def expected(made):
    return reference.tables(made.rows())


def shaped(made, **types):
    columns = made.columns()
    wanted = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}
    fields = [(name, types.get(name, wanted[kind])) for name, kind in lake.COLUMNS.items()]
    return pa.table({name: pa.array(columns[name]).cast(kind) for name, kind in fields})


def test_many_small_files_with_every_month_in_each(tmp_path, made, expected, tables):
    table = shaped(made)
    for number in range(23):
        (tmp_path / f"{number % 3}").mkdir(exist_ok=True)
        pq.write_table(table.take(np.arange(number, RECORDS, 23)), tmp_path / f"{number % 3}/{number}.parquet")
    assert tables(tmp_path, "native") == expected


@pytest.mark.parametrize("rows", [1, 100])
def test_row_groups_of_any_size(tmp_path, made, expected, tables, rows, monkeypatch):
    monkeypatch.setattr(reader, "_ROWS", 3 * rows)
    table = shaped(made).slice(0, 600)
    pq.write_table(table, tmp_path / "one.parquet", row_group_size=rows)
    assert tables(tmp_path, "native") == tables(tmp_path, "duckdb")


def test_a_file_that_says_nothing_of_its_columns(tmp_path, made, expected, tables):
    pq.write_table(shaped(made), tmp_path / "one.parquet", write_statistics=False, use_dictionary=False)
    assert tables(tmp_path, "native") == expected


def test_wide_and_narrow_numbers_and_coded_words(tmp_path, made, expected, tables):
    words = pa.dictionary(pa.int8(), pa.string())
    table = shaped(made, grams=pa.int64(), day=pa.int64(), cents=pa.int64(), practice=words, proof=words)
    pq.write_table(table, tmp_path / "one.parquet")
    assert tables(tmp_path, "native") == expected


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_workers(tmp_path, made, expected, tables, threads, monkeypatch):
    monkeypatch.setattr(reader, "_ROWS", 500)
    pq.write_table(shaped(made), tmp_path / "one.parquet", row_group_size=500)
    assert tables(tmp_path, "native", limits=Limits(threads=threads)) == expected


def test_little_room_makes_more(tmp_path, made, expected, tables, monkeypatch):
    """Buckets of a few keys, kinds numbered by sorting: the roads that only long histories take."""
    monkeypatch.setattr(firsts, "_BUCKET", 16)
    monkeypatch.setattr(packing, "_TRIPLES", 2)
    monkeypatch.setattr(months, "_HELD", 500)
    monkeypatch.setattr(people, "_WAITING", 1_000)
    pq.write_table(shaped(made), tmp_path / "one.parquet", row_group_size=700)
    assert tables(tmp_path, "native") == expected


def test_keys_that_follow_each_other_are_spread_like_any_other(tmp_path, rows_of, tables):
    rows = rows_of(*({"event_key": 1 + number // 2, "giver": 1 + number % 50} for number in range(5_000)))
    lake.write(rows, tmp_path / "lake")
    assert tables(tmp_path / "lake", "native") == reference.tables(rows)


def test_a_number_beyond_its_contract_is_refused_and_not_folded_over(tmp_path, made):
    table = shaped(made, cents=pa.int64())
    cents = table["cents"].to_numpy().copy()
    cents[7] = 1 << 40
    at = table.schema.get_field_index("cents")
    pq.write_table(table.set_column(at, "cents", pa.array(cents)), tmp_path / "one.parquet")
    with pytest.raises(LakeError, match="one.parquet cannot be read"):
        native.count(lake.opened(tmp_path), ["tally"], Limits())


def test_a_page_that_is_damaged_is_told_with_its_file(tmp_path, made):
    pq.write_table(shaped(made), tmp_path / "one.parquet", compression="zstd")
    bytes_ = bytearray((tmp_path / "one.parquet").read_bytes())
    bytes_[4:400] = b"\xff" * 396
    (tmp_path / "one.parquet").write_bytes(bytes_)
    with pytest.raises(LakeError, match="one.parquet cannot be read"):
        native.count(lake.opened(tmp_path), ["tally"], Limits())


def test_too_many_words_are_refused():
    words = reader.Words(3, "kinds")
    assert words.numbers(["b", "a", "b"]).tolist() == [0, 1, 0]
    with pytest.raises(LakeError, match="more than 3 kinds; count it with another engine."):
        words.numbers(["c", "d"])


def test_too_many_places_are_refused():
    places = reader.Texts(3, "places")
    assert places.numbers(pa.array(["b", "a", "b"])).tolist() == [1, 0, 1]
    assert places.numbers(pa.array(["c", "b"])).tolist() == [2, 1]
    with pytest.raises(LakeError, match="more than 3 places; count it with another engine."):
        places.numbers(pa.array(["d"]))


def test_who_is_done_early_helps_at_the_end_of_the_longest_run():
    shares = work.Shares(list(range(6)), 2, lambda item: 1)
    slow = shares.of(1)
    assert next(slow) == 3
    assert list(shares.of(0)) == [0, 1, 2, 5, 4]
    assert list(slow) == []


def test_the_runs_of_two_workers_weigh_the_same():
    shares = work.Shares([9, 1, 1, 1, 6], 2, lambda item: item)
    assert next(shares.of(1)) == 1
    assert list(shares.of(0)) == [9, 6, 1, 1]


def test_an_error_of_a_worker_is_raised():
    def work_on(item):
        if item == 3:
            raise LakeError("the third is damaged")

    with pytest.raises(LakeError, match="the third"):
        work.each(work_on, range(10), 2)


@pytest.mark.parametrize("kinds", [70, None], ids=["grid", "table"])
def test_cells_are_the_same_by_a_grid_and_by_a_table(kinds):
    """Facts of 900 places, a part of them counted before: two roads to the same sums."""
    random = np.random.default_rng(5)
    place, kind, units, minutes = (random.integers(0, most, 20_000) for most in (900, 70, 5, 3))
    expected: dict[tuple[int, ...], list[int]] = {}
    for where, what, many, long in zip(place.tolist(), kind.tolist(), units.tolist(), minutes.tolist(), strict=True):
        cell = expected.setdefault((202611, where, what), [0, 0, 0, 0])
        for number, added in enumerate((1, many, long, many if long else 0)):
            cell[number] += added
    adder, (early, late) = cells.Adder(4), (_rows(place, kind, (units, minutes), half) for half in (0, 1))
    found = adder.sums([late], [adder.sums([early], [], kinds)], kinds)
    keys = np.empty((3, len(found)), np.int32)
    kernels.unpack(found.keys, *keys)
    assert dict(zip(zip(*keys.tolist(), strict=True), found.values.T.tolist(), strict=True)) == expected


def _rows(place, kind, columns, half):
    """Every second row, in order of place."""
    mine = np.arange(half, len(place), 2)
    mine = mine[np.argsort(place[mine], kind="stable")]
    starts = np.searchsorted(place[mine], 256 * np.arange(5))
    keys = (((202611 << kernels.PLACE_BITS) | place[mine]) << kernels.KIND_BITS) | kind[mine]
    return cells.Rows(starts, keys, tuple(column[mine] for column in columns))


def test_persons_of_more_months_than_a_row_of_the_table_holds(tmp_path, rows_of, tables):
    """A hundred months out of order, persons who come again in some of them, at one place or two."""
    random = np.random.default_rng(9)
    months = [(1990 + n // 12) * 100 + n % 12 + 1 for n in random.permutation(100).tolist()]
    told = (
        {
            "month": months[random.integers(100)],
            "place": f"quartier-{random.integers(3)}",
            "giver": int(random.integers(0, 40)),
            "receiver": int(random.integers(0, 2_000)),
        }
        for _ in range(8_000)
    )
    rows = rows_of(*told)
    lake.write(rows, tmp_path / "lake")
    assert tables(tmp_path / "lake", "native")["contributors"] == reference.tables(rows)["contributors"]


@pytest.mark.parametrize("held", [300, 1 << 24], ids=["added up early", "held"])
def test_a_tally_by_month_goes_by_grids(tmp_path, made, tables, held, monkeypatch):
    """Facts fill most of the cells there might be; some are added up before the month is whole."""
    grids = []
    by_grid = cells.Adder._by_grid

    def noted(*told):
        grids.append(told)
        return by_grid(*told)

    monkeypatch.setattr(cells.Adder, "_by_grid", noted)
    monkeypatch.setattr(cells.Adder, "_is_dense", lambda *told: True)
    monkeypatch.setattr(months, "_HELD", held)
    pq.write_table(shaped(made), tmp_path / "one.parquet", row_group_size=1_000)
    assert tables(tmp_path, "native", by="month") == reference.tables(made.rows(), "month")
    assert grids


def test_memory_given_back_serves_again():
    lender = memory.Memory()
    first = lender.lend(100_000, np.int64)
    lender.take_back([first])
    again, other = lender.lend(150_000, np.int32), lender.lend(150_000, np.int32)
    assert again.nbytes == 600_000
    assert np.shares_memory(first, again)
    assert not np.shares_memory(again, other)


def test_work_that_is_stopped_leaves_what_nobody_has_begun():
    shares = work.Shares(range(1000), 2, lambda _: 1)
    left, done = threading.Event(), []

    def take(worker):
        for item in shares.of(worker):
            if worker == 0:
                raise KeyboardInterrupt
            left.wait()
            done.append(item)

    def leave():
        shares.leave()
        left.set()

    with pytest.raises(KeyboardInterrupt):
        work.each(take, range(2), 2, leave)
    assert len(done) <= 1
