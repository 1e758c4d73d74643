"""Placeholders in texts that people write."""

import pytest

from core.placeholders import UnknownPlaceholder, filled, names_in, require_known, stray_braces

KNOWN = ("municipio", "lo que falta")


@pytest.mark.parametrize("text", ["", "Sin nada", "{municipio}: falta {lo que falta}.", "{municipio}{municipio}"])
def test_known_placeholders_pass(text):
    require_known(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{municipo}", "{municipo} no se puede llenar. Entre llaves caben: {municipio} y {lo que falta}."),
        ("{a} {b} {a}", "{a} y {b} no se pueden llenar. Entre llaves caben: {municipio} y {lo que falta}."),
        ("{}", "{} no se puede llenar. Entre llaves caben: {municipio} y {lo que falta}."),
        ("{municipio", "Hay una llave sin su pareja. Entre llaves caben: {municipio} y {lo que falta}."),
        ("{{municipio}}", "Hay una llave sin su pareja. Entre llaves caben: {municipio} y {lo que falta}."),
    ],
)
def test_what_would_reach_people_as_it_stands_is_refused(text, says):
    with pytest.raises(UnknownPlaceholder) as refusal:
        require_known(text, KNOWN)
    assert refusal.value.message == says


def test_text_that_takes_none_says_so():
    with pytest.raises(UnknownPlaceholder) as refusal:
        require_known("{municipio}", ())
    assert refusal.value.message == "{municipio} no se puede llenar. Este texto no lleva llaves."


def test_values_are_put_in_once():
    values = {"municipio": "{lo que falta}", "lo que falta": "una firma"}
    assert filled("{municipio}: {lo que falta}, {otro}", values) == "{lo que falta}: una firma, {otro}"


def test_braces():
    assert names_in("{a} {b c} {}") == ["a", "b c", ""]
    assert (stray_braces("{a}"), stray_braces("{a"), stray_braces("a}"), stray_braces("{{a}}")) == (
        False,
        True,
        True,
        True,
    )
