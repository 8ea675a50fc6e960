"""French as a printer would set it."""

from mitoyen.evidence.records import Text


def test_french_gets_its_apostrophes_and_spaces_that_do_not_break():
    words = Text("L'entraide : « aujourd'hui » vaut 25 % ? Oui !", "Help: it's 25 % 'today'?")
    kept = "\u00a0"
    assert words.fr == f"L’entraide{kept}: «{kept}aujourd’hui{kept}» vaut 25{kept}%{kept}? Oui{kept}!"
    assert words.en == "Help: it's 25 % 'today'?"
