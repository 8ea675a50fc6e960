"""An address that only a button sends to, opened by itself: after a reload, a change of language or a sign-in."""

import re

import pytest

from mitoyen.web.ui.gestures import page_of
from tests.web.neighbourhood import cast
from tests.web.neighbourhood.listings.pages import signed_in

pytestmark = pytest.mark.django_db


def back(page):
    """Where the first button of the page leads."""
    (address, *_) = re.findall(r'<p class="actions">\s*<a class="button[^"]*" href="([^"]+)"', page)
    return address


@pytest.mark.parametrize("language", ["", "/en"])
def test_who_reloads_an_answer_that_was_refused_is_led_back_to_the_listing(language):
    found = cast.listing(cast.bertrand())
    answer = signed_in(cast.amina()).get(f"{language}/annonce/{found.reference}/repondre/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert back(answer.content.decode()) == f"{language}/annonce/{found.reference}/"


def test_who_comes_in_again_in_the_middle_of_an_answer_reads_what_became_of_it(client):
    found = cast.listing(cast.bertrand())
    path = f"/annonce/{found.reference}/repondre/"
    sent = client.post(path, {"note": "Bonjour"})
    assert sent.url == f"/compte/entrer/?next={path}"
    page = signed_in(cast.amina()).get(path).content.decode()
    assert "Cette adresse est celle d’un bouton" in page
    assert "rien n’a changé" in page


@pytest.mark.parametrize(
    ("path", "told", "page"),
    [
        ("/echange/abc/signalement/3/repondre/", {"reference": "abc", "pk": 3}, "/echange/abc/"),
        ("/echange/abc/merci/", {"reference": "abc"}, "/echange/abc/"),
        ("/v/les-corderies/chercher/garder/", {"place": "les-corderies"}, "/v/les-corderies/chercher/"),
        ("/v/les-corderies/demander/", {"place": "les-corderies"}, "/v/les-corderies/"),
        ("/annonce/abc/calendrier/7/preter/", {"reference": "abc", "pk": 7}, "/annonce/abc/calendrier/"),
        ("/compte/aide/1/agir/", {"pk": 1}, "/compte/aide/"),
        ("/moi/avis/lus/", {}, "/moi/avis/"),
        ("/partenaires/35288/invitations/", {"code": "35288"}, "/partenaires/35288/"),
    ],
)
def test_the_way_back_is_the_page_where_the_button_stands(path, told, page):
    assert page_of(path, told) == page
