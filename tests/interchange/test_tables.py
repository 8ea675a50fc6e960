"""Tables as spreadsheets write them: encodings, separators, headers, and rows that were damaged on the way."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitoyen.interchange.tables import MOST_LINES, NotATable, Wanted, opened

WANTED = {"object": Wanted(["objet", "object"]), "day": Wanted(["date"]), "note": Wanted(["note"], required=False)}


def read(path):
    table = opened(path, WANTED)
    return [(row.line, table.cell(row, "object"), table.cell(row, "day")) for row in table.rows() if not row.fault]


def faults(path):
    return [(row.line, row.fault, row.text) for row in opened(path, WANTED).rows() if row.fault]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_usual_separators_encodings_and_line_ends_are_read(sent, separator, encoding, end):
    text = end.join([separator.join(["Objet", "Date"]), separator.join(["Échelle d’Élodie", "2026-11-20"]), ""])
    assert read(sent(text.encode(encoding))) == [(2, "Échelle d’Élodie", "2026-11-20")]


@pytest.mark.parametrize("header", ["objet,date", "OBJET, Date ", "Date;Objet", "﻿objet\tdate", '"Objet","date"'])
def test_columns_are_found_by_name_whatever_their_case_and_order(sent, header):
    separator = next(mark for mark in ",;\t" if mark in header)
    assert set(opened(sent(f"{header}\n1{separator}2\n"), WANTED).where) == {"object", "day"}


def test_a_title_before_the_header_is_passed_over(sent):
    path = sent("Prêts de la ressourcerie\n\nExport du 22/11/2026;;\nobjet;date;note\néchelle;2026-11-20;\n")
    assert read(path) == [(5, "échelle", "2026-11-20")]


def test_a_file_pasted_from_two_encodings_is_read_line_by_line(sent):
    table = opened(sent("objet,date\néchelle,1\n".encode() + "Élodie,2\n".encode("cp1252") + b"\x81,3\n"), WANTED)
    assert [table.cell(row, "object") for row in table.rows()] == ["échelle", "Élodie", "\x81"]
    assert table.notes.windows == 2


def test_a_quoted_cell_may_hold_line_ends_separators_and_quotes(sent):
    path = sent('objet,date\n"échelle,\ndite ""grande""",1\nscie,2\n')
    assert read(path) == [(2, 'échelle,\ndite "grande"', "1"), (4, "scie", "2")]


def test_empty_rows_are_counted_and_passed_over(sent):
    table = opened(sent("objet,date\n,\nscie,1\n\n , \n"), WANTED)
    assert [row.line for row in table.rows()] == [3]
    assert table.notes.empty == 2


def test_a_row_with_too_few_or_too_many_cells_is_handed_on_with_its_text(sent):
    path = sent("objet,date,note\nscie,1\nscie,2,3,4\nscie,5,6,,\n")
    assert faults(path) == [
        (2, "2 cells where the header has 3", "scie,1"),
        (3, "4 cells where the header has 3", "scie,2,3,4"),
    ]
    assert read(path) == [(4, "scie", "5")]


def test_a_row_with_nul_bytes_is_handed_on_as_damaged(sent):
    path = sent(b"objet,date\nsc\0ie,1\nscie,2\n")
    assert [(line, fault[:22]) for line, fault, _ in faults(path)] == [(2, "the row holds NUL byte")]
    assert read(path) == [(3, "scie", "2")]


def test_a_cell_may_hold_a_very_long_story(sent):
    story = "panne " * 100_000
    assert read(sent(f"objet,date,note\nscie,1,{story}\nscie,2,\n")) == [(2, "scie", "1"), (3, "scie", "2")]


@pytest.mark.parametrize("rows_after", [3, 2 * MOST_LINES])
def test_a_quotation_mark_never_closed_costs_one_row_not_the_rest_of_the_file(sent, rows_after):
    path = sent('objet,date\n"scie,1\n' + "".join(f"échelle,{n}\n" for n in range(rows_after)))
    assert faults(path) == [(2, "a quotation mark is opened and never closed", '"scie,1')]
    assert len(read(path)) == rows_after


def test_a_quotation_mark_closed_by_another_rows_mark_loses_no_row_in_between(sent):
    path = sent('objet,date\n"scie,1\néchelle,2\nperceuse,3\n"tente",4\n')
    lines = [line for line, *_ in read(path)] + [line for line, *_ in faults(path)]
    assert sorted(lines) == [2, 3, 4, 5]
    assert read(path) == [(3, "échelle", "2"), (4, "perceuse", "3"), (5, "tente", "4")]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04rest of a workbook", "is a spreadsheet or a zip archive; save the sheet as CSV"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "lacks objet, date among its columns"),
        (b"o\0b\0j\0e\0t\0,\0d\0a\0t\0e\0", "is no text"),
        (b"<html><body>Not found</body></html>", "lacks objet, date among its columns"),
        (
            b"objet,jour\nscie,1\n",
            "lacks date among its columns; the line that looks most like a header reads: objet, jour",
        ),
        (b"objet,date,Date\nscie,1,2\n", "two columns are called"),
        (b"x" * 1_500_000, "has a line of more than 1,000,000 characters"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(sent, content, complaint):
    with pytest.raises(NotATable, match=complaint):
        opened(sent(content), WANTED)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=8)


@given(rows=st.lists(st.tuples(cells, cells), max_size=20), separator=st.sampled_from(",;\t|"))
def test_whatever_the_standard_library_writes_is_read_back(tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("written") / "t.csv"
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([("objet", "date"), *rows])
    path.write_bytes(text.getvalue().encode())
    kept = [(a, b) for a, b in rows if a.strip() or b.strip()]
    table = opened(path, WANTED)
    assert [row.cells for row in table.rows() if not row.fault] == kept


SOUND = "objet,date,note\n" + "".join(f'scie {n},2026-11-{1 + n % 28:02},"ligne une\nligne deux"\n' for n in range(12))


@given(
    st.lists(
        st.tuples(st.integers(len("objet,date,note\n"), len(SOUND) - 1), st.sampled_from(list(b'",;\n\r\0\xe9x'))),
        max_size=12,
    )
)
def test_however_the_bytes_are_damaged_every_line_belongs_to_a_row(tmp_path_factory, damages):
    damaged = bytearray(SOUND.encode())
    for place, byte in damages:
        damaged[place] = byte
    path = tmp_path_factory.mktemp("damaged") / "t.csv"
    path.write_bytes(bytes(damaged))
    table = opened(path, WANTED)
    covered = [line for row in table.rows() for line in range(row.line, row.last + 1)]
    lines = re.split("\r\n|\r|\n", bytes(damaged).decode("latin-1"))
    told = {number for number, line in enumerate(lines, start=1) if number > 1 and line.strip(' ,"')}
    assert told <= set(covered)
    assert len(covered) == len(set(covered))
