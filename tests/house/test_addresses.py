"""Every address that the product promises opens, in French and in English."""

import pytest
from django.urls import Resolver404, resolve

PAGES = ("/", "/calculer/", "/mesure/", "/mesure/35288/", "/methode/", "/methode/646/", "/methode/25-pourcent/")
API = ("/api/", "/api/v1/places?q=saint-malo", "/api/openapi.json")
ENGLISH = tuple(f"/en{address}" for address in PAGES)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*PAGES, *ENGLISH])
def test_a_page_opens(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert b"<h1" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", API)
def test_the_interface_for_programs_answers(client, address):
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *ENGLISH])
def test_a_page_refuses_scripts_and_styles_that_are_not_ours(client, address, db):
    policy = client.get(address)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/nulle-part/", "/en/nowhere/", "/methode/facteur/aucun/"])
def test_an_unknown_address_gets_a_sentence_and_a_way_back(client, address, db):
    answer = client.get(address)
    assert answer.status_code == 404
    assert b'href="/' in answer.content


def test_a_misspelt_address_is_not_resolved_by_accident():
    with pytest.raises(Resolver404):
        resolve("/calculer/nulle-part/")
