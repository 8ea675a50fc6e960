"""French as a printer would set it."""

from mitoyen.evidence.records import Text


def test_french_gets_its_apostrophes_and_spaces_that_do_not_break():
    words = Text("L'entraide : « aujourd'hui » vaut 25 % ? Oui !", "Help: it's 25 % 'today'?")
    assert words.fr == "L’entraide\u00a0: «\u00a0aujourd’hui\u00a0» vaut 25\u00a0% ? Oui\u00a0!".replace("% ?", "%\u00a0?")
    assert words.en == "Help: it's 25 % 'today'?"
