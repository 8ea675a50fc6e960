"""The pieces of a page: what they escape, what they name, what they leave out."""

import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from mitoyen.web.ui.samples import SampleForm

NASTY = "<script>alert('Hugo')</script>"


def drawn(source, language="fr", **values):
    with translation.override(language):
        return Template(source).render(Context(values))


@pytest.mark.parametrize(
    "source",
    [
        '{% figure_card "social" nasty 1 2 3 "tie" "D" title=nasty note=nasty %}',
        "{% data_table nasty header rows %}",
        "{% callout nasty %}{{ nasty }}{% endcallout %}",
        "{% disclosure nasty %}{{ nasty }}{% enddisclosure %}",
        "{% term nasty nasty %}",
        "{% breadcrumb nasty nasty here=nasty %}",
        "{% button nasty nasty %}",
    ],
)
def test_what_people_write_is_never_markup(source):
    page = drawn(source, nasty=NASTY, header=[NASTY], rows=[[NASTY]])
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_house_says_its_figures_in_the_language_of_the_page():
    source = '{% figure_card "environment" "…" -120 640 1900 "kgCO2e" "D" %}'
    assert "entre −120 et 1\u202f900\u00a0kg CO₂e" in drawn(source)
    assert "between −120 and 1,900\u00a0kg CO₂e" in drawn(source, "en")


def test_a_measured_house_says_its_central_value_first():
    page = drawn('{% figure_card "social" "…" 41 78 130 "tie" "A" %}')
    assert page.index("<strong>78") < page.index("entre 41 et 130")


def test_the_same_pillar_may_appear_twice_under_two_names():
    page = drawn(
        '{% figure_card "social" "…" 1 2 3 "tie" "D" %}{% figure_card "social" "…" 1 2 3 "tie" "D" name="b" %}'
    )
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize(
    ("letter", "words"), [("A", "augmenté"), ("B", "va de pair"), ("C", "estimée"), ("D", "avant")]
)
def test_a_grade_says_what_it_allows_one_to_say(letter, words):
    assert words in drawn(f'{{% grade "{letter}" %}}')


def test_a_field_names_its_error_for_those_who_hear_the_page():
    page = drawn('{% field form.homes default="400" unit="logements" %}', form=SampleForm({"homes": "-3"}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert "Par défaut\u00a0: 400" in page


def test_choices_are_a_group_with_a_legend():
    page = drawn("{% field form.launch %}", form=SampleForm())
    assert "<fieldset" in page
    assert "<legend" in page
    assert page.count("<fieldset") == page.count("</fieldset>")


def test_one_page_needs_no_pagination():
    assert drawn("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_a_way_back_pairs_each_address_with_its_words():
    with pytest.raises((ValueError, TemplateSyntaxError)):
        drawn('{% breadcrumb "/" here="Saint-Malo" %}')


def test_the_tab_one_is_on_is_named_as_such():
    items = [
        {"label": "Liste", "href": "?", "current": False},
        {"label": "Carte & rue", "href": "?a=1&b=2", "current": 1},
    ]
    page = drawn('{% tabs items "Vues" %}', items=items)
    assert '<li><a href="?a=1&amp;b=2" aria-current="page">Carte &amp; rue</a></li>' in page
    assert page.count("aria-current") == 1


def test_a_button_is_a_link_where_it_has_an_address():
    assert drawn('{% button "Chercher" page "quiet" %}', page="/v/?a&b").strip() == (
        '<a class="button button--quiet" href="/v/?a&amp;b">Chercher</a>'
    )
    assert drawn('{% button "Garder" name="act" value="keep" %}').strip() == (
        '<button class="button button--main" type="submit" name="act" value="keep">Garder</button>'
    )


def test_a_default_is_said_in_the_language_of_the_page():
    source = '{% field form.place default=told unit="km" %}'
    assert "Par défaut\u00a0: &lt;12&gt;" in drawn(source, form=SampleForm(), told="<12>")
    assert "Default: &lt;12&gt;" in drawn(source, "en", form=SampleForm(), told="<12>")
    assert '<span class="field__unit">km</span>' in drawn(source, form=SampleForm(), told="<12>")


def test_a_block_keeps_the_markup_of_its_page():
    assert "<p>Gaëlle</p>" in drawn('{% callout "" "doubt" %}<p>Gaëlle</p>{% endcallout %}')
