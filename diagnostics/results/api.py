"""The API for metropolitan staff: progress of rounds and unpublished results (docs/api.md)."""

from collections import Counter
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import requires_token
from accounts.permissions import Permission
from core.web.api import STAFF, PagedQuery, StaffView, api_page, described, paged
from diagnostics.assessments.choices import Layer, Mode, Party, RoundStatus, State
from diagnostics.assessments.models import Round
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.queries.board import Progress, progress_of, rounds_newest_first
from diagnostics.results.queries.results import score_rows
from diagnostics.scoring import columns

ROUND = "Código de un ciclo, publicado o no."


class StaffRound(serializers.Serializer):
    """Un ciclo, también sin publicar."""

    code = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(RoundStatus.choices)
    is_demo = serializers.BooleanField()
    opens_on = serializers.DateField(allow_null=True)
    closes_on = serializers.DateField(allow_null=True)
    cutoff_on = serializers.DateField(allow_null=True)
    instrument = serializers.CharField(source="version.instrument.code")
    instrument_version = serializers.CharField(source="version.version")


class StaffStep(serializers.Serializer):
    """Dónde va el diagnóstico de un municipio y quién tiene que actuar."""

    municipality = serializers.CharField(source="assessment.municipality.divipola", help_text="Código DIVIPOLA.")
    name = serializers.CharField(source="assessment.municipality.name")
    state = serializers.ChoiceField(State.choices, source="assessment.state")
    state_label = serializers.CharField(source="assessment.get_state_display")
    waits_for = serializers.ChoiceField(Party.choices, source="assessment.waits_for")
    due_on = serializers.DateField(source="assessment.due_on", allow_null=True)
    late_days = serializers.SerializerMethodField(help_text="Días hábiles después de su plazo; 0 mientras corre.")
    applicable = serializers.IntegerField(source="assessment.applicable_count", help_text="Preguntas que aplican.")
    answered = serializers.IntegerField(source="assessment.answered_count", help_text="Respondidas.")
    unproven = serializers.IntegerField(source="assessment.unproven_count", help_text="Respuestas sin evidencia.")

    def get_late_days(self, row) -> int:
        return row.days_late or 0


class StaffProgressShape(serializers.Serializer):
    """Cómo va un ciclo hoy."""

    round = StaffRound()
    today = serializers.DateField()
    late = serializers.IntegerField(help_text="Municipios con el plazo vencido.")
    states = serializers.DictField(child=serializers.IntegerField(), help_text="Municipios en cada estado.")
    waiting = serializers.DictField(child=serializers.IntegerField(), help_text="Municipios que esperan a cada parte.")
    municipalities = StaffStep(many=True)


class StaffScoresQuery(PagedQuery):
    layer = serializers.ChoiceField(Layer.choices, default=Layer.FINAL.value, help_text="Capa de las respuestas.")
    mode = serializers.ChoiceField(Mode.choices, default=Mode.OFFICIAL.value, help_text="Modo del cálculo.")


StaffScoreRow = type(
    "StaffScoreRow",
    (serializers.Serializer,),
    {"__doc__": "Una fila de puntajes, con las columnas y los textos del archivo. Vacío: no hay."}
    | {name: serializers.CharField(allow_blank=True) for name in columns.SCORES},
)


@requires_token(Permission.VIEW_BOARD)
@described("Todos los ciclos, también los que no se han publicado.", tag=STAFF)
class StaffRounds(StaffView):
    query = PagedQuery
    shape = paged(StaffRound)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return api_page(self.request, wanted, rounds_newest_first())


@requires_token(Permission.VIEW_BOARD)
@described("Quién espera a quién en un ciclo, y quién va tarde.", tag=STAFF, code=ROUND)
class StaffProgress(StaffView):
    shape = StaffProgressShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        progress = progress_of(_round(code), today=timezone.localdate())
        return {
            "round": progress.round,
            "today": progress.today,
            "late": len(progress.late),
            "states": _counted(progress, "state"),
            "waiting": {lane.waits_for: lane.count for lane in progress.lanes},
            "municipalities": progress.steps(progress.assessments),
        }


@requires_token(Permission.VIEW_BOARD)
@described(
    "Los puntajes del cálculo más reciente de una capa, también sin publicar.",
    "Con las columnas del archivo público. No los publique: pueden cambiar en la revisión.",
    tag=STAFF,
    code=ROUND,
)
class StaffScores(StaffView):
    query = StaffScoresQuery
    shape = paged(StaffScoreRow)

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        run = newest_run(_round(code), wanted["layer"], wanted["mode"])
        if run is None:
            raise NotFound("Ese ciclo no tiene un cálculo de esa capa en ese modo.")
        return api_page(self.request, wanted, score_rows(run))


def _round(code: str) -> Round:
    found = next((round for round in rounds_newest_first() if round.code == code), None)
    if found is None:
        raise NotFound("No hay un ciclo con ese código.")
    return found


def _counted(progress: Progress, field: str) -> dict[str, int]:
    return dict(Counter(getattr(assessment, field) for assessment in progress.assessments))
