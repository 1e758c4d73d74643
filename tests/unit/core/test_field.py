"""The template of every form field."""

from django import forms


class _Hinted(forms.Form):
    name = forms.CharField(help_text="Use <b> & espere")


def test_hint_is_text_and_not_markup():
    assert "Use &lt;b&gt; &amp; espere</div>" in str(_Hinted()["name"].as_field_group())
