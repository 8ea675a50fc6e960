"""An address whose route was found once is the one that Django finds."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from mitoyen.web.addresses import address

NAMES = ("measure:board", "measure:csv", "method:practice", "neighbourhood:listing", "neighbourhood:exchange")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["35288", "les-corderies", "Ab_3-x"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_address_is_the_one_that_django_finds(name, code, language):
    with translation.override(language):
        assert address(name, code) == address(name, code) == reverse(name, args=[code])


def test_a_code_that_needs_quoting_is_quoted():
    assert address("measure:board", "a b?é#") == reverse("measure:board", args=["a b?é#"]) != "/mesure/a b?é#/"


def test_what_no_route_takes_has_no_address():
    for code in ("", "a/b"):
        with pytest.raises(NoReverseMatch):
            address("neighbourhood:listing", code)
