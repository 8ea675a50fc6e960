"""`mitoyen follow`: Claire's forecast is kept, once, beside what her town will measure."""

import pytest

from mitoyen.projection.keys import encode
from mitoyen.projection.scenario import Scenario
from mitoyen.web.measure.models import Forecast

pytestmark = pytest.mark.django_db(transaction=True)
KEY = encode(Scenario("35288", months=24))


def test_a_forecast_is_kept_once_for_its_place(mitoyen):
    for _ in range(2):
        said = mitoyen(["follow", KEY, "--start", "2026-03"])
        assert (said.code, said.err) == (0, "")
        assert "the board of Saint-Malo" in said.out
    kept = Forecast.objects.get()
    assert (kept.place.code, kept.start.isoformat()) == ("35288", "2026-03-01")
    assert {len(rows) for rows in kept.figures.values()} == {24}
    assert all(low <= middle <= high for rows in kept.figures.values() for low, middle, high in rows)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["abc", "--start", "2026-03"], "copy it again"),
        ([KEY, "--start", "mars"], "is no month"),
        ([KEY, "--start", "2026-03", "--place", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_kept_is_said(mitoyen, words, why):
    said = mitoyen(["follow", *words])
    assert said.code == 2
    assert why in said.err
    assert not Forecast.objects.exists()
