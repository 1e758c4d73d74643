"""Shapes of the answers about commitments. Field names are the columns of the files."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.web.addresses import absolute
from followup.commitments.choices import Cadence, Completion, NewsKind, State

Text, Whole, Flag, Day, List = (
    serializers.CharField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.ListField,
)


class MilestoneShape(serializers.Serializer):
    """Un hito."""

    number = Whole()
    title = Text()
    due_on = Day()
    done_on = Day(allow_null=True, help_text="Día en que se adjuntó la evidencia; null, falta.")


class CommitmentHead(serializers.Serializer):
    """Un compromiso con su estado de hoy: las columnas del archivo."""

    code = Text()
    title = Text()
    origin = Text(allow_null=True, help_text="brecha:CICLO:DIVIPOLA:PREGUNTA o acuerdo:AGENDA:ACUERDO; null, de nada.")
    municipalities = List(child=Text(), help_text="Códigos DIVIPOLA.")
    office = Text(help_text="Dependencia responsable.")
    contact = Text(allow_null=True)
    agreed_on = Day(allow_null=True, help_text="null: todavía es una propuesta.")
    start = Day()
    end = Day(help_text="Como está prometido hoy.")
    original_end = Day(help_text="Como se prometió la primera vez.")
    cadence = serializers.ChoiceField(choices=Cadence.values)
    closing = serializers.ChoiceField(choices=Completion.values, allow_null=True, help_text="null: sigue abierto.")
    closed_on = Day(allow_null=True)
    reason = Text(allow_null=True, help_text="Por qué cambió o no se cumplió.")
    description = Text(allow_null=True)
    supporting_institutions = Text(allow_null=True)
    verifiable = Text(allow_null=True, help_text="Yes o No.")
    ambition = Text(allow_null=True, help_text="En la escala de OGP.")
    completion = Text(allow_null=True, help_text="En la escala de OGP.")
    early_results = Text(allow_null=True)
    state = Text(help_text=f"El que se muestra: {', '.join(State.values)}.")
    derived = Text(help_text="El que daría la regla si nadie lo bajara.")
    why = Text(help_text="Fila de la regla que decidió.")
    mark = List(child=Text(), help_text="Marcas, que no son estados.")
    changes = Whole(help_text="Cuántas veces cambió lo prometido.")
    tags = List(child=Text())
    indicator = Text(allow_null=True)
    is_demo = Flag(help_text="true: de demostración.")
    milestones = MilestoneShape(many=True)
    url = serializers.SerializerMethodField()
    page = serializers.URLField(help_text="Página del compromiso.")

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Any) -> str:
        return absolute(reverse("api:commitment", args=[row["code"]]))


class PromisedStep(serializers.Serializer):
    """Un hito como lo decía una versión."""

    number = Whole()
    title = Text()
    due_on = Day()


class PromiseShape(serializers.Serializer):
    """Lo prometido en una versión."""

    title = Text()
    what_changes = Text(default="")
    for_whom = Text(default="")
    measure = Text(default="")
    office = Text()
    start = Day()
    end = Day()
    milestones = PromisedStep(many=True)


class PromiseVersionShape(serializers.Serializer):
    """Una versión de lo prometido; la 1 es la original."""

    number = Whole()
    made_on = Day()
    reason = Text(allow_null=True)
    office = Text(allow_null=True)
    content = PromiseShape()


class CommitmentNewsShape(serializers.Serializer):
    """Una novedad."""

    on = Day()
    kind = serializers.ChoiceField(choices=NewsKind.values)
    office = Text()
    text = Text()


class CommitmentShape(CommitmentHead):
    """Un compromiso con sus versiones y sus novedades."""

    versions = PromiseVersionShape(many=True)
    news = CommitmentNewsShape(many=True)
