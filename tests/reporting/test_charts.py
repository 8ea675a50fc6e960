"""Charts: well-formed and named, and every stroke where the figures say, recomputed here from the axis in print."""

import itertools
import re
from xml.etree import ElementTree

import pytest

from mitoyen.reporting import charts, drawing
from mitoyen.reporting.charts import Interval, Step

SVG = "{http://www.w3.org/2000/svg}"
HEADER = ("Ligne", "Bas", "Médiane", "Haut")


def plain(value):
    return f"{value:g}"


def words(name):
    return {"name": name, "title": "Lettres & voisins", "description": "Chiffres <inventés>"}


MONTHS = list(range(5))
GROSS_TO_NET = [
    Step(Interval("Brut", 80, 100, 130), total=True),
    Step(Interval("Rebond", -40, -25, -10)),
    Step(Interval("Net", 50, 75, 110), total=True),
]
BESIDE_646 = [Interval("Brut", 96, 131, 182), Interval("Net", 30, 73, 120)]
ALL = {
    "interval": charts.interval_bar(**words("a"), low=12, median=23, high=37, write=plain),
    "fan": charts.fan(
        **words("b"),
        low=[0, 1, 2, 3, 4],
        median=[0, 2, 4, 6, 8],
        high=[0, 5, 9, 14, 20],
        labels=[f"mois {month}" for month in MONTHS],
        marks=[(0, "début"), (4, "fin")],
        header=HEADER,
        write=plain,
    ),
    "waterfall": charts.waterfall(**words("c"), steps=GROSS_TO_NET, header=HEADER, write=plain),
    "gauge": charts.gauge(**words("g"), parts=BESIDE_646, mark=646, mark_label="646 kg", header=HEADER, write=plain),
    "bars": charts.bars(**words("d"), parts=[("Prêts", 0.5), ("Prix", 0.25)], header=HEADER[:2], write=plain),
    "balance": charts.balance(
        **words("e"),
        parts=[Interval("Habitants", 10, 20, 40), Interval("Commune", -15, -10, -5)],
        header=HEADER,
        write=plain,
    ),
    "columns": charts.columns(
        **words("g"),
        values=[0, 3, 12],
        labels=["lundi", "mardi", "mercredi"],
        marks=[(0, "lun."), (2, "mer.")],
        header=HEADER[:2],
        write=plain,
    ),
    "dots": charts.dots(**words("f"), filled=8, header=("Chances", "Sur")),
}


def marks(chart, tag, kind):
    """Attributes of the strokes of one class, in drawing order."""
    root = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own text
    return [item.attrib for item in root.iter(f"{SVG}{tag}") if kind in item.get("class", "").split()]


def share(text):
    return float(text.removesuffix("%")) / 100


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_is_named_for_those_who_do_not_see_it(chart):
    root = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own text
    named = {item.get("id"): item.text for item in root if item.get("id")}
    assert root.get("role") == "img"
    assert [named[key] for key in root.attrib["aria-labelledby"].split()] == [
        "Lettres & voisins",
        "Chiffres <inventés>",
    ]


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_is_small_holds_no_style_and_every_row_fills_the_header(chart):
    assert len(chart.svg) < 3_000
    assert "style=" not in chart.svg
    assert {len(row) for row in chart.rows} <= {len(chart.header)}


def test_the_band_of_an_interval_lies_between_its_ends_on_an_axis_from_zero_to_forty():
    band, median = marks(ALL["interval"], "rect", "c-band")[0], marks(ALL["interval"], "line", "c-median")[0]
    assert share(band["x"]) == pytest.approx(12 / 40, abs=1e-4)
    assert share(band["width"]) == pytest.approx(25 / 40, abs=1e-4)
    assert share(median["x1"]) == pytest.approx(23 / 40, abs=1e-4)
    assert share(marks(ALL["interval"], "line", "c-zero")[0]["x1"]) == 0


def test_the_fan_joins_the_points_in_a_box_of_a_thousand():
    curve = marks(ALL["fan"], "polyline", "c-curve")[0]["points"]
    assert curve == "0,1000 250,900 500,800 750,700 1000,600"  # 0, 2, 4, 6, 8 on an axis from 0 to 20
    band = marks(ALL["fan"], "polygon", "c-band")[0]["points"].split()
    assert (band[4], band[5]) == ("1000,0", "1000,800")  # 20 above, 4 below, at the last month
    assert ALL["fan"].rows[4] == ("mois 4", "4", "8", "20")


def test_a_waterfall_hangs_each_change_from_the_sum_before_it():
    gross, change, net = marks(ALL["waterfall"], "rect", "c-bar")  # axis from 0 to 150
    assert (share(gross["x"]), share(gross["width"])) == pytest.approx((0, 100 / 150), abs=1e-4)
    assert (share(change["x"]), share(change["width"])) == pytest.approx((75 / 150, 25 / 150), abs=1e-4)
    assert (share(net["x"]), share(net["width"])) == pytest.approx((0, 75 / 150), abs=1e-4)
    whisker = marks(ALL["waterfall"], "line", "c-whisker")[1]
    assert (share(whisker["x1"]), share(whisker["x2"])) == pytest.approx((60 / 150, 90 / 150), abs=1e-4)


