"""Open Repair files: the real one, other releases, and what else may be sent under that name."""

import csv
import datetime
import tracemalloc
from collections import Counter

import pytest

from mitoyen.counting.events import day_number, day_of
from mitoyen.evidence.pack import france
from mitoyen.interchange import documents, open_repair
from mitoyen.interchange.readings import Account, Refusals, readings
from mitoyen.interchange.tables import NotATable

HEADER = (
    "id,data_provider,country,partner_product_category,product_category,product_category_id,brand,year_of_manufacture,"
    "product_age,repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem"
)
STATUSES = {
    "Fixed": "repair_done",
    "Repairable": "repair_not_done",
    "End of life": "repair_not_done",
    "Unknown": "repair",
}


def row(id="r1", provider="Repair Cafe Wales", category="Kettle", status="Fixed", group="Penarth", date="2019-07-03"):
    return f'{id},{provider},GBR,Kitchen,{category},14,Swan,"","",{status},"",{group},{date},Leaks'


def read(path, now, **options):
    """Readings of a file, its reader, and its account."""
    reader = open_repair.Reader(path, **{"place": "35288", "now": now, **options})
    found, account = [], Account()
    for reading in readings(reader):
        account.add(reading, reading.status, reading.kind)
        found.append(reading)
    return found, reader, account


def events(path, now, **options):
    return [reading.event for reading in read(path, now, **options)[0]]


def reasons(path, now, **options):
    return [reading.reason for reading in read(path, now, **options)[0]]


# --- the real file ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wales(shared_data):
    return next((shared_data / "open-repair").glob("*Wales*.csv"))


@pytest.fixture(scope="module")
def counted_apart(wales):
    """The rows as the standard library alone reads them."""
    with wales.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_welsh_file_is_accounted_for(wales, counted_apart, now):
    _, reader, account = read(wales, now)
    assert len(counted_apart) == 20_190
    assert account.outcomes == {"accepted": 20_190}
    for mark in ("repair_status", "group_identifier"):
        expected = Counter(told[mark] for told in counted_apart)
        assert {value: rows["accepted"] for value, rows in account.values(mark)} == expected
    assert list(reader.notes()) == []


def test_the_welsh_repairs_are_those_of_an_independent_count(wales, counted_apart, now):
    places = sorted({told["group_identifier"] for told in counted_apart})
    groups = {group: f"place-{number}" for number, group in enumerate(places)}
    found = Counter((e.practice, e.place, day_of_event(e)) for e in events(wales, now, groups=groups))
    expected = Counter(
        (STATUSES[t["repair_status"]], groups[t["group_identifier"]], t["event_date"]) for t in counted_apart
    )
    assert found == expected
    assert len(groups) == 189


def day_of_event(event):
    return day_of(day_number(event.occurred_at)).isoformat()


def test_all_categories_of_the_file_and_of_the_standard_lead_to_an_object_of_the_pack_or_to_unknown(counted_apart):
    mapping = documents.load(open_repair.OURS, open_repair.Standard)
    assert [found.id for found in mapping.categories] == list(range(1, 41)), "the standard, version 0.3, has 40"
    pairs = {(told["product_category_id"], told["product_category"]) for told in counted_apart}
    assert pairs == {(str(found.id), found.name) for found in mapping.categories}


def test_every_target_of_the_mapping_is_priced_by_the_france_pack():
    mapping, pack = documents.load(open_repair.OURS, open_repair.Standard), france()
    for practice in mapping.outcomes:
        assert pack.practices[practice].category_kind == "object"
    for found in mapping.categories:
        if found.to != open_repair.UNKNOWN:
            assert pack.categories[found.to].kind == "object"
            assert pack.categories[found.to].excluded is None, found.name


# --- what a row becomes ----------------------------------------------------------------------------------------------


def test_a_row_is_one_repair_without_anybodys_name(sent, now):
    (event,) = events(sent(f"{HEADER}\n{row()}\n"), now)
    assert (event.source, event.id, event.place) == ("open-repair-repair-cafe-wales", "r1", "35288")
    assert (event.practice, event.category, event.proof, event.count) == ("repair_done", "kettle", "D", 1)
    assert event.occurred_at.isoformat() == "2019-07-03T12:00:00+02:00"
    assert (event.giver, event.receiver) == (None, None)


@pytest.mark.parametrize(
    ("status", "practice"),
    [*STATUSES.items(), ("fixed", "repair_done"), (" FIXED ", "repair_done"), ("Repaired", "repair_done"),
     ("1", "repair_done"), ("end-of-life", "repair_not_done"), ("END OF LIFE", "repair_not_done"),
     ("repairable", "repair_not_done"), ("3", "repair_not_done"), ("Réparé", "repair_done"), ("", "repair"),
     ("0", "repair"), ("unknown", "repair")],
)  # fmt: skip
def test_a_known_outcome_takes_the_place_of_the_chance_of_success(sent, now, status, practice):
    assert [e.practice for e in events(sent(f"{HEADER}\n{row(status=status)}\n"), now)] == [practice]


