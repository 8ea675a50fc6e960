"""Any table, read by a mapping of its columns: loans, gifts, hours."""

import datetime

import pytest

from mitoyen.evidence.pack import france
from mitoyen.interchange import columns, documents
from mitoyen.interchange.columns import Mapping
from mitoyen.interchange.readings import readings
from mitoyen.interchange.tables import NotATable

LOANS = "N°;Objet;Prêteur;Emprunteur;Date de prêt;Date de retour\n"


def ready(name):
    return documents.load(documents.HERE / f"{name}.yaml", Mapping)


def mapped(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return documents.load(path, Mapping)


def read(path, mapping, now, **options):
    reader = columns.Reader(path, mapping, now=now, **{"place": "35288", "source": "corderies", **options})
    return list(readings(reader))


# --- the mappings that come with the house ---------------------------------------------------------------------------


def test_a_loan_counts_once_it_has_come_back(sent, now):
    path = sent(
        LOANS + "1;Perceuse;Bertrand;Amina;20/10/2026;22/10/2026\n"
        "2;Tente;Bertrand;Driss;01/11/2026;\n"
        "3;Échelle;Claire;Amina;13/11/2026;12/11/2026\n"
        "4;Trompette;Claire;Hugo;14/11/2026;31/11/2026\n"
    )
    found = read(path, ready("loans"), now)
    assert [reading.reason for reading in found] == [
        "",
        "Date de retour is empty: not returned yet; import it again once it is",
        "Date de retour is before Date de prêt: '2026-11-12 < 2026-11-13'",
        "Date de retour does not exist: '31/11/2026'",
    ]
    event = found[0].event
    assert (event.id, event.practice, event.category) == ("1", "lend", "drill_cordless")
    assert event.occurred_at.date() == datetime.date(2026, 10, 22)


def test_people_are_told_apart_without_their_names(sent, now):
    path = sent(
        LOANS + "1;Tente;Bertrand;Amina;20/10/2026;22/10/2026\n"
        "2;Vélo;BERTRAND ;Driss;20/10/2026;22/10/2026\n"
        "3;Vélo;;Driss;20/10/2026;22/10/2026\n"
    )
    one, two, three = (reading.event for reading in read(path, ready("loans"), now))
    assert one.giver == two.giver != one.receiver != two.receiver == three.receiver
    assert three.giver is None
    assert "ertrand" not in f"{one}{two}".casefold()
    (elsewhere,) = (
        r.event for r in read(sent(LOANS + "1;Tente;Bertrand;Amina;;22/10/2026\n"), ready("loans"), now, source="b")
    )
    assert elsewhere.giver != one.giver


def test_only_gifts_that_were_collected_count(sent, now):
    header = "match_id,item,weight,matched_on,collected_on,status\n"
    path = sent(
        f'{header}a1,Sofa,"45,5 kg",2026-10-01,2026-10-03,Collected\n'
        "a2,Gramophone,,2026-10-01,2026-10-03,taken\n"
        "a3,Book,300 g,2026-10-01,0000-00-00,collected\n"
        "a4,Book,-1,2026-10-01,2026-10-02,collected\n"
        "a5,Book,1,2026-10-01,,collected\n"
        "a6,Book,1,2026-10-01,2026-10-02,cancelled\n"
    )
    found = read(path, ready("donations"), now)
    assert [reading.reason for reading in found] == [
        "",
        "",
        "collected_on does not exist: '0000-00-00'",
        "weight is negative: '-1'",
        "collected_on is empty: not collected yet",
        "status is none of collected, received, taken, completed: 'cancelled'",
    ]
    assert [(r.event.category, r.event.grams) for r in found[:2]] == [("sofa_textile", 45_500), (None, 0)]


def test_hours_of_a_time_bank_are_read_in_every_way_of_writing_them(sent, now):
    path = sent(
        "Date;Service;Durée;Donne;Reçoit\n"
        "20/11/2026;Informatique;1,5;Hugo;Bertrand\n"
        "20/11/2026;Soutien scolaire;1h30;Gaëlle;Amina\n"
        "20/11/2026;Jardin;90 min;Farid;Élodie\n"
        "20/11/2026;Jardin;;Farid;Élodie\n"
        "20/11/2026;Jardin;-2;Farid;Élodie\n"
        "20/11/2026;Informatique;1,5;Hugo;Bertrand\n"
    )
    found = read(path, ready("time-bank"), now)
    assert [reading.event.minutes for reading in found if reading.event] == [90, 90, 90, 0, 90]
    assert [reading.status for reading in found] == ["accepted"] * 4 + ["refused", "duplicate"]
    assert [r.event.category for r in found[:3]] == ["it_help", "tutoring", None]


@pytest.mark.parametrize("name", documents.ready())
def test_the_words_of_the_ready_mappings_are_those_of_the_pack(name):
    pack, mapping = france(), ready(name)
    assert mapping.about
    for practice, category in columns.words(mapping):
        held = pack.practices[practice]
        assert held.kind == "exchange"
        if category is not None:
            assert pack.categories[category].kind == held.category_kind
            assert pack.categories[category].excluded is None


# --- mappings of one's own -------------------------------------------------------------------------------------------


def test_practice_and_place_may_be_read_in_each_row(sent, now, tmp_path):
    mapping = mapped(
        tmp_path,
        "source: corderies\n"
        "date: jour\n"
        "practice: {column: type, values: {Prêt: lend, Don: give}}\n"
        "place: {column: résidence, values: {A: les-corderies-a}, otherwise: les-corderies}\n"
        "category: {column: objet}\n"
        "id: [carnet, ligne]\n"
        "cents: {column: prix, unit: eur}\n"
        "counterfactual: {column: sinon, values: {acheté neuf: bought_new}, otherwise: unknown}\n",
    )
    path = sent(
        "carnet,ligne,jour,type,résidence,objet,prix,sinon\n"
        '1,1,2026-11-01,PRET,a,jigsaw,"12,50 €",Acheté neuf\n'
        "1,2,2026-11-01,don,B,bicycle,,\n"
        "1,3,2026-11-01,troc,B,bicycle,,\n"
        ",4,2026-11-01,don,B,bicycle,,\n"
    )
    found = read(path, mapping, now, place=None, source=None)
    loan, gift = found[0].event, found[1].event
    assert (loan.id, loan.practice, loan.place, loan.category) == ("1|1", "lend", "les-corderies-a", "jigsaw")
    assert (loan.cents, loan.counterfactual) == (1_250, "bought_new")
    assert (gift.practice, gift.place, gift.counterfactual) == ("give", "les-corderies", None)
    assert [reading.reason for reading in found[2:]] == [
        "type is not in the mapping: 'troc'",
        "carnet is empty: the row has no id",
    ]


def test_a_row_without_an_id_is_its_own(sent, now, tmp_path):
    mapping = mapped(tmp_path, "practice: lend\ndate: jour\n")
    first = read(sent("jour,objet\n2026-11-01,scie\n2026-11-02,scie\n"), mapping, now)
    again = read(sent("jour;objet\n2026-11-02;scie \n2026-11-01;scie\n"), mapping, now)
    assert {reading.event.id for reading in first} == {reading.event.id for reading in again}
    assert len({reading.event.id for reading in first}) == 2
    mended = "jour,objet,refused_line,refused_reason,refused_text\n2026-11-01,scie,2,jour is empty,\n"
    assert read(sent(mended), mapping, now)[0].event.id == first[0].event.id


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("practice: lend\n", "missing required field `date`"),
        ("practice: lend\ndate: jour\ncolour: red\n", "unknown field `colour`"),
        ("practice: lend\ndate: jour\npractice: give\n", "'practice' is written twice"),
        ("practice: lend\ndate: {column: jour, order: ymd}\n", "Invalid enum value 'ymd'"),
        ("practice: [lend\n", "is no YAML"),
        ("just words\n", "Expected `object`, got `str`"),
    ],
)
def test_a_mapping_written_wrong_is_refused_with_where(tmp_path, text, complaint):
    with pytest.raises(documents.BadMapping, match=complaint):
        mapped(tmp_path, text)


def test_what_a_mapping_does_not_tell_must_be_told_beside_it(sent, now, tmp_path):
    mapping = mapped(tmp_path, "practice: lend\ndate: jour\n")
    path = sent("jour\n2026-11-01\n")
    with pytest.raises(documents.BadMapping, match="no source is told; write `source:` in the mapping, or --source"):
        read(path, mapping, now, source=None)
    with pytest.raises(documents.BadMapping, match="no place is told"):
        read(path, mapping, now, place=None)


def test_a_column_that_the_mapping_names_and_the_table_lacks_is_named(sent, now):
    with pytest.raises(NotATable, match="lacks Prêteur, Emprunteur among its columns"):
        read(sent("N°;Objet;Date de prêt;Date de retour\n1;Tente;;\n"), ready("loans"), now)
