"""Amina without a mouse: Tab, Enter, Space and arrows do it all, and she always sees where she is.

Every stop of the focus is looked at on the way: it must lie on the screen, be drawn with an outline, and let go of the
focus when she goes on.
"""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import prepared
from tests.journeys.conftest import DESKTOP
from tests.journeys.neighbours import neighbourhood

pytestmark = pytest.mark.journey
FEED = "/v/les-corderies/"
MOST = 160
"""Stops on one page: more would be a page that nobody walks through."""
PARTS = 8
"""Stops inside one field: day, month, year, hour, minute, and the calendar of the browser."""
WALKED = (
    "/",
    "/calculer/",
    "/mesure/les-corderies/?period=all",
    "/compte/entrer/",
    FEED,
    f"{FEED}chercher/?words=perceuse",
    f"{FEED}chercher/?view=map",
    f"{FEED}publier/",
    f"{FEED}publier/?practice=event&direction=offer",
    "/moi/",
    "/moi/reglages/",
    "/moi/donnees/",
)


class Keys:
    """A keyboard before a page, and eyes."""

    def __init__(self, page):
        self.page = page

    def tab(self, back=False):
        """Go to the next stop; what it is."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        return self.page.evaluate(HERE)

    def to(self, wanted, back=False):
        """Tab until a stop whose name or label is `wanted`."""
        seen = []
        for _ in range(MOST):
            here = self.tab(back)
            self.look(here)
            if here["name"] == wanted:
                return here
            seen.append(here["name"])
        pytest.fail(f"no stop is called {wanted!r} on {self.page.url}; there are {seen}")

    def look(self, here):
        """Fail unless somebody sees that the focus is there."""
        if here["tag"] not in ("body", "html"):
            assert here["seen"], f"nobody sees that the focus is on {here} of {self.page.url}"
            assert here["on_screen"], f"{here} of {self.page.url} has the focus out of sight"

    def press(self, key="Enter"):
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def moment(self, moment):
        """Fill in a field of day and hour, part after part, in the order in which this browser shows them."""
        for digits in (f"{moment:%m}", f"{moment:%d}", f"{moment.year:06d}", f"{moment:%I}", f"{moment:%M}"):
            self.page.keyboard.type(digits)
        self.page.keyboard.type(f"{moment:%p}")

    def walk(self, back=False):
        """Every stop of a page in their order, until the focus leaves it; a trap would never let it go."""
        parts, stops = 0, list[str]()
        for _ in range(MOST * 2):
            here = self.tab(back)
            if here["tag"] in ("body", "html") or (stops and here["mark"] == stops[0] and len(set(stops)) > 1):
                return list(dict.fromkeys(stops))
            self.look(here)
            parts = parts + 1 if stops and here["mark"] == stops[-1] else 0
            assert parts <= PARTS, f"{here} of {self.page.url} keeps the focus"
            stops.append(here["mark"])
        pytest.fail(f"the focus never leaves {self.page.url}")


@pytest.fixture(scope="module")
def corderies(chromium, copy_of):
    with neighbourhood(chromium, copy_of(prepared.sample)) as neighbours:
        yield neighbours


def entered(corderies):
    """Amina signs in, without leaving the keyboard."""
    page = corderies.anybody(viewport=DESKTOP, locale="en-US", timezone_id="Europe/Paris")
    keys = Keys(page)
    page.goto("/compte/entrer/")
    keys.to("Adresse e-mail")
    keys.type("amina@exemple.fr")
    keys.to("Mot de passe")
    keys.type((corderies.folder / "sample-passphrase").read_text().strip())
    keys.press()
    expect(page).to_have_url(re.compile(FEED))
    return keys


@pytest.fixture(scope="module")
def amina(corderies):
    keys = entered(corderies)
    yield keys
    keys.page.context.close()


def test_the_first_stop_skips_what_every_page_repeats(amina):
    amina.page.goto(FEED)
    first = amina.tab()
    amina.look(first)
    assert first["name"] == "Aller au contenu"
    amina.page.keyboard.press("Enter")
    assert amina.page.evaluate("document.activeElement.id") == "content"
    assert amina.tab()["name"] == "De quoi avez-vous besoin ?", "the menu is behind her"


def test_from_a_search_to_a_loan_that_is_asked_for_and_talked_about(amina):
    page = amina.page
    page.goto(FEED)
    amina.to("Chercher")
    amina.press()
    amina.to("Que cherchez-vous ?")
    amina.type("perceuse")
    amina.press()
    amina.to("Perceuse à percussion")
    amina.press()
    amina.to("Mois suivant")
    title = page.locator(".calendar caption").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".calendar caption")).not_to_have_text(title)
    assert page.evaluate(HERE)["name"] == "Mois suivant", "the focus stays where the month turned"
    evening = timezone.localtime().replace(hour=18, minute=30) + datetime.timedelta(days=40)
    amina.to("Je le prends")
    amina.moment(evening)
    amina.to("Je le rends")
    amina.moment(evening + datetime.timedelta(hours=2))
    amina.to("Un mot")
    amina.type("Pour une étagère.")
    amina.to("Demander")
    amina.press("Space")
    expect(page).to_have_url(re.compile("/echange/"))
    expect(page.locator("h1")).to_contain_text("Perceuse")
    expect(page.locator("main")).to_contain_text("de 18 h 30 à 20 h 30")
    amina.to("Écrire")
    page.keyboard.press("Enter")
    amina.to("Votre message")
    amina.type("Je passe avec mon vélo.")
    amina.to("Écrire")
    amina.press("Space")
    expect(page.get_by_text("Je passe avec mon vélo.")).to_be_visible()


def test_an_answer_to_a_neighbour_in_need_is_given_and_taken_back(amina):
    page = amina.page
    page.goto(FEED)
    amina.to("Demandes")
    amina.press()
    amina.to("Quelqu’un va au marché samedi ?")
    amina.press()
    amina.to("Un mot")
    amina.type("J’y vais de toute façon.")
    amina.to("Je peux aider")
    amina.press()
    expect(page).to_have_url(re.compile("/echange/"))
    amina.to("Me désister")
    page.keyboard.press("Space")
    amina.to("Me désister")
    amina.press()
    expect(page.get_by_text("C’est annulé.")).to_be_visible()


def test_arrows_choose_among_ways_and_what_is_wrong_is_reached(amina):
    page = amina.page
    page.goto(f"{FEED}publier/?practice=lend&direction=offer")
    amina.to("Publier", back=True)
    amina.press()
    wrong = page.get_by_role("alert").get_by_role("link").first.inner_text()
    amina.to(wrong)
    page.keyboard.press("Enter")
    assert page.evaluate(HERE)["name"] == wrong, "the sentence leads to its field"
    amina.type("Une échelle de quatre mètres")
    chosen = page.get_by_role("radio", checked=True).first
    amina.to(page.evaluate(LABEL, chosen.element_handle()))
    before = chosen.input_value()
    page.keyboard.press("ArrowDown")
    after = page.evaluate("document.activeElement")
    assert page.evaluate("document.activeElement.checked && document.activeElement.value") != before, after
    amina.to("Publier")
    amina.press()
    expect(page.locator("h1")).to_have_text("Une échelle de quatre mètres")


@pytest.mark.parametrize("address", WALKED)
def test_every_stop_of_a_page_is_seen_and_left(amina, address):
    page = amina.page
    page.goto(address)
    expected = page.evaluate(STOPS)
    assert amina.walk() == expected
    page.goto(address)
    assert amina.walk(back=True) == expected[::-1]


@pytest.mark.parametrize("kind", ["listing", "own", "exchange", "calendar"])
def test_every_stop_of_what_neighbours_do_is_seen_and_left(amina, kind):
    page = amina.page
    page.goto("/moi/" if kind in ("own", "exchange") else FEED)
    found = {"exchange": "/echange/"}.get(kind, "/annonce/")
    page.locator(f"main a[href*='{found}']").last.click()
    if kind == "calendar":
        page.goto(f"{page.url}calendrier/")
    expected = page.evaluate(STOPS)
    assert amina.walk() == expected


HERE = """
() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const drawn = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && !/, 0\\)$|^transparent$/.test(style.outlineColor);
  const around = it.closest('.slip, label, li');
  const label = it.labels && it.labels.length ? it.labels[0].innerText : '';
  return {
    tag: it.localName,
    mark: MARK,
    name: (it.getAttribute('aria-label') || label || it.innerText || it.value || '')
      .trim().split('\\n')[0].replace(/[\u202f\u00a0]/g, ' '),
    seen: drawn(style) || (around !== null && drawn(getComputedStyle(around))),
    on_screen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
""".replace("MARK", "`${it.localName} ${[...document.querySelectorAll('*')].indexOf(it)}`")
LABEL = "it => it.labels[0].innerText.trim().split('\\n')[0].replace(/[\u202f\u00a0]/g, ' ')"
STOPS = """
() => {
  const every = [...document.querySelectorAll('*')], radios = new Set();
  return every.filter(it => {
    if (!it.matches('a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]')) return false;
    if (it.tabIndex < 0 || it.disabled || it.type === 'hidden' || !it.checkVisibility()) return false;
    if (it.type !== 'radio') return true;
    const group = [...document.getElementsByName(it.name)], chosen = group.find(one => one.checked);
    return it === (chosen || group[0]);
  }).map(it => `${it.localName} ${every.indexOf(it)}`);
}
"""
