"""What facilitation types about an agenda."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from cocreation.agendas.choices import (
    FEWEST_ANSWER_DAYS,
    LONGEST_ADDRESS,
    LONGEST_CHALLENGE,
    LONGEST_CODE,
    LONGEST_DECIDED_BY,
    LONGEST_NAME,
    LONGEST_PILOT,
    LONGEST_REPORT_PART,
    LONGEST_RULE,
    LONGEST_SUMMARY,
    MOST_ANSWER_DAYS,
    MOST_PLACES,
    MOST_RULES,
    RESERVED_CODES,
    Tag,
    Theme,
)
from cocreation.agendas.choices.schedule import Days
from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.loaders.templates import Template, templates
from cocreation.agendas.models import Agenda, Challenge, ChallengePilot, Stage
from cocreation.ranking.places import MOST_MUNICIPALITIES
from core.forms import DayField, OneLine, PlainText
from core.words import counted, joined
from territory.models import Municipality

EMPTY = "vacia"
MORE_RULES = 3  # empty rows under the rules there are


class SeenForm(forms.Form):
    """A form that names what its page showed, so that nobody overwrites another person unawares."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def show_again(self, seen: str) -> None:
        """Let a second press overwrite what another person wrote, now that the page has said so."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = seen


class Places(forms.ModelMultipleChoiceField):
    """One to ten municipalities."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": "Elija al menos un municipio."}

    def clean(self, value):
        found = super().clean(value)
        if len(found) > MOST_MUNICIPALITIES:
            raise forms.ValidationError(f"Elija hasta {MOST_MUNICIPALITIES} municipios.")
        return found


def short_text(label: str, limit: int, hint: str = "", *, rows: int = 2, **more) -> PlainText:
    """A sentence or two without line breaks."""
    return PlainText(label=label, max_length=limit, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}), **more)


class AgendaNewForm(forms.Form):
    template = forms.ChoiceField(label="Con qué empieza", widget=forms.RadioSelect)
    name = OneLine(
        label="Nombre", max_length=LONGEST_NAME, help_text="Lo que se leerá de título. Puede cambiarlo después.",
        error_messages={"required": "Escriba el nombre de la agenda."},
    )  # fmt: skip
    code = forms.RegexField(
        r"^[A-Z][A-Z0-9-]*$", label="Código", max_length=LONGEST_CODE,
        help_text="Corto y en mayúsculas, como AG-2027. Queda en la dirección de la página y no cambia.",
        error_messages={
            "required": "Escriba un código.", "invalid": "Use mayúsculas sin tilde, cifras y guion; empiece por una letra.",
        },
    )  # fmt: skip
    municipalities = Places(Municipality.objects.in_river_order(), label="Municipios")
    first_day = DayField(
        label="Primer día",
        help_text="De ahí salen las fechas de las ocho etapas, una después de otra. En la página siguiente las cambia.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [
            *((key, _described(template)) for key, template in templates().items()),
            (EMPTY, "Vacía: sin retos ni reglas"),
        ]
        self.initial.setdefault("template", next(iter(templates()), EMPTY))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code.casefold() in RESERVED_CODES:
            raise forms.ValidationError("Ese código es una palabra de las direcciones del portal. Escriba otro.")
        return code

    def clean_template(self) -> Template | None:
        return templates().get(self.cleaned_data["template"])


def _described(template: Template) -> str:
    content = template.content
    used = {Theme(challenge.theme) for challenge in content.challenges}
    themes = joined([theme.label.lower() for theme in Theme if theme in used])
    challenges = counted(len(content.challenges), "reto", "retos")
    rules = counted(len(content.moderation_rules), "regla", "reglas")
    return f"{themes[:1].upper()}{themes[1:]}: {challenges} para empezar y {rules}"


