"""Fields shared by the forms of an edition: input is kept as typed, and judged when the draft is checked."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from core.documents.fields import CODE
from diagnostics.scoring.flat_parts import UnreadableTags, tags_from, without_blanks
from diagnostics.scoring.values import number_for_screen, number_from_screen

MOVE = re.compile(r"(?P<list>[a-z]{1,20})-(?P<row>[0-9]{1,3})-(?P<way>up|down)")
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


class Percent(Number):
    """A share: people write it as a per cent, a file holds it between 0 and 1 (`as_percent` gives the initial value)."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        number = _decimal(text)
        if text and (number is None or not 0 <= number <= 100):
            raise forms.ValidationError("Escriba un número de 0 a 100.")
        return "" if number is None else _plain(number / 100)


def as_percent(share: Any) -> str:
    """Return a stored share as the per cent that the page shows; what is no number stays as it is."""
    number = _decimal(str(share))
    return str(share) if number is None else _plain(number * 100)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


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


class Row(forms.Form):
    """A row of a list. Ticking `drop` removes it when the page is saved, and so does emptying it."""

    drop = forms.BooleanField(label="Quitar", required=False)


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


def rows_of(formset: Iterable[forms.Form], move: str = "") -> list[dict[str, str]]:
    """Return the rows that stay. `move`: «options-2-up» exchanges that row of the page with the one before it."""
    rows = []
    for form in formset:
        data = dict(getattr(form, "cleaned_data", {}))
        row = without_blanks(data)
        if row and not data.pop("drop", False):
            rows.append((form.prefix, row))
    place = next((n for n, (prefix, _) in enumerate(rows) if move in (f"{prefix}-up", f"{prefix}-down")), None)
    if place is not None:
        other = place + (-1 if move.endswith("-up") else 1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return [row for _, row in rows]


def moved_to(move: str) -> str:
    """Return the fragment of the row where the moved one now stands, for the address that the page goes back to."""
    found = MOVE.fullmatch(move)
    if not found:
        return ""
    return f"#{found['list']}-{max(0, int(found['row']) + (-1 if found['way'] == 'up' else 1))}"


def formset_of(form: type[forms.Form], *, more: int, most: int) -> type[forms.BaseFormSet]:
    return forms.formset_factory(form, extra=more, max_num=most, absolute_max=most + more, validate_max=False)
