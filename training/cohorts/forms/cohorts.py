"""A cohort with its two live sessions, and who is invited to it."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from core.forms import DayField, LongText, OneLine
from training.cohorts.choices import (
    LONGEST_SESSION,
    MOST_INVITED,
    MOST_SEATS,
    SESSIONS,
    SHORTEST_SESSION,
    TAKEN_CODES,
    Entry,
)  # fmt: skip
from training.cohorts.models import Cohort
from training.cohorts.queries.cohorts import promised_minutes
from training.courses.models import CourseVersion
from training.courses.queries.versions import versions_to_take

SEATS = f"Escriba un número entre 1 y {MOST_SEATS}, o déjelo vacío."
MINUTES = f"Escriba cuántos minutos dura, entre {SHORTEST_SESSION} y {LONGEST_SESSION}, o déjelo vacío."
NUMBERS = range(1, SESSIONS + 1)


class HourField(forms.TimeField):
    default_error_messages = {"required": "Escriba la hora.", "invalid": "Escriba una hora: 9:00 o 14:30."}

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, version: CourseVersion) -> str:
        promised = f"sesiones de {promised_minutes(version.parsed)} minutos"
        return f"{version.course.code} {version.title}, versión {version.version}, {promised}"


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.get_full_name()


class CohortForm(forms.Form):
    """`may_name`: the user names the instructors."""

    version = VersionField(
        CourseVersion.objects.none(), label="Curso", empty_label="Elija un curso que ya tenga lecciones",
        error_messages={"required": "Elija el curso.", "invalid_choice": "Elija un curso publicado de la lista."},
    )  # fmt: skip
    code = forms.SlugField(
        label="Código", max_length=40, help_text="Va en la dirección de la página: C01-2027-1. No cambia después de abrir.",
        error_messages={
            "required": "Escriba el código.", "invalid": "Solo letras sin tilde, números, guiones y rayas, sin espacios.",
        },
    )  # fmt: skip
    name = OneLine(
        label="Nombre del grupo", max_length=160, help_text="Por ejemplo: «Primer grupo de 2027».",
        error_messages={"required": "Escriba el nombre del grupo."},
    )  # fmt: skip
    starts_on = DayField(label="Primer día")
    ends_on = DayField(label="Último día")
    entry = forms.ChoiceField(
        label="Quién se inscribe", choices=Entry, widget=forms.RadioSelect, initial=Entry.OPEN,
        error_messages={"required": "Elija quién se inscribe."},
    )  # fmt: skip
    seats = forms.IntegerField(
        label="Cupos", required=False, min_value=1, max_value=MOST_SEATS, help_text="Vacío: sin límite.",
        error_messages={"invalid": SEATS, "min_value": SEATS, "max_value": SEATS},
    )  # fmt: skip
    instructors = PeopleField(
        User.objects.none(), label="Docentes", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Quien enseña un grupo no puede tomarlo.",
        error_messages={"invalid_choice": "Elija personas de la lista."},
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cohort: Cohort | None = None, may_name: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["version"].queryset = self._versions()
        if may_name:
            people = people_who(Permission.TEACH_COURSES, None)
            self.fields["instructors"].queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by(
                "name", "pk"
            )
        else:
            del self.fields["instructors"]
        for number in NUMBERS:
            self.fields |= self._of_session(number)
            for name in ("place", "link"):  # one of both
                self.fields[f"{name}_{number}"].is_needed_later = True
        if cohort is not None:
            self._begin_with(cohort)

    def _versions(self):
        """Those that can be taken now, and the one of the cohort; of an open one only that: what it promised stays."""
        kept = [self.cohort.version_id] if self.cohort else []
        found = kept if kept and not self.cohort.is_draft else kept + [one.pk for one in versions_to_take()]
        return CourseVersion.objects.light().select_related("course").filter(pk__in=found).order_by("course__code")

    @staticmethod
    def _of_session(number: int) -> dict[str, forms.Field]:
        return {
            f"title_{number}": OneLine(
                label="Tema", max_length=160, error_messages={"required": f"Escriba el tema de la sesión {number}."}
            ),
            f"day_{number}": DayField(label="Día"),
            f"hour_{number}": HourField(label="Empieza"),
            f"minutes_{number}": forms.IntegerField(
                label="Minutos", min_value=SHORTEST_SESSION, max_value=LONGEST_SESSION, required=False,
                help_text="Vacío: los que promete el curso.",
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), MINUTES),
            ),
            f"place_{number}": OneLine(
                label="Lugar", max_length=200, required=False, help_text="Como se lo diría a quien va, y cómo se entra."
            ),
            f"link_{number}": forms.URLField(
                label="Dirección de la videollamada", max_length=500, required=False, assume_scheme="https",
                help_text="Solo la ve quien está inscrito.",
                error_messages={"invalid": "Escriba una dirección completa, que empiece por https://"},
            ),
        }  # fmt: skip

    def _begin_with(self, cohort: Cohort) -> None:
        self.initial |= {
            name: getattr(cohort, name) for name in ("code", "name", "starts_on", "ends_on", "entry", "seats")
        }
        self.initial |= {"version": cohort.version_id, "seen": cohort.revision}
        if "instructors" in self.fields:
            self.initial["instructors"] = [row.user_id for row in cohort.teaching.all()]
        for session in cohort.sessions.all():
            starts = timezone.localtime(session.starts_at)
            for name in ("title", "minutes", "place", "link"):
                self.initial[f"{name}_{session.number}"] = getattr(session, name)
            self.initial |= {f"day_{session.number}": starts.date(), f"hour_{session.number}": starts.time()}

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code.casefold() in TAKEN_CODES:
            raise forms.ValidationError("Ese código es una palabra de las direcciones del portal. Escriba otro.")
        return code

    def clean(self) -> dict:
        data = super().clean()
        for number in NUMBERS:
            minutes = f"minutes_{number}"
            if data.get("version") and minutes not in self.errors and data.get(minutes) is None:
                data[minutes] = promised_minutes(data["version"].parsed)
            place, link = f"place_{number}", f"link_{number}"
            if not data.get(place) and not data.get(link) and not {place, link} & set(self.errors):
                self.add_error(place, "Escriba el lugar, o la dirección si es en línea.")
        return data

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in self.base_fields and name != "seen"]

    @property
    def groups(self) -> list[tuple[int, list[forms.BoundField]]]:
        names = ("title", "day", "hour", "minutes", "place", "link")
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in NUMBERS]

    @property
    def call(self) -> dict[str, Any]:
        """Arguments for the actions, of a valid form."""
        names = ("code", "version", "name", "starts_on", "ends_on", "entry", "seats")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def sessions(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        return [
            {
                "title": data[f"title_{number}"], "minutes": data[f"minutes_{number}"], "place": data[f"place_{number}"],
                "link": data[f"link_{number}"],
                "starts_at": timezone.make_aware(datetime.combine(data[f"day_{number}"], data[f"hour_{number}"])),
            }
            for number in NUMBERS
        ]  # fmt: skip

    @property
    def people(self) -> list[User] | None:
        return list(self.cleaned_data["instructors"]) if "instructors" in self.fields else None


def addresses_in(text: str) -> list[str]:
    """Return what has an @ in a pasted list: lines, rows of a sheet, or «Nombre <correo>»."""
    pieces = (piece.strip("<>()\"'.,;:") for piece in re.split(r"[\s,;|<>]+", text))
    return list(dict.fromkeys(piece.lower() for piece in pieces if "@" in piece))


class InvitationForm(forms.Form):
    emails = LongText(
        label="Correos", max_length=60_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Péguelos como los tenga: uno por renglón, separados por comas, o filas de su hoja de cálculo o de un CSV.",
        error_messages={"required": "Escriba al menos un correo."},
    )  # fmt: skip

    def clean_emails(self) -> list[str]:
        found = addresses_in(self.cleaned_data["emails"])
        if not found:
            raise ValidationError("No hay ningún correo en lo que escribió.")
        if len(found) > MOST_INVITED:
            raise ValidationError(f"Son {len(found)} correos: invite como máximo {MOST_INVITED} a la vez.")
        wrong = [one for one in found if not _is_address(one)]
        if wrong:
            raise ValidationError([f"«{one[:80]}» no es un correo completo." for one in wrong[:20]])
        return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
