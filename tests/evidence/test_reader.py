"""What the strict reader refuses, and how it says so."""

import pytest

from mitoyen.evidence import reader


def written(tmp_path, text):
    path = tmp_path / "factors.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\nb: 2\na: 3\n", r"factors.yaml:3: the key 'a' stands twice \(first on line 1\)"),
        ("country: NO\n", r"factors.yaml:1: YAML reads 'NO' as a truth value; put the word in quotes"),
        ("a: [1, 2\nb: 3\n", r"factors.yaml:2: this is not YAML .*check quotes and indentation"),
        ("- a\n- b\n", r"factors.yaml:1: a file of the pack is a mapping"),
    ],
)
def test_a_file_that_yaml_would_forgive_is_refused_with_its_line(tmp_path, text, complaint):
    with pytest.raises(reader.EvidenceError, match=complaint):
        reader.read(written(tmp_path, text))


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (
            lambda block: block.number("small"),
            r"factors.yaml:1: 'small' must be a number written out \(0.001, not 1e-3\)",
        ),
        (lambda block: block.number("endless"), r"factors.yaml:2: 'endless' must be a finite number"),
        (lambda block: block.number("yes"), r"factors.yaml:3: 'yes' must be a number written out"),
        (lambda block: block.text("empty"), r"factors.yaml:4: 'empty' must be a text"),
        (lambda block: block.text("absent"), r"factors.yaml:1: 'absent' is missing"),
        (lambda block: block.whole("half"), r"factors.yaml:5: 'half' must be a whole number"),
        (lambda block: block.date("half"), r"factors.yaml:5: 'half' must be a date written 2026-11-22"),
        (lambda block: block.choice("word", ("a", "b")), r"factors.yaml:6: 'word' must be one of a, b, not 'c'"),
        (
            lambda block: block.only(frozenset({"small"})),
            r"factors.yaml:2: unknown key 'endless'; this record takes small",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_line(tmp_path, ask, complaint):
    block = reader.read(written(tmp_path, "small: 1e-3\nendless: .inf\nyes: true\nempty: ''\nhalf: 0.5\nword: c\n"))
    with pytest.raises(reader.EvidenceError, match=complaint):
        ask(block)


def test_values_of_the_right_kind_are_read(tmp_path):
    block = reader.read(written(tmp_path, "a: 1\nb: 0.25\nc: 2026-11-22\nd: {e: texte}\nf: [{g: 1}]\nh: true\n"))
    assert (block.whole("a"), block.number("b"), block.date("c").isoformat()) == (1, 0.25, "2026-11-22")
    assert block.block("d").text("e") == "texte"
    assert [item.whole("g") for item in block.blocks("f")] == [1]
    assert block.flag("h")
    assert not block.flag("absent")
