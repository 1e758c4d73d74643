"""Texts with a limit: counted beside the field, never cut by the browser or by us."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from core.forms import LongText

CUT = re.compile(r"(POST|text_of\(|cleaned_data|read_value\(|data\.get\().*\[:")
# What is no text that somebody keeps: the address of the page to go back to, the name of the opened page, the words of a search,
# the query of a round's form, which keeps more than any field takes: what is cut there is refused.
NOT_TYPED = ("BACK", "written_from", "request.GET", "[:LONGEST]")


class _Form(forms.Form):
    reason = LongText(max_length=1500, help_text="Una frase.")
    name = forms.CharField(max_length=120)
    address = forms.EmailField(max_length=254)
    amount = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def field(name: str) -> str:
    return str(_Form()[name].as_field_group())


def test_limit_stands_beside_the_field_that_it_describes():
    said = field("reason")
    assert 'data-limit="1500"' in said
    assert 'aria-describedby="id_reason_helptext id_reason_limit"' in said
    assert 'id="id_reason_limit"' in said
    assert "Hasta 1.500 letras." in said
    assert 'aria-describedby="id_name_limit"' in field("name")


@pytest.mark.parametrize("name", ["address", "amount"])
def test_addresses_and_numbers_are_not_counted(name):
    assert "letras" not in field(name)


@pytest.mark.parametrize("name", _Form.base_fields)
def test_browser_cuts_nothing_that_is_pasted(name):
    assert "maxlength" not in field(name)


def test_break_counts_once_and_one_letter_over_is_refused_whole():
    exact = _Form({"reason": "a\r\n" * 750 + "a", "name": "n", "address": "a@b.co", "amount": "1"})
    assert "lleva 1501" in exact.errors["reason"][0]
    assert _Form({**exact.data, "reason": "a\r\n" * 749 + "aa"}).is_valid()


def every_form(cls: type = forms.Form) -> Iterator[type[forms.Form]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from every_form(sub)


def test_every_text_of_several_lines_counts_breaks_as_browsers_do():
    import_module(settings.ROOT_URLCONF)  # with the views comes every form
    faults = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, one in form.base_fields.items()
        if isinstance(one.widget, forms.Textarea) and one.to_python("a\r\nb") != "a\nb"
    ]
    assert faults == []


def sources(pattern: str) -> Iterator[Path]:
    apps = (
        "accounts",
        "administration",
        "citizens",
        "core",
        "diagnostics",
        "files",
        "mail",
        "notices",
        "portal",
        "territory",
    )
    for app in apps:
        yield from (settings.BASE_DIR / app).rglob(pattern)


def test_nothing_that_a_person_typed_is_cut():
    faults = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for path in sources("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CUT.search(line) and not any(word in line for word in NOT_TYPED)
    ]
    assert faults == []


def test_no_textarea_is_cut_by_the_browser():
    cuts = re.compile(r"<textarea[^>]*maxlength", re.DOTALL)
    assert [p.name for p in (settings.BASE_DIR / "templates").rglob("*.html") if cuts.search(p.read_text())] == []
