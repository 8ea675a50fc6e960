"""What counts, and how much: each engine on histories small enough to count by hand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitoyen.counting import lake
from mitoyen.counting.count import count
from tests.counting import reference, samples
from tests.counting.conftest import USUAL

HERE = pytest.mark.parametrize("engine", ["duckdb", "native"])
PLACE, DAY = USUAL["place"], USUAL["day"]


@HERE
def test_amina_lends_a_drill_to_bertrand_and_four_tables_know_it(lake_of, tables, engine):
    found = tables(lake_of({"grams": 1500, "minutes": 90, "counterfactual": "bought_new"}), engine)
    assert found["tally"] == [(PLACE, DAY, "lend", "drill", "A", 1, 1, 1500, 0, 90, 0, 1, 0, 1, 0)]
    assert found["answers"] == [(PLACE, DAY, "lend", "drill", "bought_new", 1)]
    assert found["contributors"] == [(PLACE, 202611, 2)]
    assert found["ties"] == [(PLACE, DAY, 1)]


@HERE
def test_the_first_record_received_wins_wherever_it_lies(lake_of, tables, engine):
    folder = lake_of(
        {"event_key": 7, "received": 3, "month": 202610, "day": 20_740, "cents": 300},
        {"event_key": 7, "received": 2, "cents": 200},
        {"event_key": 7, "received": 9, "month": 202612, "day": 20_800, "cents": 900},
    )
    assert [(row[1], row[5], row[10]) for row in tables(folder, engine)["tally"]] == [(DAY, 1, 200)]


@HERE
@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["after", "before"])
def test_a_reversal_counts_whether_it_arrives_before_or_after(lake_of, tables, engine, order):
    fact, reversal = order
    folder = lake_of({"received": fact}, {"received": reversal, "reverses_key": 1})
    assert tables(folder, engine) == {"tally": [], "answers": [], "contributors": [], "ties": []}


@HERE
def test_a_reversal_that_is_a_duplicate_undoes_nothing(lake_of, tables, engine):
    folder = lake_of({}, {}, {"event_key": 2, "reverses_key": 1})
    assert [row[5] for row in tables(folder, engine)["tally"]] == [2]


@HERE
def test_a_reversal_stays_though_it_is_undone_itself(lake_of, tables, engine):
    folder = lake_of({}, {"reverses_key": 1}, {"reverses_key": 2}, {"place": "35238"})
    assert [(row[0], row[5]) for row in tables(folder, engine)["tally"]] == [("35238", 1)]


@HERE
def test_every_record_of_a_reversed_event_is_out(lake_of, tables, engine):
    folder = lake_of({}, {"event_key": 1, "month": 202612}, {"reverses_key": 1})
    assert tables(folder, engine)["tally"] == []


@HERE
def test_two_persons_meet_for_the_first_time_once_whoever_gives(lake_of, tables, engine):
    folder = lake_of(
        {"occurred": 30, "day": 20_782, "giver": 12, "receiver": 11},
        {"occurred": 20, "day": 20_781, "place": "35238", "event_key": 9},
        {"occurred": 20, "day": 20_781, "place": "35288-a", "event_key": 5},
        {"giver": 13, "receiver": 13},
        {"giver": 0},
        {"receiver": 0},
    )
    assert tables(folder, engine)["ties"] == [("35288-a", 20_781, 1)]


@HERE
def test_a_month_sums_its_days(lake_of, tables, engine):
    folder = lake_of({"cents": 5}, {"day": DAY + 1, "count": 3}, {"day": DAY + 40, "month": 202701})
    found = tables(folder, engine, "month")["tally_by_month"]
    assert [(row[1], row[5], row[6], row[10], row[14]) for row in found] == [(202611, 2, 4, 5, 1), (202701, 1, 1, 0, 0)]


@HERE
def test_rows_are_sorted_by_time_then_by_code_point(lake_of, tables, engine):
    names = ["35288", "2a004", "z", "é", "a"]
    folder = lake_of(*({"place": name} for name in names), {"place": "zz", "day": DAY - 1})
    assert [row[0] for row in tables(folder, engine)["tally"]] == ["zz", "2a004", "35288", "a", "z", "é"]


@HERE
def test_a_lake_of_nothing_counts_nothing(lake_of, tables, engine):
    assert tables(lake_of(), engine) == {"tally": [], "answers": [], "contributors": [], "ties": []}


@HERE
def test_the_largest_quantities_are_counted_to_the_last_digit(lake_of, tables, engine):
    folder = lake_of(*({"cents": 1_000_000_000, "count": 100_000} for _ in range(300)))
    assert [row[6:] for row in tables(folder, engine)["tally"]] == [
        (30_000_000, 0, 0, 0, 300_000_000_000, 0, 0, 0, 30_000_000)
    ]


@HERE
def test_one_question_alone_reads_as_among_others(lake_of, engine):
    folder = lake_of({}, {"giver": 14})
    for question, rows in (("contributors", [(PLACE, 202611, 3)]), ("ties", [(PLACE, DAY, 2)])):
        with count(folder, engine=engine, asked=[question]) as found:
            assert found.rows(question) == rows


RECORD = st.fixed_dictionaries(
    {
        "event_key": st.integers(1, 8),
        "reverses_key": st.sampled_from([0, 0, 0, 1, 2, 3, 8]),
        "occurred": st.integers(1, 3),
        "day": st.integers(20_757, 20_760),
        "month": st.sampled_from([202610, 202611]),
        "place": st.sampled_from(["a", "b"]),
        "category": st.sampled_from(["", "é"]),
        "count": st.integers(1, 3),
        "grams": st.integers(0, 2),
        "giver": st.integers(0, 3),
        "receiver": st.integers(0, 3),
        "counterfactual": st.sampled_from(["", "rented"]),
    }
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(RECORD, max_size=25), shuffle=st.randoms(use_true_random=False))
def test_any_history_in_any_order_is_counted_as_with_pen_and_paper(tmp_path_factory, rows_of, tables, told, shuffle):
    rows = rows_of(*told)
    expected = reference.tables(rows)
    shuffle.shuffle(rows)
    folder = tmp_path_factory.mktemp("history") / "lake"
    lake.write(rows, folder)
    assert tables(folder, "duckdb") == expected
    assert tables(folder, "native") == expected


@HERE
def test_twenty_thousand_records_with_every_accident_are_counted_as_with_pen_and_paper(tmp_path, tables, engine):
    made = samples.sample(20_000, seed=3)
    lake.write(made.rows(), tmp_path / "lake")
    assert tables(tmp_path / "lake", engine) == reference.tables(made.rows())


def test_a_million_records_are_counted_alike(tmp_path, tables):
    with lake.Writer(tmp_path / "lake") as writer:
        writer.add(samples.sample(1_000_000).columns())
    oracle = tables(tmp_path / "lake", "duckdb")
    compiled = tables(tmp_path / "lake", "native")
    assert {question: len(rows) > 100 for question, rows in oracle.items()} == dict.fromkeys(oracle, True)
    assert compiled == oracle
