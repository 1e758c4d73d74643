"""Writing a problem, an idea, a correction or a comment."""

from hashlib import sha256
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from cocreation.agendas.choices import Channel, Theme
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.contributions.choices import (
    LONGEST,
    LONGEST_COMMENT,
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_FILES,
    SHORTEST,
    SHORTEST_COMMENT,
    Kind,
    Zone,
)
from cocreation.contributions.forms.participation import (
    MINOR,
    NO_FILES,
    ONLY_BY_CARD,
    AdultField,
    ConsentField,
    SignatureField,
)
from core import personal_data
from core.forms import AddressField, ForPeople, OneLine, PlainText, SentOnce
from core.numbers import trimmed
from core.receipts.forms import CodeField
from files.forms import JudgedFilesField

SHORTEST_TITLE = 5
BY_MAIL, BY_CARD, BY_ACCOUNT = "correo", "tarjeta", "cuenta"


def title_field() -> OneLine:
    return OneLine(
        label="Título", min_length=SHORTEST_TITLE, max_length=LONGEST_TITLE, help_text="En una frase: qué pasa, o qué propone.",
        error_messages={
            "required": "Escriba un título.", "min_length": f"Escriba un título de al menos {SHORTEST_TITLE} letras.",
            "max_length": f"Escriba como máximo {LONGEST_TITLE} letras.",
        },
    )  # fmt: skip


def text_field(label: str) -> PlainText:
    return PlainText(
        label=label, min_length=SHORTEST, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Es público. No escriba cédulas, teléfonos ni direcciones, ni acuse a personas con nombre.",
        error_messages={
            "required": "Escriba el texto.", "min_length": f"Escriba al menos {SHORTEST} letras.",
            "max_length": f"Escriba como máximo {trimmed(LONGEST)} letras.",
        },
    )  # fmt: skip


class OnceForm(SentOnce, ForPeople):
    def hash_of(self, *parts: object) -> str:
        written = "\n".join([self.cleaned_data["form_id"], *map(str, parts)])
        return sha256(written.encode()).hexdigest()


