"""The matrix of permissions: every page behind sign-in, asked and written to by every member of the cast.

A line gives a page, who reads it, and who may write to it; everybody else finds nothing there. « own » pages show each
their own: an account and its calendar are the helper's, what was earned is printed for whom they help. « oneself »
pages are closed to whoever acts for another.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.attacks.cast_scene import Scene, scene

SIGNED_IN = frozenset("amina gaelle claire driss elodie farid gilles maud zoe for_bertrand".split())
GROUPS = {
    "own": SIGNED_IN,
    "oneself": SIGNED_IN - {"for_bertrand"},
    "sides": frozenset({"amina", "for_bertrand"}),
    "reached": frozenset("amina gaelle elodie farid gilles maud for_bertrand".split()),
    "readers": frozenset("amina gaelle elodie farid maud for_bertrand".split()),
    "partners": frozenset("claire driss elodie".split()),
    "above": frozenset({"claire", "elodie"}),
    "helpers": frozenset("elodie gilles for_bertrand".split()),
    "hand": frozenset({"gilles", "for_bertrand"}),
    "authors": frozenset("amina gaelle claire elodie farid for_bertrand".split()),
    "residents": frozenset("amina gaelle for_bertrand".split()),
    "-": frozenset(),
}
MATRIX = """
places:join                                                    | own       | -
places:letter                                                  | own       | own
places:neighbours                                              | own       | own
places:vouch                                                   | own       | own
places:partners                                                | own       | -
places:partner code=les-corderies-a                            | partners  | -
places:letters code=les-corderies-a                            | partners  | partners
places:withdraw_letters code=les-corderies-a batch=@batch      | -         | partners
places:invite code=les-corderies-a                             | -         | partners
places:withdraw code=les-corderies-a reference=@invitation     | -         | partners
places:residence code=les-corderies                            | above     | above
places:quartier code=35288                                     | claire    | claire
places:outline code=les-corderies                              | above     | above
people:settings                                                | own       | own
people:profile                                                 | own       | own
people:household                                               | -         | own
people:mandates                                                | own       | own
people:end_mandate pk=@mandate                                 | -         | hand
people:photo key=@avatar size=480                              | -         | -
people:helping                                                 | own       | own
people:welcome                                                 | helpers   | helpers
people:act pk=@mandate                                         | -         | hand
people:end_elsewhere pk=@mandate                               | -         | elodie
people:sheet pk=@mandate                                       | hand      | hand
neighbourhood:search place=les-corderies                       | readers   | -
neighbourhood:save_search place=les-corderies                  | -         | readers
neighbourhood:forget_search place=les-corderies pk=@search     | -         | amina
neighbourhood:need place=les-corderies                         | -         | readers
neighbourhood:publish place=les-corderies                      | authors   | authors
neighbourhood:listing reference=@drill                         | reached   | -
neighbourhood:edit_listing reference=@drill                    | for_bertrand | for_bertrand
neighbourhood:answer reference=@drill                          | -         | reached
neighbourhood:pause_listing reference=@drill                   | -         | for_bertrand
neighbourhood:renew_listing reference=@drill                   | -         | for_bertrand
neighbourhood:close_listing reference=@drill                   | -         | for_bertrand
neighbourhood:exchange reference=@loan                         | sides     | -
neighbourhood:exchange_code reference=@loan code=000000        | sides     | -
neighbourhood:exchange_thank reference=@loan                   | -         | sides
neighbourhood:exchange_otherwise reference=@loan               | -         | sides
neighbourhood:exchange_report reference=@loan                  | -         | sides
neighbourhood:exchange_reply reference=@loan pk=@report        | -         | sides
neighbourhood:exchange_withdraw reference=@loan pk=@report     | -         | sides
neighbourhood:exchange_condition reference=@loan               | -         | sides
neighbourhood:exchange_settle reference=@loan                  | -         | sides
neighbourhood:exchange_pay reference=@loan                     | -         | -
neighbourhood:exchange_move reference=@loan name=write         | sides     | sides
neighbourhood:participants reference=@cafe                     | elodie    | -
neighbourhood:presences reference=@cafe                        | -         | elodie
neighbourhood:write_to_all reference=@cafe                     | -         | elodie
neighbourhood:presence reference=@cafe code=000000             | reached   | -
neighbourhood:gathering_ics reference=@cafe                    | reached   | -
neighbourhood:agenda                                           | own       | own
neighbourhood:recap year=2026                                  | own       | -
neighbourhood:recap_csv year=2026                              | own       | -
neighbourhood:calendar reference=@drill                        | reached   | -
neighbourhood:calendar_keep reference=@drill                   | -         | for_bertrand
neighbourhood:sheet reference=@drill                           | for_bertrand | -
neighbourhood:mine                                             | own       | own
neighbourhood:mine_impact                                      | oneself   | oneself
neighbourhood:mine_exchange reference=@loan                    | amina     | amina
neighbourhood:mine_notices                                     | own       | own
neighbourhood:mine_read_all                                    | -         | own
neighbourhood:mine_read pk=@notice                             | -         | amina
neighbourhood:mine_settings                                    | oneself   | oneself
neighbourhood:mine_drop_search pk=@search                      | -         | amina
neighbourhood:mine_data                                        | oneself   | -
neighbourhood:mine_json                                        | oneself   | -
neighbourhood:mine_zip                                         | oneself   | -
neighbourhood:mine_leave                                       | oneself   | oneself
neighbourhood:mine_leave_code                                  | -         | oneself
"""
ELSEWHERE = {
    "people:levels": "public: the table of levels, the same for all",
    "people:stop": "public: a signed link of an e-mail",
    "people:become_oneself": "forgets a choice of one's own session",
    "people:face": "one's own portrait, sent",
    "people:household_invite": "one's own household",
    "people:answer": "a wish to act for oneself (tests of mandates)",
    "people:agreement": "a blank form to print",
    "people:ask_mandate": "a helper asks somebody (tests of helping)",
    "places:search": "where one lives (tests of joining)",
    "places:choose": "where one lives (tests of joining)",
    "places:invitation": "a signed link (tests of invitations)",
    "neighbourhood:here": "public, or one's own neighbourhood",
    "neighbourhood:feed": "public without a listing for those who may not read (tests of the feed)",
    "neighbourhood:categories": "words of the evidence, nobody's",
    "neighbourhood:listing_photo": "with the listing (tests of photos)",
    "neighbourhood:exchange_photo": "with the exchange (tests of condition photos)",
    "neighbourhood:calendar_release": "with the calendar (tests of the calendar)",
    "neighbourhood:payment_confirm": "a provider's signed answer (tests of payment)",
    "neighbourhood:agenda_feed": "a secret address (tests of agendas)",
    "neighbourhood:mine_gone": "after one has left",
}
ROOMS = ("places:", "people:", "neighbourhood:")


@pytest.fixture
def corderies(db: None) -> Scene:
    return scene()


def test_everybody_finds_what_is_theirs_and_nothing_else(corderies):
    wrong = [
        f"{told}: {method} by {who} answered {status}, {'open' if who in allowed else 'closed'} was expected"
        for told, address, readers, writers in _lines(corderies)
        for method, allowed in (("get", readers), ("post", writers))
        for who, client in corderies.visitors.items()
        if not _fits(status := _status(client, method, address), method, who, allowed)
    ]
    assert wrong == []


def test_the_matrix_names_every_page_behind_sign_in():
    named = {line.split()[0] for line in MATRIX.strip().splitlines()}
    assert {name for name in _names(get_resolver()) if name.startswith(ROOMS)} == named | (
        set(ELSEWHERE) & set(_names(get_resolver()))
    )


def test_what_a_helper_sees_of_accounts_is_their_own(corderies):
    page = corderies.visitors["for_bertrand"].get(reverse("people:profile")).content.decode()
    assert 'value="Gilles"' in page
    assert 'value="Bertrand"' not in page


def _lines(corderies: Scene) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    for line in MATRIX.strip().splitlines():
        told, readers, writers = (part.strip() for part in line.split("|"))
        name, *arguments = told.split()
        given: dict[str, Any] = dict(argument.split("=") for argument in arguments)
        given = {key: corderies.parts[value[1:]] if value[0] == "@" else value for key, value in given.items()}
        yield told, reverse(name, kwargs=given), _group(readers), _group(writers)


def _group(name: str) -> frozenset[str]:
    return GROUPS.get(name) or (frozenset() if name == "-" else frozenset({name}))


def _status(client: Client, method: str, address: str) -> int | str:
    """What is answered; "sign in" when the answer leads there. What was written is undone."""
    from django.db import transaction

    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    asks = answer.status_code == 302 and answer["Location"].startswith("/compte/entrer/")
    return "sign in" if asks else answer.status_code


def _fits(status: int | str, method: str, who: str, allowed: frozenset[str]) -> bool:
    """Open: the page, a redirect or what is missing from an empty form. Closed: nothing is there."""
    if who == "nobody":
        return status in ("sign in", 405)
    if who in allowed:
        return status in ((200, 302) if method == "get" else (200, 302, 409, 422))
    closed = (404, 405, 403) if who == "for_bertrand" else (404, 405)
    return status in closed


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for found in resolver.url_patterns:
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}"
        else:
            yield from _names(found, f"{found.namespace}:" if found.namespace else space)
