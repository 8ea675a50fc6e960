"""Reading the method in a browser: legible at both widths, usable without a script."""

import pytest

from mitoyen.impact.formulas import formula
from mitoyen.impact.graph import house
from tests.journeys.conftest import DESKTOP, PHONE

MAIN = ("/methode/facteurs/dsp_lend_p_avoid/", "/methode/equations/loan_rebound/")
OTHERS = (
    "/methode/facteurs/",
    "/methode/pratiques/lend/",
    "/methode/lancements/",
    "/methode/comptes/",
    "/methode/versions/",
)
VIEWS = [
    *((prefix + address, size) for address in MAIN for prefix in ("", "/en") for size in (PHONE, DESKTOP)),
    *((address, PHONE) for address in OTHERS),
    *((f"/en{address}", DESKTOP) for address in OTHERS),
]

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _formulas_ready():
    """The first formula of a process loads sympy: a second alone, much more beside other journeys."""
    formula(house().equations["loan_rebound"])


@pytest.mark.parametrize(("address", "size"), VIEWS, ids=[f"{address}-{size['width']}" for address, size in VIEWS])
def test_a_page_reads_well(read_page, axe, address, size):
    page = read_page(address, size=size)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_gaelle_rebuilds_the_646_kilograms_without_a_script(open_page, axe):
    page = open_page("/methode/646/", size=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Très actif").click()
    page.get_by_label("Trajets partagés").fill("400")
    page.get_by_role("button", name="Recalculer").click()
    assert "rides=400" in page.url
    assert "Chances de dépasser 646" in page.get_by_role("main").inner_text()


def test_claire_chooses_the_share_that_is_caused(open_page, axe):
    page = open_page("/methode/25-pourcent/", size=DESKTOP)
    page.get_by_label("Part de l’écart").fill("0")
    page.get_by_role("button", name="Recalculer").click()
    assert "+0\u202f%" in page.get_by_role("main").inner_text()
    assert axe(page) == []


def test_a_wrong_number_is_told_beside_its_field(read_page, axe):
    page = read_page("/en/methode/646/?food=-1", size=PHONE, status=400)
    field = page.get_by_label("Food gifts received")
    assert field.get_attribute("aria-invalid") == "true"
    assert axe(page) == []
