"""What is rendered once is the same for whoever is given the same values, and for nobody else."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from mitoyen.web.people.models import Person


def rendered(template, **values):
    return Template(template).render(Context(values))


def test_another_section_marks_another_link():
    sections = '{% kept "ui/masthead_sections.html" section=section %}'
    assert rendered(sections, section="measure").count('aria-current="true"') == 1
    assert 'href="/moi/" aria-current' in rendered(sections, section="mine")
    assert 'href="/moi/" aria-current' not in rendered(sections, section="measure")
    assert "aria-current" not in rendered(sections)


def test_each_language_has_its_own():
    foot = '{% kept "ui/colophon.html" source=source %}'
    french = rendered(foot, source="")
    with translation.override("en"):
        assert "licence" in rendered(foot, source="")
        assert rendered(foot, source="") != french
    assert rendered(foot, source="") == french


def test_a_part_that_is_kept_knows_nothing_of_who_reads():
    head = '{% kept "ui/head.html" %}'
    assert rendered(head, request="Amina", user="Amina") == rendered(head)
    assert "https://example.org/code" in rendered('{% kept "ui/colophon.html" source="https://example.org/code" %}')
    assert "https://example.org/code" not in rendered(
        '{% kept "ui/colophon.html" source="" %}', source="https://example.org/code"
    )


@pytest.mark.parametrize("value", [Person(pk=1), [1], ("a", {"b": 1}), 1.5, translation.gettext_lazy("Objets")])
def test_what_may_change_behind_its_name_is_refused(value):
    with pytest.raises(TypeError, match="cannot be kept"):
        rendered('{% kept "ui/colophon.html" source=value %}', value=value)


def test_a_text_is_escaped_even_where_an_equal_one_is_safe():
    foot, source = '{% kept "ui/colophon.html" source=source %}', 'https://example.org/"onclick'
    assert source in rendered(foot, source=mark_safe(source))  # noqa: S308 - what a page might do by mistake
    assert source not in rendered(foot, source=source)