class AgendaForm(SeenForm):
    name = OneLine(label="Nombre", max_length=LONGEST_NAME, error_messages={"required": "Escriba el nombre."})
    summary = short_text("De qué trata", LONGEST_SUMMARY, "Quiénes, sobre qué y para qué.", rows=3, required=False)
    decides = short_text("Qué se decide", LONGEST_SUMMARY, required=False)
    decided_by = short_text("Quién decide", LONGEST_SUMMARY, "Dependencias, no personas.", required=False)
    decides_not = short_text(
        "Qué no se decide",
        LONGEST_SUMMARY,
        "Lo que alguien podría esperar de aquí y no va a encontrar.",
        required=False,
    )
    municipalities = Places(Municipality.objects.in_river_order(), label="Municipios")
    places = forms.IntegerField(
        label="Cuántos retos quedan de primeros", min_value=1, max_value=MOST_PLACES,
        help_text="Los que pasan a la etapa de ideas. Un empate en el corte los deja pasar a todos.",
    )  # fmt: skip
    answer_days = forms.IntegerField(
        label="Días hábiles para responder", min_value=FEWEST_ANSWER_DAYS, max_value=MOST_ANSWER_DAYS,
        help_text=f"Desde el cierre de la etapa, de {FEWEST_ANSWER_DAYS} a {MOST_ANSWER_DAYS}.",
    )  # fmt: skip
    moderates_first = forms.BooleanField(label="Los aportes se leen antes de publicarse", required=False)

    @property
    def values(self) -> dict:
        """What `actions.manage.edit` takes, of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("municipalities", "seen")}

    @classmethod
    def of(cls, agenda: Agenda, seen: str, data=None) -> "AgendaForm":
        names = ("name", "summary", "decides", "decided_by", "decides_not", "places", "answer_days", "moderates_first")
        initial = {name: getattr(agenda, name) for name in names}
        return cls(data, initial=initial | {"municipalities": agenda.municipalities.all(), "seen": seen})


class StagesForm(SeenForm):
    """First and last day of each of the eight stages; both empty: the agenda does without it."""

    def __init__(self, *args, stages: Mapping[StageCode, Stage], fixed: set[StageCode], **kwargs):
        super().__init__(*args, **kwargs)
        for code in StageCode:
            stage = stages.get(code)
            for edge, label in (("opens", "Primer día"), ("closes", "Último día")):
                initial = getattr(stage, f"{edge}_on", None)
                field = DayField(label=label, required=False, initial=initial, disabled=code in fixed)
                field.is_needed_later = True  # both or none: «(opcional)» beside each would mislead
                self.fields[f"{code}_{edge}"] = field
        self.fields["reason"] = PlainText(
            label="Razón", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Escríbala si cambia el último día de una etapa que ya abrió. Queda en la bitácora.",
        )  # fmt: skip

    def clean(self) -> dict:
        data = super().clean()
        for code in StageCode:
            opens, closes = (data.get(f"{code}_{edge}") for edge in ("opens", "closes"))
            if (opens is None) != (closes is None) and not self.errors.keys() & {f"{code}_opens", f"{code}_closes"}:
                missing = "opens" if opens is None else "closes"
                self.add_error(f"{code}_{missing}", "Escriba los dos días, o deje los dos vacíos.")
        return data

    @property
    def days(self) -> dict[StageCode, Days | None]:
        data = self.cleaned_data
        pairs: dict[StageCode, tuple[date | None, date | None]] = {
            code: (data[f"{code}_opens"], data[f"{code}_closes"]) for code in StageCode
        }
        return {code: (opens, closes) if opens and closes else None for code, (opens, closes) in pairs.items()}


class RulesForm(SeenForm):
    """The rules in their order and some empty rows; a rule without text goes."""

    def __init__(self, *args, rules: Sequence[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        sent = sum(self.add_prefix(f"text_{n}") in self.data for n in range(MOST_RULES))
        self.count = min(max(len(rules) + MORE_RULES, sent), MOST_RULES)
        for n in range(self.count):
            code, text = rules[n] if n < len(rules) else ("", "")
            self.fields[f"code_{n}"] = forms.RegexField(
                r"^[A-Za-z0-9][A-Za-z0-9._-]*$", label=f"Código de la regla {n + 1}", max_length=LONGEST_CODE, required=False,
                initial=code, error_messages={"invalid": "Letras sin tilde, cifras, punto y guion."},
            )  # fmt: skip
            self.fields[f"text_{n}"] = short_text(f"Regla {n + 1}", LONGEST_RULE, required=False, initial=text)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"code_{n}"], self[f"text_{n}"]) for n in range(self.count)]

    @property
    def rules(self) -> list[tuple[str, str]]:
        return [(self.cleaned_data[f"code_{n}"], self.cleaned_data[f"text_{n}"]) for n in range(self.count)]


class ChallengeForm(SeenForm):
    """`locked`: people already answered to it, so that only its tags and its place change."""

    theme = forms.ChoiceField(label="Tema", choices=Theme, widget=forms.RadioSelect)
    text = short_text(
        "Reto", LONGEST_CHALLENGE, "Una pregunta abierta: «¿Cómo podríamos…?». Sin decir la solución.", rows=3,
        error_messages={"required": "Escriba el reto."},
    )  # fmt: skip
    municipalities = Places(Municipality.objects.none(), label="Municipios que toca")
    tags = forms.MultipleChoiceField(
        label="Dimensiones de territorio inteligente", choices=Tag, widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.TypedChoiceField(label="Puesto en la lista", coerce=int)

    def __init__(self, *args, agenda: Agenda, count: int, locked: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipalities"].queryset = agenda.municipalities.in_river_order()
        self.fields["place"].choices = [(n, str(n)) for n in range(1, count + 1)]
        for name in ("theme", "text", "municipalities") if locked else ():
            self.fields[name].disabled = True

    @property
    def said(self) -> dict:
        data = self.cleaned_data
        return {name: data[name] for name in ("theme", "text", "tags", "place")} | {
            "municipalities": list(data["municipalities"])
        }

    @classmethod
    def of(cls, challenge: Challenge, seen: str, data=None, *, count: int, locked: bool) -> "ChallengeForm":
        initial = {
            "theme": challenge.theme, "text": challenge.text, "tags": challenge.tags, "place": challenge.position + 1,
            "municipalities": challenge.municipalities.all(), "seen": seen,
        }  # fmt: skip
        return cls(data, initial=initial, agenda=challenge.agenda, count=count, locked=locked)


class PilotForm(SeenForm):
    what = OneLine(
        label="Qué se prueba", max_length=LONGEST_PILOT, help_text="En una frase: qué, y en cuántas cuadras, semanas o personas.",
        error_messages={"required": "Escriba qué se prueba."},
    )  # fmt: skip
    started_on = DayField(label="Desde qué día")
    url = forms.URLField(
        label="Dirección donde se puede leer", max_length=LONGEST_ADDRESS, assume_scheme="https",
        help_text="Una página o un documento público, que abra sin contraseña.",
        error_messages={"required": "Escriba la dirección.", "invalid": "Escriba una dirección completa, como https://…"},
    )  # fmt: skip

    @classmethod
    def of(cls, pilot: ChallengePilot, seen: str, data=None) -> "PilotForm":
        initial = {"what": pilot.what, "started_on": pilot.started_on, "url": pilot.url, "seen": seen}
        return cls(data, initial=initial)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("what", "started_on", "url")}

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError("Escriba una dirección que empiece por https://")
        return url


class PilotWithdrawalForm(forms.Form):
    reason = OneLine(
        label="Por qué se retira", max_length=LONGEST_PILOT, help_text="Es público. Por ejemplo: «No empezó».",
        error_messages={"required": "Escriba por qué se retira."},
    )  # fmt: skip


class ReportForm(forms.Form):
    """The devolución of a stage."""

    taken_up = PlainText(
        label="Qué se acogió", max_length=LONGEST_REPORT_PART, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Escriba qué se acogió. Si no fue nada, dígalo."},
    )  # fmt: skip
    not_taken_up = PlainText(
        label="Qué no, y por qué", max_length=LONGEST_REPORT_PART, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Escriba qué no se acogió y la razón. Si todo se acogió, dígalo."},
    )  # fmt: skip
    decided_by = short_text(
        "Quién decidió", LONGEST_DECIDED_BY, "La dependencia o la sesión, con su fecha. No escriba nombres de personas.",
        error_messages={"required": "Escriba quién decidió."},
    )  # fmt: skip
    what_follows = PlainText(
        label="Qué sigue", max_length=LONGEST_REPORT_PART, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="El paso siguiente y su fecha.", error_messages={"required": "Escriba qué sigue."},
    )  # fmt: skip