@pytest.mark.parametrize(
    ("category", "ours"),
    [("Kettle", "kettle"), ("KETTLE ", "kettle"), ("DSLR / Video Camera", "camera_reflex"), ("Laptop medium", "laptop"),
     ("Small home electrical", None), ("Lamp", "small_item_mix")],
)  # fmt: skip
def test_categories_are_compared_without_case_and_punctuation(sent, now, category, ours):
    assert [e.category for e in events(sent(f"{HEADER}\n{row(category=category)}\n"), now)] == [ours]


def test_a_category_that_the_mapping_does_not_know_is_recorded_as_unknown_and_said(sent, now):
    found, reader, _ = read(sent(f"{HEADER}\n{row(category='Gramophone')}\n"), now)
    assert found[0].event.category is None
    assert list(reader.notes()) == [
        "product_category 'Gramophone' is not in the mapping: 1 repairs of an unknown object"
    ]


def test_groups_go_to_their_places_and_the_others_to_the_one_told(sent, now):
    path = sent("\n".join([HEADER, row("1"), row("2", group="Barry"), row("3", group=" PENARTH ")]))
    found, reader, _ = read(path, now, groups={"Penarth": "35093"})
    assert [reading.event.place for reading in found] == ["35093", "35288", "35093"]
    assert list(reader.notes()) == ["groups without a place of their own, counted for 35288: 'Barry'"]


def test_each_provider_is_a_source_with_its_credit(sent, now):
    path = sent(
        "\n".join([HEADER, row("1"), row("1", provider="The Restart Project"), row("2", provider="Repair Café Wales")])
    )
    found, reader, account = read(path, now)
    assert [reading.event.source for reading in found] == [
        "open-repair-repair-cafe-wales",
        "open-repair-the-restart-project",
        "open-repair-repair-cafe-wales",
    ]
    assert account.outcomes == {"accepted": 3}, "an id is unique within its provider only"
    about = reader.about("open-repair-the-restart-project")
    assert about == ("The Restart Project", "Open Repair Alliance, The Restart Project", "CC BY-SA 4.0")


def test_an_id_of_any_letters_becomes_one_that_travels(sent, now):
    found = events(sent("\n".join([HEADER, row("café 12"), row("caf%C3%A9%2012"), row("café_12")])), now)
    assert len({event.id for event in found}) == 3
    assert found[0].id == "caf%C3%A9%2012"


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": ""}, "id is empty"),
        ({"id": "x" * 300}, "id wants a text of at most 200 characters"),
        ({"provider": ""}, "data_provider is empty; name the source with --source"),
        ({"status": "Partly"}, "repair_status is none that we know; add it to a mapping of yours: 'Partly'"),
        ({"date": ""}, "event_date is empty"),
        ({"date": "2019"}, "event_date is a year alone: '2019'"),
        ({"date": "2019-02-30"}, "event_date does not exist: '2019-02-30'"),
        ({"date": "1900-01-01"}, "event_date is before 1990: '1900-01-01'"),
        ({"date": "2030-01-01"}, "event_date is in the future: '2030-01-01'"),
        ({"date": "03/07/2019"}, "event_date has a day and a month that could be one another"),
        ({"date": "soon"}, "event_date cannot be read"),
    ],
)
def test_a_row_that_says_nothing_certain_is_refused_and_its_neighbours_are_not(sent, now, changed, reason):
    path = sent("\n".join([HEADER, row("before"), row(**{"id": "odd", **changed}), row("after")]))
    found, _, account = read(path, now)
    assert [reading.status for reading in found] == ["accepted", "refused", "accepted"]
    assert found[1].reason.startswith(reason)
    assert account.rows == 3


def test_a_date_of_two_readings_follows_the_days_that_leave_no_doubt(sent, now):
    path = sent("\n".join([HEADER, row("1", date="03/07/2019"), row("2", date="13/07/2019")]))
    assert [e.occurred_at.date() for e in events(path, now)] == [datetime.date(2019, 7, 3), datetime.date(2019, 7, 13)]
    path = sent("\n".join([HEADER, row("1", date="03/07/2019"), row("2", date="07/13/2019")]))
    assert [e.occurred_at.date() for e in events(path, now)] == [datetime.date(2019, 3, 7), datetime.date(2019, 7, 13)]
    both = sent(
        "\n".join([HEADER, row("1", date="03/07/2019"), row("2", date="13/07/2019"), row("3", date="07/13/2019")])
    )
    assert [bool(reason) for reason in reasons(both, now)] == [True, False, False]
    assert reasons(both, now, order="dmy")[0] == ""


def test_a_row_sent_twice_is_a_duplicate_and_another_under_its_id_is_refused(sent, now):
    path = sent("\n".join([HEADER, row("1"), row("1"), row("1", status="End of life")]))
    found, _, account = read(path, now)
    assert [reading.status for reading in found] == ["accepted", "duplicate", "refused"]
    assert found[2].reason == "the id is that of an earlier row that tells something else: '1'"
    assert account.outcomes == {"accepted": 1, "duplicate": 1, "refused": 1}


