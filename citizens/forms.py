"""Forms of people who give feedback, and of the offices that answer."""

from django import forms

from citizens.choices import LONGEST, REPORT_LONGEST, SHORTEST, DeclineRule, FeedbackKind
from citizens.models import ErrorReport, Feedback
from core.forms import AddressField, ForPeople, LongText, SentOnce
from core.numbers import trimmed
from core.web.pages import known_page
from notices.queries.topics import Topic, place_topic, portal_topic
from territory.models import Municipality


class FeedbackForm(SentOnce, ForPeople):
    """Feedback about a published topic. `topic`: the one named in the URL."""

    about = forms.ChoiceField(label="Sobre qué", error_messages={"required": "Elija sobre qué opina."})
    kind = forms.ChoiceField(
        label="Qué quiere decir", choices=FeedbackKind, widget=forms.RadioSelect,
        error_messages={"required": "Elija una de las tres opciones."},
    )  # fmt: skip
    text = LongText(
        label="Su opinión",
        help_text=f"Al menos {SHORTEST} letras. Se publica con su respuesta: no escriba cédulas, teléfonos ni direcciones.",
        min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": "Escriba su opinión.",
            "min_length": f"Escriba al menos {SHORTEST} letras.",
            "max_length": f"Escriba como máximo {trimmed(LONGEST)} letras.",
        },
    )  # fmt: skip
    email = AddressField(
        label="Correo para avisarle de la respuesta",
        required=False,
        help_text="No se publica y se borra cuando sale el aviso, o a los 180 días.",
    )

    def __init__(self, *args, topic: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [portal_topic(), *(place_topic(place) for place in Municipality.objects.in_river_order())]
        if topic.key not in {one.key for one in offered}:
            offered.insert(0, topic)
        self.topics = {one.key: one for one in offered}
        self.fields["about"].choices = [(one.key, one.title) for one in offered]
        self.initial["about"] = topic.key

    @property
    def form_sha256(self) -> str:
        """Hash by which a repeated submission of a valid form is recognised."""
        data = self.cleaned_data
        return Feedback.hash_of(data["form_id"], self.chosen.key, data["kind"], data["text"])

    @property
    def said(self) -> dict:
        """Arguments for the action, of a valid form."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("kind", "text", "email")}
        return kept | {"topic": self.chosen, "form_sha256": self.form_sha256}

    @property
    def chosen(self) -> Topic:
        return self.topics[self.cleaned_data["about"]]


class ReportForm(SentOnce, ForPeople):
    """An error of the portal. `page`: the one it is reported from."""

    page = forms.CharField(widget=forms.HiddenInput, required=False)
    did = LongText(
        label="Qué hizo", min_length=SHORTEST, max_length=REPORT_LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Por ejemplo: «Elegí mi municipio y presioné Descargar». No escriba contraseñas, cédulas ni teléfonos.",
        error_messages={"required": "Escriba qué hizo.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip
    expected = LongText(
        label="Qué pasó y qué esperaba", min_length=SHORTEST, max_length=REPORT_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Escriba qué pasó y qué esperaba.", "min_length": f"Escriba al menos {SHORTEST} letras.",
        },
    )  # fmt: skip

    def __init__(self, *args, page: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["page"] = page

    def clean_page(self) -> str:
        return known_page(self.cleaned_data["page"])

    @property
    def shown_page(self) -> str:
        return known_page(self["page"].value() or "/")

    @property
    def said(self) -> dict:
        """Arguments for the action, of a valid form."""
        data = self.cleaned_data
        texts = {"path": data["page"], "did": data["did"], "expected": data["expected"]}
        return texts | {"form_sha256": ErrorReport.hash_of(data["form_id"], *texts.values())}


class ReportAnswerForm(forms.Form):
    text = LongText(
        label="Respuesta", min_length=SHORTEST, max_length=REPORT_LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="La lee quien lo reportó. Diga qué se hizo o qué se hará.",
        error_messages={"required": "Escriba la respuesta.", "min_length": f"Escriba al menos {SHORTEST} letras."},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The public answer to a message. `finds`: personal data detected in the message; the checkbox appears only with some."""

    text = LongText(
        label="Respuesta", min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Es pública y la firma su oficina, no usted. Diga qué se hizo o qué se hará.",
        error_messages={
            "required": "Escriba la respuesta: sin ella la opinión no se publica.",
            "min_length": f"Escriba al menos {SHORTEST} letras.",
        },
    )  # fmt: skip
    is_clean = forms.BooleanField(
        label="Leí el texto: no deja ver datos personales de nadie",
        error_messages={"required": "Léalo y confírmelo. Si trae datos personales de alguien, no lo publique."},
    )

    def __init__(self, *args, finds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        if not finds:
            del self.fields["is_clean"]


class DeclineForm(forms.Form):
    rule = forms.ChoiceField(
        label="Regla", choices=DeclineRule, widget=forms.RadioSelect, error_messages={"required": "Elija la regla."}
    )
    reason = LongText(
        label="Razón", min_length=SHORTEST, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La lee quien escribió. No repita datos personales.",
        error_messages={
            "required": "Escriba la razón en una frase.", "min_length": f"Escriba al menos {SHORTEST} letras.",
        },
    )  # fmt: skip

    def clean_rule(self) -> DeclineRule:
        return DeclineRule(self.cleaned_data["rule"])
