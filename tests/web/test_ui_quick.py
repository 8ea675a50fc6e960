"""The tags that are quicker say what Django's own say, in every language and wherever they are given a name."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.urls import NoReverseMatch
from django.utils import translation

from mitoyen.web.ui.templatetags import quick

DJANGO = Engine(libraries={"i18n": "django.templatetags.i18n"}, builtins=["django.templatetags.i18n"])
OURS = Engine(builtins=["django.templatetags.i18n", "mitoyen.web.ui.templatetags.quick"])
VALUES = {"name": "Élodie <3", "n": 1, "text": "Moi", "code": "les-corderies", "odd": "a b?é#", "number": 12}
TEMPLATES = (
    '{% translate "Moi" %}',
    '{% translate "Moi" as me %}[{{ me }}|{{ me|upper }}]',
    '{% translate "100 %% < deux" %}',
    '{% translate "Moi" noop %}',
    '{% translate "Moi" context "une page" %}',
    '{% translate "moi"|capfirst %}',
    "{% translate text %}",
    "{% blocktranslate %}Bonjour {{ name }}{% endblocktranslate %}",
    "{% blocktranslate trimmed with who=name|upper %}\n  Bonjour {{ who }},\n  à 100 %\n{% endblocktranslate %}",
    "{% blocktranslate count n=n %}{{ n }} réponse{% plural %}{{ n }} réponses{% endblocktranslate %}",
    "{% blocktranslate asvar told %}Bonjour {{ name }}{% endblocktranslate %}[{{ told }}]",
    '{% url "neighbourhood:mine" %}',
    '{% url "neighbourhood:mine" as mine %}[{{ mine }}]',
    '{% url "measure:board" code %}',
    '{% url "measure:board" "35288" as board %}[{{ board }}]',
    '{% url "measure:board" odd %}',
    '{% url "measure:board" code=code %}',
    '{% url "people:sheet" number %}',
    '{% url "people:photo" code 480 %}',
    '{% url "neighbourhood:listing_photo" code odd|slugify number %}',
    '{% url "no:such" as missing %}[{{ missing }}]',
    '{% url "measure:board" "" as missing %}[{{ missing }}]',
)


def rendered(engine, template, values=VALUES):
    """The template shown three times by the same nodes: in French, in English, in French again."""
    made = engine.from_string(template)
    shown = []
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            shown.append(made.render(Context(values)))
    return shown


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_quicker_tag_says_what_that_of_django_says(template):
    assert rendered(OURS, template) == rendered(DJANGO, template)


def test_a_sentence_takes_the_values_of_each_time():
    made = OURS.from_string(
        "{% blocktranslate count n=n %}{{ n }} réponse{% plural %}{{ n }} réponses{% endblocktranslate %}"
    )
    assert [made.render(Context({"n": n})) for n in (0, 1, 2)] == ["0 réponse", "1 réponse", "2 réponses"]


def test_an_address_follows_the_code_of_each_time():
    made = OURS.from_string('{% url "measure:board" code %}')
    assert [made.render(Context({"code": code})) for code in ("35288", "bzh")] == ["/mesure/35288/", "/mesure/bzh/"]


@pytest.mark.parametrize("template", ['{% url "no:such" %}', '{% url "measure:board" code %}'])
def test_a_page_that_does_not_exist_has_no_address(template):
    with pytest.raises(NoReverseMatch):
        OURS.from_string(template).render(Context({"code": "a/b"}))


@pytest.mark.parametrize("template", ["{% translate %}", "{% url %}", "{% blocktranslate %}{% if %}"])
def test_a_tag_without_what_it_needs_is_refused(template):
    with pytest.raises(TemplateSyntaxError):
        OURS.from_string(template)


def test_pages_use_the_quicker_ones():
    made = Engine.get_default().from_string('{% translate "Moi" %}{% url "neighbourhood:mine" %}')
    assert [type(node) for node in made.nodelist] == [quick.Said, quick.Link]
