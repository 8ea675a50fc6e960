"""`mitoyen source` and `mitoyen key`: Hugo lets Élodie's association send its events, and takes it back."""

import pytest

from mitoyen.web.measure.ingest import keys
from mitoyen.web.measure.models import IngestKey, UsageSource

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(mitoyen):
    """The words of a key for Élodie's association, with whatever is added."""

    def make(*words):
        mitoyen(["source", "add", "les-outils", "--name", "Les Outils d’Élodie"])
        return mitoyen(["key", "new", "les-outils", "--holder", "Élodie", *words])

    return make


def test_a_key_is_made_shown_once_and_works(mitoyen, made):
    said = made("--place", "35288", "--practice", "lend", "--expires", "2999-12-31")
    token = said.out.splitlines()[0]
    key = keys.find(token)
    assert key is not None
    assert (said.code, key.name, key.practices) == (0, "Élodie", ["lend"])
    assert [place.name for place in key.places.all()] == ["Saint-Malo"]
    assert key.expires_at is not None
    assert f"{key.expires_at:%Y-%m-%d}" == "3000-01-01"
    listed = mitoyen("key list").out
    assert token not in listed
    assert listed.split("\t")[:6] == [key.code, "les-outils", "Élodie", "35288", "lend", "never used"]


def test_a_source_entered_twice_stays_as_it_was(mitoyen):
    mitoyen(["source", "add", "les-outils", "--name", "Les Outils", "--open-data"])
    mitoyen(["source", "add", "les-outils", "--name", "Autre chose"])
    assert UsageSource.objects.get().name == "Les Outils"
    assert mitoyen(["source", "add", "les-outils", "--name", "Les Outils", "--open-data"]).code == 0
    assert mitoyen("source list").out == "les-outils\tLes Outils\topen data\n"


@pytest.mark.parametrize("more", [["--name", "Autre chose"], ["--name", "Les Outils", "--simulated"]])
def test_whoever_enters_a_source_otherwise_is_told_that_it_stays(mitoyen, more):
    """Somebody who adds --simulated must not go away believing that it is."""
    mitoyen(["source", "add", "les-outils", "--name", "Les Outils"])
    said = mitoyen(["source", "add", "les-outils", *more])
    assert (said.code, said.out) == (2, "")
    assert "stays as it was: les-outils\tLes Outils;" in said.err


def test_a_revoked_key_is_listed_as_such(mitoyen, made):
    made()
    code = IngestKey.objects.get().code
    assert mitoyen(["key", "revoke", code]).out == f"The key {code} of Élodie is refused from now on.\n"
    assert "\trevoked on " in mitoyen("key list").out


def test_nothing_yet_is_said(mitoyen):
    assert mitoyen("source list").out == "No source yet: `mitoyen source add` enters one.\n"
    assert mitoyen("key list").out == "No key yet: `mitoyen key new` makes one.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["key", "new", "nobody", "--holder", "Élodie"], "no source is called 'nobody'"),
        (["key", "revoke", "0000000000"], "no key has the code '0000000000'"),
        (["source", "add", "Les Outils", "--name", "x"], "'Les Outils' is no code"),
    ],
)
def test_what_does_not_exist_is_refused(mitoyen, words, told):
    said = mitoyen(words)
    assert said.code == 2
    assert told in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--practice", "stroll"], "'stroll' is no practice"),
        (["--place", "99999"], "99999"),
        (["--expires", "2000-01-01"], "would have expired already"),
        (["--expires", "tomorrow"], "'tomorrow' is no date"),
        (["--per-minute", "0"], "at least one request a minute"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(made, words, told):
    said = made(*words)
    assert said.code == 2
    assert told in said.err
