"""Typed values find their places in the HTML of a page, and nothing else changes there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.web.interrupted_forms.answers import resumed
from core.web.interrupted_forms.filling import filled
from core.web.interrupted_forms.keeping import typed


def fill(inside: str, *fields: tuple[str, str], before: str = "", after: str = "") -> tuple[str, list]:
    page = f'<main>{before}<form method="post" action="/a/">{inside}</form>{after}</main>'
    return filled(page, page="/a/", action="/a/?x=1", fields=list(fields), note="")


@pytest.mark.parametrize(
    ("inside", "fields", "becomes"),
    [
        ('<input name="t" value="a">', [("t", 'b "c"')], '<input name="t" value="b &quot;c&quot;">'),
        ("<input name=t>", [("t", "<b>")], '<input name="t" value="&lt;b&gt;">'),
        ('<input type="hidden" name="v" value="3">', [("v", "2")], '<input type="hidden" name="v" value="2">'),
        ('<input type="password" name="p">', [("p", "x")], '<input type="password" name="p">'),
        ('<textarea name="t">\n&lt;a</textarea>', [("t", "\n</p>&")], '<textarea name="t">\n\n&lt;/p&gt;&amp;</textarea>'),
        (
            '<input type="checkbox" name="c" value="1" checked>\n<input type="checkbox" name="c" value="2">',
            [("c", "2")],
            '<input type="checkbox" name="c" value="1">\n<input type="checkbox" name="c" value="2" checked>',
        ),
        ('<input type="checkbox" name="c" checked required>', [], '<input type="checkbox" name="c" required>'),
        (
            '<select name="s"><option value="" selected>Elija</option><option>Tres</option></select>',
            [("s", "Tres")],
            '<select name="s"><option value="">Elija</option><option selected>Tres</option></select>',
        ),
        ('<input name="t"><input name="t">', [("t", "1"), ("t", "2")], '<input name="t" value="1"><input name="t" value="2">'),
        ('<button name="o" value="ask">Ñandú</button>', [("o", "ask")], '<button name="o" value="ask">Ñandú</button>'),
    ],
)  # fmt: skip
def test_each_kind_of_field_takes_its_value(inside, fields, becomes):
    html, left = fill(inside, *fields)
    assert f">{becomes}</form>" in html
    assert left == [field for field in fields if field[0] == "p"]


def test_what_has_no_place_is_left_over():
    assert fill('<input name="t">', ("t", "1"), ("t", "2"), ("gone", "texto"), ("empty", " "))[1] == [
        ("t", "2"),
        ("gone", "texto"),
    ]


def test_field_outside_of_its_form_belongs_to_it():
    page = '<form method="post" id="f" action="/a/"></form><textarea name="t" form="f"></textarea>'
    html, left = filled(page, page="/b/", action="/a/", fields=[("t", "x")], note="")
    assert (html, left) == (page.replace("></textarea>", ">\nx</textarea>"), [])


def test_form_in_a_closed_part_of_the_page_is_opened():
    before, after = '<details><summary>a</summary></details><details class="more"><summary>b</summary>', "</details>"
    html, _ = fill('<input name="t">', ("t", "x"), before=before, after=after)
    assert '<details class="more" open><summary>b' in html
    assert "<details><summary>a" in html


def test_note_stands_first_in_the_form():
    page = '<form method="post"><p>a</p></form>'
    assert (
        filled(page, page="/a/", action="/a/", fields=[], note="<b></b>")[0]
        == '<form method="post"><b></b><p>a</p></form>'
    )


def test_of_several_forms_the_one_with_the_same_hidden_values_and_button_is_filled():
    one = '<form method="post"><input type="hidden" name="row" value="{}"><input name="t"><button name="o" value="{}"></form>'
    page = one.format(1, "a") + one.format(2, "a") + one.format(2, "b")
    html, _ = filled(page, page="/a/", action="/a/", fields=[("row", "2"), ("t", "x"), ("o", "b")], note="")
    assert html.index('value="x"') > html.rindex("<form")


def test_button_may_send_elsewhere_and_searches_are_no_such_forms():
    page = '<form action="/a/"></form><form method="post" action="/b/"><input name="t"><button formaction="/a/"></button></form>'
    assert 'name="t" value="x"' in filled(page, page="/c/", action="/a/", fields=[("t", "x")], note="")[0]
    assert filled(page, page="/c/", action="/d/", fields=[("t", "x")], note="") is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_comes_back_as_it_was(text):
    html, left = fill('<input name="a"><p>ñ\n</p><textarea name="b">vieja</textarea>', ("a", text), ("b", text))
    again, _ = fill("", before=html)
    assert (left, again.count("<textarea"), html.count("<input")) == ([], 1, 1)
    assert "vieja" not in html


def test_passwords_and_tokens_are_never_kept():
    names = [
        "text",
        "password1",
        "oldpassword",
        "csrfmiddlewaretoken",
        "token",
        "form_owner",
        "contrasena",
        "interrupted_form",
    ]
    assert [name for name, _ in typed([(name, "x") for name in names])] == ["text"]


@pytest.mark.parametrize(
    ("page", "becomes"),
    [
        ("/a/", "/a/?retomar=k#lo-que-escribio"),
        ("/a/?b=1&b=2#c", "/a/?b=1&b=2&retomar=k#lo-que-escribio"),
        ("/a/?retomar=old", "/a/?retomar=k#lo-que-escribio"),
    ],
)
def test_address_of_the_page_names_what_is_put_back(page, becomes):
    assert resumed(page, "k") == becomes
