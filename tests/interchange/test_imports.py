"""`mitoyen import`: what is recorded, said, refused, and left as it was when it is imported again."""

import csv
from collections import Counter

import pytest
from django.db.models import Sum

from mitoyen.cli import main, site
from mitoyen.territory import load
from mitoyen.web.measure.models import Event, Tally, UsageSource
from mitoyen.web.places.models import Place

HEADER = "id,data_provider,product_category,repair_status,group_identifier,event_date\n"
REPAIRS = (
    f"{HEADER}r1,Fixit Corderies,Kettle,Fixed,Penarth,2026-07-03\n"
    "r2,Fixit Corderies,Lamp,End of life,Penarth,2026-07-03\n"
    "r3,Fixit Corderies,Lamp,Fixed,Penarth,2026\n"
    "r1,Fixit Corderies,Kettle,Fixed,Penarth,2026-07-03\n"
)
LOANS = (
    "N°;Objet;Prêteur;Emprunteur;Date de prêt;Date de retour\n"
    "1;Perceuse;Bertrand;Amina;20/10/2026;22/10/2026\n"
    "2;Tente;Bertrand;Driss;01/11/2026;\n"
)


@pytest.fixture
def mitoyen(transactional_db, tmp_path, capsys, monkeypatch):
    """Run the command in a folder of its own; the code and what was said."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def tallied(*by):
    """Facts and units of the tallies that are not empty, by those columns."""
    rows = Tally.objects.values_list(*by).annotate(total=Sum("facts")).filter(total__gt=0)
    return {row[:-1] if len(by) > 1 else row[0]: row[-1] for row in rows}


def test_the_welsh_file_is_in_the_tallies_as_an_independent_count_has_it(mitoyen, shared_data, tmp_path):
    """By outcome and by group: each group is given a commune of its own."""
    path = next((shared_data / "open-repair").glob("*Wales*.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["group_identifier"] for row in rows})
    groups = {name: str(code) for name, code in zip(names, load().communes_table().codes, strict=False)}
    with (tmp_path / "groups.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("group", "place"), *groups.items()])
    code, said, _ = mitoyen("import", "open-repair", path, "--place", "35288", "--groups", "groups.csv")
    assert code == 0
    assert "20,190 rows" in said
    assert list(tmp_path.glob("*refused*")) == []
    outcome = {"Fixed": "repair_done", "Unknown": "repair"}
    expected = Counter(
        (outcome.get(row["repair_status"], "repair_not_done"), groups[row["group_identifier"]]) for row in rows
    )
    assert tallied("practice", "place__code") == expected
    assert sum(tallied("practice").values()) == 20_190


def test_every_row_is_said_to_be_accepted_duplicate_or_refused_with_its_reason(mitoyen, tmp_path):
    path = tmp_path / "repairs.csv"
    path.write_text(REPAIRS, encoding="utf-8")
    code, said, _ = mitoyen("import", "open-repair", path, "--place", "35288")
    assert code == 1
    words = said.split()
    assert [words[words.index(status) + 1] for status in ("accepted", "duplicate", "refused")] == ["2", "1", "1"]
    assert "event_date is a year alone" in said
    with (tmp_path / "repairs.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["id"], refused["refused_line"]) == ("r3", "4")
    assert refused["refused_reason"] == "event_date is a year alone: '2026'"
    assert tallied("practice", "category") == {
        ("repair_done", "kettle"): 1,
        ("repair_not_done", "small_item_mix"): 1,
    }


def test_a_file_imported_again_changes_nothing(mitoyen, tmp_path):
    path = tmp_path / "repairs.csv"
    path.write_text(REPAIRS, encoding="utf-8")
    mitoyen("import", "open-repair", path, "--place", "35288")
    before = tallied("place__code", "practice", "category", "day")
    _, said, _ = mitoyen("import", "open-repair", path, "--place", "35288")
    words = said.split()
    assert [words[words.index(status) + 1] for status in ("accepted", "duplicate", "refused")] == ["0", "3", "1"]
    assert tallied("place__code", "practice", "category", "day") == before


def test_an_import_stopped_in_the_middle_and_run_again_ends_as_if_never_stopped(mitoyen, tmp_path, monkeypatch):
    path = tmp_path / "repairs.csv"
    rows = "".join(f"r{n},Fixit,Kettle,Fixed,Penarth,2026-07-{1 + n % 28:02}\n" for n in range(100))
    path.write_text(HEADER + rows, encoding="utf-8")
    monkeypatch.setattr(site, "BATCH", 30)
    record, batches = site.record, iter(range(2))

    def stopped(events, **how):
        if next(batches, None) is None:
            raise KeyboardInterrupt
        return list(record(events, **how))

    monkeypatch.setattr(site, "record", stopped)
    assert mitoyen("import", "open-repair", path, "--place", "35288")[0] == 2
    assert Event.objects.count() == 60
    monkeypatch.setattr(site, "record", record)
    _, said, _ = mitoyen("import", "open-repair", path, "--place", "35288")
    assert "duplicate           60" in said
    assert tallied("practice") == {"repair_done": 100}


def test_published_repairs_are_a_source_of_open_data_with_its_credit_and_licence(mitoyen, tmp_path):
    path = tmp_path / "repairs.csv"
    path.write_text(REPAIRS, encoding="utf-8")
    mitoyen("import", "open-repair", path, "--place", "35288")
    source = UsageSource.objects.get()
    assert (source.code, source.name, source.open_data) == ("open-repair-fixit-corderies", "Fixit Corderies", True)
    assert source.credit == "Open Repair Alliance, Fixit Corderies"
    assert source.licence == "CC BY-SA 4.0"
    code, _, error = mitoyen("import", "open-repair", path, "--place", "35288", "--no-open-data")
    assert code == 2
    assert "was entered as open data" in error


def test_a_preview_says_how_rows_are_read_and_writes_nothing(mitoyen, tmp_path):
    path = tmp_path / "loans.csv"
    path.write_text(LOANS, encoding="cp1252")
    code, said, _ = mitoyen(
        "import", "table", path, "--mapping", "loans", "--place", "35288", "--source", "corderies", "--preview"
    )
    assert code == 0
    assert "line 2: 1  2026-10-22  35288  lend  drill_cordless  giver  receiver" in said
    assert "line 3: refused, Date de retour is empty: not returned yet; import it again once it is" in said
    assert "note: lines read as Windows-1252, not being UTF-8" in said
    assert said.rstrip().endswith("Preview: nothing was recorded.")
    assert not Event.objects.exists()
    assert not UsageSource.objects.exists()
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_of_the_refused_once_mended_completes_the_import(mitoyen, tmp_path):
    path = tmp_path / "loans.csv"
    path.write_text(LOANS, encoding="utf-8")
    words = ("--mapping", "loans", "--place", "35288", "--source", "corderies")
    assert mitoyen("import", "table", path, *words)[0] == 1
    assert tallied("practice") == {"lend": 1}
    refused = tmp_path / "loans.refused.csv"
    assert mitoyen("import", "table", refused, *words)[0] == 1
    still = tmp_path / "loans.refused.refused.csv"
    assert still.read_text(encoding="utf-8-sig").splitlines()[0] == refused.read_text("utf-8-sig").splitlines()[0]
    refused.write_text(refused.read_text(encoding="utf-8").replace("01/11/2026,,", "01/11/2026,03/11/2026,"))
    assert mitoyen("import", "table", refused, *words)[0] == 0
    assert tallied("practice", "category") == {("lend", "drill_cordless"): 1, ("lend", "tent_4p"): 1}
    assert not UsageSource.objects.get().open_data


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["open-repair", "nowhere.csv", "--place", "35288"], "cannot read or write nowhere.csv"),
        (["open-repair", "repairs.csv", "--place", "99999"], "no place has the code '99999'"),
        (["open-repair", "repairs.csv", "--place", "243500782"], "is too wide a place for a fact"),
        (["open-repair", "repairs.csv", "--place", "Cancale"], "'Cancale' is Cancale; give its code, 35049"),
        (["open-repair", "repairs.csv", "--place", "35288", "--refused", "repairs.csv"], "the file to import itself"),
        (["open-repair", "repairs.csv", "--place", "35288", "--refused", "gone/refused.csv"], "the folder gone of the"),
        (["open-repair", "repairs.csv", "--place", "35288", "--groups", "bare.csv"], "the group 'Barry' has no place"),
        (["open-repair", "empty.csv", "--place", "35288"], "empty.csv is empty"),
        (
            ["table", "repairs.csv", "--mapping", "mine.yaml"],
            "the mapping names the practice 'borrow'; use one of ",
        ),
        (["table", "repairs.csv", "--mapping", "gone.yaml"], "cannot read gone.yaml"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_sentence_before_anything_is_recorded(
    mitoyen, tmp_path, words, complaint
):
    (tmp_path / "repairs.csv").write_text(REPAIRS, encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "bare.csv").write_text("group,place\nBarry,\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "practice: borrow\ndate: event_date\nsource: s\nplace: '35288'\n", encoding="utf-8"
    )
    code, _, error = mitoyen("import", *words)
    assert code == 2
    assert complaint in error
    assert error.count("\n") == 1
    assert not Event.objects.exists()


def test_the_name_of_a_provider_is_cut_when_it_is_a_whole_story(mitoyen, tmp_path):
    (tmp_path / "repairs.csv").write_text(REPAIRS.replace("Fixit Corderies", "É" * 400), encoding="utf-8")
    assert mitoyen("import", "open-repair", "repairs.csv", "--place", "35288")[0] == 1
    source = UsageSource.objects.get()
    assert (source.name, len(source.credit)) == ("É" * 199 + "…", 300)
    source.full_clean()


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("99999", "no place has the code '99999'; use the code of a commune, a quartier or a residence entered here"),
        ("r53", "Bretagne is too wide a place for a fact; give its commune, quartier or residence"),
        ("Saint-Malo", "'Saint-Malo' is Saint-Malo; give its code, 35288"),
    ],
)
def test_a_preview_refuses_the_places_that_the_import_would(mitoyen, tmp_path, monkeypatch, place, reason):
    monkeypatch.setattr("mitoyen.cli.workplace.has_instance", lambda: True)
    path = tmp_path / "loans.csv"
    path.write_text(LOANS, encoding="utf-8")
    words = ("import", "table", path, "--mapping", "loans", "--source", "corderies", "--place", place)
    before = Place.objects.count()
    assert mitoyen(*words, "--preview") == (2, "", f"mitoyen: {reason}.\n")
    assert Place.objects.count() == before
    assert mitoyen(*words)[0] == 2


def test_a_preview_where_there_is_no_instance_makes_none(mitoyen, tmp_path, monkeypatch):
    monkeypatch.delenv("MITOYEN_DATABASE", raising=False)
    monkeypatch.setenv("MITOYEN_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "loans.csv"
    path.write_text(LOANS, encoding="utf-8")
    words = ("--mapping", "loans", "--source", "corderies", "--place", "les-corderies", "--preview")
    assert mitoyen("import", "table", path, *words)[0] == 0
    assert list(tmp_path.iterdir()) == [path]