class ContributionForm(OnceForm):
    """A problem or an idea. `participant`: who writes, if the browser is known; else the form asks, so that nothing is lost.

    `upload_problem`: why a file did not arrive, or "". Files of a minor are not looked at.
    """

    title = title_field()
    text = text_field("Qué pasa, a quién le pasa y qué propone")
    challenge = forms.ChoiceField(label="Para qué reto", error_messages={"required": "Elija un reto."})
    theme = forms.ChoiceField(
        label="De qué trata", choices=Theme, widget=forms.RadioSelect, error_messages={"required": "Elija un tema."}
    )
    municipality = forms.ChoiceField(label="Municipio", error_messages={"required": "Elija un municipio."})
    zone = forms.ChoiceField(label="Dónde queda", choices=Zone, widget=forms.RadioSelect, required=False)
    neighbourhood = OneLine(
        label="Barrio o vereda",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="Como la gente lo llama. Sin dirección.",
    )
    files = JudgedFilesField(
        label="Archivos", most=MOST_FILES, required=False,
        hint="Solo de mayores de 18 años. Se publican si la moderación los aprueba: sin caras, placas ni datos de nadie.",
    )  # fmt: skip
    signature = SignatureField()
    adult = AdultField()
    way = forms.ChoiceField(
        label="Cómo participa", widget=forms.RadioSelect, error_messages={"required": "Elija cómo participa."}
    )
    email = AddressField(
        label="Su correo",
        required=False,
        help_text="Le llega un código para confirmar. No se publica ni se muestra a nadie.",
    )
    consent = ConsentField(required=False)
    card = CodeField(label="Código de la tarjeta", required=False, help_text="Está en el talón que usted guardó.")

    def __init__(
        self, *args, agenda: Agenda, kind: Kind, participant: Participant | None, has_account: bool,
        challenge: str = "", upload_problem: str = "", **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem
        if self.is_minor and self.files:
            self.files, self.upload_problem = MultiValueDict(), NO_FILES
        self.kind, self.participant = kind, participant
        self.challenges = {row.code: row for row in agenda.challenges.all()} if kind == Kind.IDEA else {}
        self.places = {row.divipola: row for row in agenda.municipalities.in_river_order()}
        if kind == Kind.IDEA:
            del self.fields["theme"]
            options = [(code, f"{code} · {row.text}") for code, row in self.challenges.items()]
            self.fields["challenge"].choices = [("", "Elija un reto"), *options]
            self.initial["challenge"] = challenge
        else:
            del self.fields["challenge"]
            self.fields["text"].label = "Qué pasa, dónde y a quién le pasa"
        self.fields["municipality"].choices = [
            ("", "Elija un municipio"),
            *((k, row.name) for k, row in self.places.items()),
        ]
        self._ask_who(has_account)
        for name in {"email", "consent", "card"} & self.fields.keys():
            self.fields[name].is_needed_later = True  # the chosen way needs it

    def _ask_who(self, has_account: bool) -> None:
        if self.participant is not None:
            for name in ("way", "email", "consent", "card"):
                del self.fields[name]
            if self.participant.channel != Channel.CARD:
                del self.fields["adult"]
            return
        ways = [(BY_MAIL, "Con un código a mi correo"), (BY_CARD, "Con el código de una tarjeta")]
        self.fields["way"].choices = [(BY_ACCOUNT, "Con mi cuenta"), *ways] if has_account else ways
        self.initial["way"] = BY_ACCOUNT if has_account else BY_MAIL
        if self.is_minor:  # there is no other way for them, whatever was chosen before
            self.data = self.data.copy()
            self.data[self.add_prefix("way")] = BY_CARD

    def clean(self) -> dict:
        data = super().clean()
        is_minor, way = data.get("adult") == MINOR, data.get("way")
        if self.upload_problem:
            self.add_error("files", self.upload_problem)
        if way == BY_MAIL:
            if not data.get("email") and "email" not in self.errors:
                self.add_error("email", "Escriba su correo.")
            if not data.get("consent"):
                self.add_error("consent", self.fields["consent"].error_messages["required"])
        elif way == BY_CARD and not data.get("card") and "card" not in self.errors:
            self.add_error("card", ONLY_BY_CARD if is_minor else "Escriba el código de la tarjeta.")
        if is_minor:
            data["signature"] = ""  # no name of a minor is kept
        return data

    @property
    def is_minor(self) -> bool:
        return self.is_bound and self.data.get(self.add_prefix("adult")) == MINOR

    @property
    def channels(self) -> list[tuple[str, str]]:
        """Names and addresses of the PQRSD pages that are known."""
        known = ((row.name, str(row.facts.get("pqrsd", ""))) for row in self.places.values())
        return [(name, address) for name, address in known if address.startswith("https://")]

    @property
    def form_sha256(self) -> str:
        data = self.cleaned_data
        return self.hash_of(
            "contribution", self.kind, data.get("challenge", ""), data["title"], data["text"], *self._hashes
        )

    @property
    def _hashes(self) -> list[str]:
        return [one.sha256 for one in self.cleaned_data["files"]]

    @property
    def chosen_again(self) -> list[str]:
        """Names of files that were accepted, for a page that is shown once more: no browser keeps them."""
        return [one.name for one in getattr(self, "cleaned_data", {}).get("files") or ()]

    @property
    def said(self) -> dict[str, Any]:
        """Arguments for the action, of a valid form."""
        data = self.cleaned_data
        challenge: Challenge | None = self.challenges.get(data.get("challenge", ""))
        return {
            "kind": self.kind, "theme": data.get("theme", ""), "challenge": challenge, "title": data["title"],
            "text": data["text"], "signature": data["signature"], "municipality": self.places[data["municipality"]],
            "neighbourhood": data["neighbourhood"], "zone": data["zone"], "form_sha256": self.form_sha256,
            "files": data["files"],
        }  # fmt: skip

    @property
    def finds(self) -> list[str]:
        """What looks like personal data in a valid form, in words."""
        said = (self.cleaned_data[name] for name in ("title", "text", "signature", "neighbourhood"))
        return personal_data.in_words(personal_data.scan("\n".join(said)))


class CorrectionForm(forms.Form):
    title = title_field()
    text = text_field("Texto")


class CommentForm(OnceForm):
    text = PlainText(
        label="Su comentario", min_length=SHORTEST_COMMENT, max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Es público. No escriba cédulas, teléfonos ni direcciones.",
        error_messages={
            "required": "Escriba su comentario.", "min_length": f"Escriba al menos {SHORTEST_COMMENT} letras.",
            "max_length": f"Escriba como máximo {trimmed(LONGEST_COMMENT)} letras.",
        },
    )  # fmt: skip
    signature = SignatureField()

    def __init__(self, *args, office: str, is_card: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if office:
            del self.fields["signature"]
        elif is_card:
            self.fields[
                "signature"
            ].help_text = "Un seudónimo, si quiere. Si tiene menos de 18 años, déjelo vacío: sale sin firma."

    def form_sha256(self, contribution_pk: int) -> str:
        return self.hash_of("comment", contribution_pk, self.cleaned_data["text"])

    @property
    def finds(self) -> list[str]:
        said = f"{self.cleaned_data['text']}\n{self.cleaned_data.get('signature', '')}"
        return personal_data.in_words(personal_data.scan(said))