def test_the_file_of_the_refused_mended_is_a_file_of_the_standard(sent, now, tmp_path):
    path = sent("\n".join([HEADER, row("1"), row("2", date="2019"), '3,"Repair, and more', row("4", status="Partly")]))
    found, reader, _ = read(path, now)
    kept = tmp_path / "refused.csv"
    with kept.open("w", encoding="utf-8-sig", newline="") as file:
        refusals = Refusals(reader.table.columns, lambda: file)
        for reading in found:
            if reading.status == "refused":
                refusals.add(reading.row, reading.reason)
    with kept.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(t["id"], t["refused_line"], t["refused_text"]) for t in told] == [
        ("2", "3", ""),
        ("", "4", '3,"Repair, and more'),
        ("4", "5", ""),
    ]
    mended = kept.read_text(encoding="utf-8-sig").replace(",2019,", ",2019-07-03,").replace(",Partly,", ",Fixed,")
    assert [e.id for e in events(sent(mended.replace('3,"Repair, and more', "")), now) if e] == ["2", "4"]


# --- other releases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "id;data_provider;repair_status;event_date\nr1;fixit;Fixed;2019-07-03\n",
        "ID\tData Provider\tRepair Status\tEvent Date\nr1\tfixit\tFIXED\t2019-7-3\n",
        "\ufeffevent_date,repair_status,data_provider,id\n2019-07-03,Repaired,fixit,r1\n",
        "id|data_provider|status|date|language\nr1|fixit|1|20190703|en\n",
    ],
)
def test_releases_with_fewer_renamed_or_reordered_columns_are_read(sent, now, content):
    for encoding in ("utf-8", "cp1252", "utf-16"):
        if encoding == "cp1252" and content.startswith("\ufeff"):
            continue
        (event,) = events(sent(content.encode(encoding)), now)
        assert (event.id, event.practice, event.category) == ("r1", "repair_done", None)
        assert event.occurred_at.date() == datetime.date(2019, 7, 3)


def test_the_number_of_a_category_serves_where_its_name_is_missing(sent, now):
    path = sent("id,data_provider,product_category_id,repair_status,event_date\nr1,fixit,14,Fixed,2019-07-03\n")
    assert [event.category for event in events(path, now)] == ["kettle"]


def test_a_file_without_provider_takes_the_source_that_is_told(sent, now):
    path = sent("id,repair_status,event_date\nr1,Fixed,2019-07-03\n")
    assert [event.source for event in events(path, now, source="repair-cafe-corderies")] == ["repair-cafe-corderies"]


def test_a_file_without_provider_and_without_source_is_refused_whole(sent, now):
    path = sent("id,repair_status,event_date\nr1,Fixed,2019-07-03\n")
    with pytest.raises(NotATable, match="has no column data_provider; name the source with --source"):
        read(path, now)
    with pytest.raises(documents.BadMapping, match="'Les Corderies' is no name of a source"):
        read(path, now, source="Les Corderies")


def test_a_file_without_status_tells_attempts_of_unknown_outcome_and_says_so(sent, now):
    found, reader, _ = read(sent("id,data_provider,event_date\nr1,fixit,2019-07-03\n"), now)
    assert [reading.event.practice for reading in found] == ["repair"]
    assert list(reader.notes()) == [
        "no column repair_status: every outcome is unknown, and worth its chance of success"
    ]


@pytest.mark.parametrize(
    ("words", "ours"), [("Kitchen ~ Kettle", "kettle"), ("Toaster", "toaster"), ("Odd ~ Gong", None)]
)
def test_the_partners_own_words_serve_where_the_file_has_no_category(sent, now, words, ours):
    path = sent(f"id,data_provider,partner_product_category,event_date\nr1,fixit,{words},2019-07-03\n")
    assert [event.category for event in events(path, now)] == [ours]


@pytest.mark.parametrize("lacking", ["id", "event_date"])
def test_a_file_without_ids_or_days_is_refused_whole(sent, now, lacking):
    header = ",".join(name for name in ("id", "data_provider", "event_date") if name != lacking)
    with pytest.raises(NotATable, match=f"sent.csv lacks {lacking} among its columns"):
        read(sent(f"{header}\nr1,fixit\n"), now)


def test_a_mapping_written_wrong_says_where(sent, now, tmp_path):
    text = open_repair.OURS.read_text(encoding="utf-8")
    mapping = tmp_path / "mine.yaml"
    for change, complaint in {
        "required: [id": "'required' is written twice",
        "standards: [id": "unknown field `standards`",
    }.items():
        mapping.write_text(f"{text}\n{change}]\n", encoding="utf-8")
        with pytest.raises(documents.BadMapping, match=complaint):
            read(sent(f"{HEADER}\n{row()}\n"), now, mapping=mapping)


def test_a_long_file_is_read_in_the_memory_of_a_short_one(sent, now):
    """Ids met are kept on the disk, rows nowhere: ten times the rows, hardly more memory."""
    peaks = []
    for rows in (2_000, 20_000):
        path = sent("\n".join([HEADER, *(row(f"r{n}") for n in range(rows))]))
        reader = open_repair.Reader(path, place="35288", now=now)
        tracemalloc.start()
        assert sum(reading.event is not None for reading in readings(reader)) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000
