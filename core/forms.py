"""Fields and forms that every app builds upon."""

import re
from secrets import token_urlsafe

from django import forms
from django.core import signing

from core.words import one_line, visible

QUICKEST = 3  # seconds; a form sent sooner was filled by a program
FORM_LASTS = 12 * 3600
SALT = "core.form"
FORM_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # but for line breaks
MOST_OF_AN_ADDRESS = 254  # characters, the limit of mail servers


class AddressField(forms.EmailField):
    """The mail address of a person without an account."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_error_messages = {
        "required": "Escriba su correo.",
        "invalid": "Escriba un correo completo, con arroba y dominio.",
        "max_length": "El correo es demasiado largo.",
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=MOST_OF_AN_ADDRESS, **kwargs)


class OneLine(forms.CharField):
    """A name, a title, a subject: one line as people see it. What a paste brings besides stands in no mail and no file."""

    def to_python(self, value: str | None) -> str:
        return one_line(super().to_python(value))


class LongText(forms.CharField):
    """A text of several lines. Line breaks are normalised: browsers send two characters and count one."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class PlainText(LongText):
    """What somebody writes, as people see it: without characters that have no width or turn others around."""

    def to_python(self, value: str | None) -> str:
        text = visible(_CONTROLS.sub(" ", super().to_python(value)))
        return re.sub(r"\n{3,}", "\n\n", text).strip()


class ReasonForm(forms.Form):
    reason = PlainText(
        label="Razón", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba la razón en una o dos frases."},
    )  # fmt: skip

    def __init__(self, *args, label: str = "Razón", hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    default_error_messages = {"required": "Escriba una fecha.", "invalid": "Escriba una fecha: día, mes y año."}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ForPeople(forms.Form):
    """A form that programs fail: a honeypot field that must stay empty, and a signed time of rendering."""

    website = forms.CharField(
        label="Deje este campo vacío",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    started = forms.CharField(widget=forms.HiddenInput, required=False)
    quickest = QUICKEST  # how long a person takes at least

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["started"] = signing.TimestampSigner(salt=SALT).sign("x")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("website"):
            raise forms.ValidationError("Borre lo que haya en «Deje este campo vacío» y envíe otra vez.")
        signer = signing.TimestampSigner(salt=SALT)
        try:
            signer.unsign(data.get("started", ""), max_age=FORM_LASTS)
        except signing.BadSignature:
            _put_anew(self, "started", self.initial["started"])
            raise forms.ValidationError(
                "La página estuvo abierta mucho tiempo. Envíe otra vez: su texto sigue aquí."
            ) from None
        try:
            signer.unsign(data["started"], max_age=self.quickest)
        except signing.SignatureExpired:
            return data
        raise forms.ValidationError("Espere unos segundos y envíe otra vez: su texto sigue aquí.")


class SeenForm(forms.Form):
    """`seen`: the version that the page showed, so that nobody overwrites what others wrote meanwhile."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def now_seen(self, version: int) -> None:
        """Let the page, which shows that version now, be sent again with what was typed."""
        _put_anew(self, "seen", str(version))


class SentOnce(forms.Form):
    """A form whose repeated submission is recognised: `form_id` stays the same over all of one page; without a valid one the form
    counts as new."""

    form_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["form_id"] = token_urlsafe(16)
        if self.is_bound and not FORM_ID.fullmatch(self.data.get(self.add_prefix("form_id"), "")):
            _put_anew(self, "form_id", self.initial["form_id"])


def _put_anew(form: forms.Form, name: str, value: str) -> None:
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = value
