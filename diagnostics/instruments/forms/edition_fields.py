"""Fields shared by the forms of an edition: input is kept as typed, and judged when the draft is checked."""

from collections.abc import Iterable
from typing import Any

from django import forms

from diagnostics.instruments.loaders.fields import CODE
from diagnostics.scoring.flat_parts import UnreadableTags, tags_from, without_blanks
from diagnostics.scoring.values import number_for_screen, number_from_screen

BAD_CODE = "Use letras sin tilde, cifras, punto y guion, sin espacios; hasta 40."


class Words(forms.CharField):
    """An optional text; spaces and breaks inside become one space, as in a file."""

    def __init__(self, label: str, *, rows: int = 0, hint: str = "", limit: int = 4000, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(label=label, help_text=hint, required=False, max_length=limit, widget=widget, **kwargs)
        self.is_needed_later = True  # the check of the draft says what is missing

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).replace("\0", "").split())


class Number(Words):
    """A number in Colombian notation, stored as in a file; anything else is kept as typed."""

    def __init__(self, label: str, hint: str = "", **kwargs):
        super().__init__(label, hint=hint, limit=40, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "class": "num-short"})

    def prepare_value(self, value: Any) -> str:
        return number_for_screen(str(value)) if value not in (None, "") else ""

    def clean(self, value: Any) -> str:
        return number_from_screen(super().clean(value))


class Code(Words):
    """The code by which people and URLs name a part: required and well formed."""

    def __init__(self, label: str = "Código", hint: str = "", **kwargs):
        super().__init__(label, hint=hint, limit=40, **kwargs)
        self.required = True
        self.error_messages["required"] = "Escriba un código. Por él se nombra esta parte."
        self.widget.attrs["spellcheck"] = "false"

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if not CODE.fullmatch(code):
            raise forms.ValidationError(BAD_CODE)
        return code


class RowCode(Words):
    """The code of a row: short, and empty in an empty row."""

    def __init__(self):
        super().__init__("Código", limit=40)
        self.widget.attrs.update({"class": "code-short", "spellcheck": "false"})


class Pick(forms.ChoiceField):
    """An optional choice; the check of the draft says what is missing."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], hint: str = ""):
        super().__init__(label=label, choices=list(choices), required=False, help_text=hint)
        self.is_needed_later = True


def offered(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(said, label) for label, said in words.items()]


class SeenForm(forms.Form):
    """A form with the fingerprint of what the person saw (models.drafts.fingerprint)."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


def clean_tags(text: str) -> str:
    """Validate lines of crosswalk tags. Raises ValidationError with what was expected."""
    try:
        tags_from(text)
    except UnreadableTags as problem:
        raise forms.ValidationError(f"{problem}.") from None
    return text


def rows_of(formset: Iterable[forms.Form]) -> list[dict[str, str]]:
    """Return the rows that are not empty: emptying a row removes it."""
    rows = (getattr(form, "cleaned_data", {}) for form in formset)
    return [without_blanks(row) for row in rows if without_blanks(row)]


def formset_of(form: type[forms.Form], *, more: int, most: int) -> type[forms.BaseFormSet]:
    return forms.formset_factory(form, extra=more, max_num=most, absolute_max=most + more, validate_max=False)
