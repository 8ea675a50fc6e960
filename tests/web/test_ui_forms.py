"""Widgets drawn without a template are those that Django draws."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from mitoyen.web.ui.forms import Renderer

ATTRS = {"id": "id_a", "required": True, "disabled": False, "maxlength": 30, "data-x": 'a "quoted" <b>', "min": 0}
VALUES = (None, "", "d’été", '"><script>alert(1)</script>', "a & b", 0, 1234567, 1.5, mark_safe("&amp;"), True)
WIDGETS = (
    forms.TextInput(),
    forms.NumberInput(attrs={"step": "any"}),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.DateTimeInput(attrs={"type": "datetime-local"}),
    forms.TimeInput(),
    forms.CheckboxInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.Select(choices=[("a", "A")]),
    forms.Select(choices=[]),
    forms.Select(
        choices=[("", "…"), ("Une <famille>", [("a & b", "A & B"), (1.5, 1.5)]), (1234567, 1234567), (True, "oui")]
    ),
    forms.Select(choices=[(mark_safe("&amp;"), mark_safe("<b>B</b>")), (mark_safe("d&#39;a"), [(None, "rien")])]),
    forms.Select(choices=lambda: [("", gettext_lazy("tout")), ("d’été", gettext_lazy("Objets"))]),  # type: ignore[arg-type]  # Django takes a function, its types do not
    forms.SelectMultiple(choices=[("a & b", "A"), ("d’été", "D")]),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=[("a", "A")]),
)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("attrs", [{}, ATTRS], ids=["bare", "attributes"])
def test_a_widget_is_as_django_draws_it(widget, attrs):
    for value in VALUES:
        expected = widget.render("name[]", value, attrs, renderer=DjangoTemplates())
        assert widget.render("name[]", value, attrs, renderer=Renderer()) == expected


def test_the_site_draws_its_forms_so(settings):
    assert settings.FORM_RENDERER == "mitoyen.web.ui.forms.Renderer"
