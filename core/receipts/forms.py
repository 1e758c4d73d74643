"""The field in which a code is typed."""

from django import forms

from core.receipts.codes import LONGEST_TYPED


class CodeField(forms.CharField):
    def __init__(self, **kwargs):
        widget = forms.TextInput(
            attrs={"class": "code-in", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        )
        super().__init__(
            max_length=LONGEST_TYPED, widget=widget, error_messages={"required": "Escriba el código."}, **kwargs
        )
