"""An address whose route was found once is the one that Django finds."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from mitoyen.web.addresses import address, addresses

NAMES = ("measure:board", "measure:csv", "method:practice", "neighbourhood:listing", "neighbourhood:exchange")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["35288", "les-corderies", "Ab_3-x"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_address_is_the_one_that_django_finds(name, code, language):
    with translation.override(language):
        assert address(name, code) == address(name, code) == reverse(name, args=[code])


def test_a_code_that_needs_quoting_is_quoted():
    assert address("measure:board", "a b?é#") == reverse("measure:board", args=["a b?é#"]) != "/mesure/a b?é#/"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("neighbourhood:mine", ()),
        ("neighbourhood:listing_photo", ("les-corderies", "a0000000000", 480)),
        ("neighbourhood:listing_photo", ("a00000000001", "a00000000000", 1280)),
        ("neighbourhood:exchange_code", ("Ab_3-x", "123456")),
        ("people:photo", ("Ab_3-x", 480)),
        ("people:sheet", (12,)),
        ("neighbourhood:forget_search", ("a b?", 3)),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_several_codes_stand_where_django_puts_them(name, codes, language):
    with translation.override(language):
        assert address(name, *codes) == address(name, *codes) == reverse(name, args=codes)


def test_a_list_of_addresses_is_in_the_language_of_its_page():
    for language in ("fr", "en"):
        with translation.override(language):
            to = addresses("neighbourhood:listing")
            expected = [reverse("neighbourhood:listing", args=[code]) for code in ("a", "Ab_3-x")]
            assert [to(code) for code in ("a", "Ab_3-x")] == expected


def test_a_text_where_a_number_stands_has_no_address():
    with pytest.raises(NoReverseMatch):
        address("people:sheet", "twelve")


def test_what_no_route_takes_has_no_address():
    for code in ("", "a/b"):
        with pytest.raises(NoReverseMatch):
            address("neighbourhood:listing", code)