def test_a_claim_crosses_every_bar_of_a_gauge_at_its_place():
    marks = re.findall(r'class="c-mark"[^>]*? x1="([\d.]+)%"', ALL["gauge"].svg)
    assert marks == ["80.75", "80.75"]  # 646 on an axis from 0 to 800
    assert ALL["gauge"].rows[0] == ("Brut", "96", "131", "182")


def test_the_longest_bar_fills_the_width_and_the_others_follow():
    assert [share(bar["width"]) for bar in marks(ALL["bars"], "rect", "c-bar")] == [1.0, 0.5]


def test_who_pays_is_drawn_left_of_zero_and_not_only_in_another_colour():
    gain, loss = marks(ALL["balance"], "rect", "c-bar")  # axis from -20 to 40
    zero = share(marks(ALL["balance"], "line", "c-zero")[0]["x1"])
    assert zero == pytest.approx(1 / 3, abs=1e-4)
    assert share(gain["x"]) == pytest.approx(zero, abs=1e-4)
    assert share(loss["x"]) + share(loss["width"]) == pytest.approx(zero, abs=2e-4)
    assert "c-bar--negative" in loss["class"]


def test_eight_chances_in_ten_are_eight_full_dots_and_two_hollow_ones():
    assert len(marks(ALL["dots"], "circle", "c-dot")) == 10
    assert len(marks(ALL["dots"], "circle", "c-dot--hollow")) == 2


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((12, 37), (0, 10, 20, 30, 40)),
        ((-7400, 21000), (-10_000, 0, 10_000, 20_000, 30_000)),
        ((0.02, 0.07), (0, 0.02, 0.04, 0.06, 0.08)),
        ((0,), (0, 1)),
    ],
)
def test_an_axis_has_round_ticks_around_zero_and_all_the_values(values, ticks):
    assert drawing.axis(*values).ticks == pytest.approx(ticks)


def test_the_labels_of_an_axis_leave_room_and_always_show_zero():
    axis = drawing.axis(-100, 4000, count=8)
    shown = drawing.tick_texts(axis, 10, plain)
    assert ">0</text>" in shown
    assert shown.count("<text") <= 4


def test_a_disordered_or_unknown_interval_is_refused_by_name():
    with pytest.raises(ValueError, match="Brut.*not in order"):
        Interval("Brut", 3, 2, 4)
    with pytest.raises(ValueError, match="Brut.*not finite"):
        Interval("Brut", float("nan"), 2, 4)


def test_a_negative_share_and_too_many_dots_are_refused():
    with pytest.raises(ValueError, match="balance"):
        charts.bars(**words("g"), parts=[("Prix", -1)], header=HEADER[:2], write=plain)
    with pytest.raises(ValueError, match="11 dots of 10"):
        charts.dots(**words("h"), filled=11, header=("Chances", "Sur"))


def test_a_long_label_is_cut_on_the_drawing_and_whole_in_the_table():
    label = "Part des prêts qui évitent vraiment l’achat d’un objet neuf"
    chart = charts.bars(**words("i"), parts=[(label, 1)], header=HEADER[:2], write=plain)
    assert label not in chart.svg
    assert "…" in chart.svg
    assert chart.rows[0][0] == label


def test_long_labels_of_an_axis_never_touch_on_a_phone():
    """320 pixels wide, 6.6 pixels a letter: the widths of the site's small sans serif."""
    axis = drawing.axis(-45_000, 98_000)
    shown = drawing.tick_texts(axis, 10, lambda value: f"{value:,.0f} kg CO₂e")
    edges = []
    for x, anchor, words in re.findall(r'x="([\d.]+)%".*?text-anchor="(\w+)">([^<]+)<', shown):
        width = 6.6 * len(words)
        left = 3.2 * float(x) - {"start": 0, "middle": width / 2, "end": width}[anchor]
        edges.append((left, left + width))
    assert len(edges) >= 2
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(edges))


def test_columns_stand_on_zero_and_nothing_is_drawn_for_nothing():
    bars = marks(ALL["columns"], "rect", "c-bar")
    tall = [float(bar["height"]) for bar in bars]
    assert len(bars) == 2
    assert tall[0] / tall[1] == pytest.approx(3 / 12, rel=0.01)  # drawn to a tenth of a pixel
    assert {float(bar["y"]) + float(bar["height"]) for bar in bars} == {148}  # the foot of a drawing 170 tall
    assert ALL["columns"].rows[0] == ("lundi", "0")


def test_columns_refuse_what_cannot_be_counted():
    with pytest.raises(ValueError, match="negative"):
        charts.columns(**words("a"), values=[-1], labels=["lundi"], marks=[], header=HEADER[:2], write=plain)


def test_what_was_measured_crosses_the_band_for_as_long_as_it_lasts():
    drawn = charts.fan(
        **words("a"),
        low=[0, 1, 2, 3, 4],
        median=[0, 2, 4, 6, 8],
        high=[0, 5, 10, 14, 20],
        labels=[f"mois {month}" for month in MONTHS],
        marks=[],
        header=(*HEADER, "Mesuré"),
        write=plain,
        measured=[0, 10, 20],
    )
    spots = marks(drawn, "circle", "c-spot")
    assert [share(spot["cx"]) for spot in spots] == [0, 0.25, 0.5]
    assert [float(spot["cy"]) for spot in spots] == [198, 108, 18]  # an axis from 0 to 20, 180 tall under a line of 18
    assert [row[-1] for row in drawn.rows] == ["0", "10", "20", "–", "–"]
