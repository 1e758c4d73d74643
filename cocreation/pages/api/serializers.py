"""Shapes of the answers about agendas. Field names are the columns of the files."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cocreation.agendas.choices import DEMO
from core.web.addresses import absolute

Text, Whole, Flag, Day, Moment = (
    serializers.CharField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.DateTimeField,
)


class StageShape(serializers.Serializer):
    """Una etapa con sus días."""

    code = Text(help_text="convocatoria, problemas, retos, ideas, prototipos, compromisos, seguimiento o cierre.")
    name = Text(source="get_code_display")
    opens_on = Day()
    closes_on = Day()
    state = Text(help_text="open (abierta o por abrir), closed o reported (con devolución).")


class ChallengeShape(serializers.Serializer):
    """Un reto de la agenda."""

    code = Text()
    theme = Text()
    text = Text()
    tags = serializers.ListField(child=Text())
    municipalities = serializers.SerializerMethodField(help_text="Códigos DIVIPOLA de los municipios que nombra.")

    def get_municipalities(self, challenge: Any) -> list[str]:
        return sorted(place.divipola for place in challenge.municipalities.all())


class AgendaHead(serializers.Serializer):
    """Una agenda publicada."""

    code = Text()
    name = Text()
    summary = Text(allow_blank=True)
    is_demo = Flag(help_text="true: todo lo que dice es inventado.")
    note = serializers.SerializerMethodField(help_text="Lo que hay que decir al usar los datos; vacío si nada.")
    places = Whole(help_text="Cuántos retos pasan a la etapa de ideas.")
    answer_days = Whole(help_text="Días hábiles para responder los aportes.")
    municipalities = serializers.SerializerMethodField(help_text="Códigos DIVIPOLA.")
    published_at = Moment()
    url = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField(help_text="Página con los archivos.")

    def get_note(self, agenda: Any) -> str:
        return DEMO if agenda.is_demo else ""

    def get_municipalities(self, agenda: Any) -> list[str]:
        return sorted(place.divipola for place in agenda.municipalities.all())

    @extend_schema_field(serializers.URLField())
    def get_url(self, agenda: Any) -> str:
        return absolute(reverse("api:agenda", args=[agenda.code]))

    @extend_schema_field(serializers.URLField())
    def get_data(self, agenda: Any) -> str:
        return absolute(reverse("agenda_pages:data", args=[agenda.code]))


class AgendaShape(AgendaHead):
    """Una agenda con sus etapas y retos."""

    stages = StageShape(many=True)
    challenges = ChallengeShape(many=True)
    contributions = serializers.SerializerMethodField()
    priorities = serializers.SerializerMethodField(help_text="404 hasta que se congela el resultado.")

    @extend_schema_field(serializers.URLField())
    def get_contributions(self, agenda: Any) -> str:
        return absolute(reverse("api:contributions", args=[agenda.code]))

    @extend_schema_field(serializers.URLField())
    def get_priorities(self, agenda: Any) -> str:
        return absolute(reverse("api:priorities", args=[agenda.code]))


class ContributionRow(serializers.Serializer):
    """Un aporte publicado: las columnas del archivo. Sin firma, barrio ni nada de quien lo escribió."""

    contribution = Text(help_text="Código del aporte.")
    kind = Text(help_text="problema o idea.")
    theme = Text()
    challenge = Text(allow_null=True, help_text="Código del reto al que responde una idea.")
    title = Text(allow_blank=True)
    text = Text(allow_blank=True)
    municipality = Text(allow_null=True, help_text="Código DIVIPOLA.")
    zone = Text(allow_null=True, help_text="urbana o rural.")
    channel = Text(help_text="web, taller o papel.")
    state = Text()
    received_on = Day()
    published_on = Day(allow_null=True)
    merged_into = Text(allow_null=True, help_text="Código del aporte en que se unió.")
    supports = Whole()
    comments = Whole()
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Any) -> str:
        return absolute(reverse("api:contribution", args=[row["agenda"], row["contribution"]]))


class CommentShape(serializers.Serializer):
    """Un comentario publicado."""

    comment = Whole()
    reply_to = Whole(allow_null=True)
    office = Text(allow_null=True, help_text="La dependencia que comenta; null si es una persona.")
    text = Text()
    received_on = Day()


class AnswerShape(serializers.Serializer):
    """La respuesta razonada de una dependencia."""

    outcome = Text(help_text="si, en_parte o no.")
    headline = Text()
    taken_up = Text(allow_null=True)
    not_taken_up = Text(allow_null=True)
    resources = Text(allow_null=True)
    what_follows = Text(allow_null=True)
    office = Text()
    municipality = Text(allow_null=True)
    asked_on = Day()
    due_on = Day()
    answered_on = Day()
    review = Text(
        allow_null=True, help_text="Si otra persona la revisa: pedida, se_mantiene o cambia; null si nadie lo pidió."
    )
    reviewed_outcome = Text(allow_null=True, help_text="si, en_parte o no, después de revisarla.")
    reviewed_on = Day(allow_null=True)


class TraceStepShape(serializers.Serializer):
    """Un paso del rastro del aporte."""

    step = Text()
    label = Text()
    at = Moment()
    words = Text(allow_blank=True)
    to = serializers.SerializerMethodField(help_text="A qué llevó: nombre; null si a nada público.")
    to_url = serializers.SerializerMethodField()

    def get_to(self, step: Any) -> str | None:
        return step.to.label if step.to else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_to_url(self, step: Any) -> str | None:
        return absolute(step.to.address) if step.to else None


class ContributionShape(ContributionRow):
    """Un aporte con sus comentarios, su respuesta y su rastro."""

    talk = CommentShape(many=True, help_text="Comentarios publicados, del primero al último.")
    answer = AnswerShape(allow_null=True)
    trace = TraceStepShape(many=True)


class PriorityRow(serializers.Serializer):
    """Un reto en el orden congelado."""

    challenge = Text()
    place = Whole(allow_null=True)
    score = Text(allow_null=True, help_text="Exacto, como fracción: 263/90.")
    displayed = Text(allow_null=True, help_text="Con dos decimales y punto.")
    people = serializers.FloatField(allow_null=True, help_text="Mediana, entera o con un medio.")
    urgency = serializers.FloatField(allow_null=True)
    scope = Text(help_text="Exacto, como fracción.")
    feasibility = serializers.FloatField(allow_null=True)
    voters = Whole()
    municipalities = Whole()
    undecided = Flag()
    supports = Whole()
    votes = serializers.DictField(
        child=serializers.ListField(child=Whole()), help_text="Por criterio, cuántas personas dieron 1, 2, 3, 4 y 5."
    )


class PrioritiesShape(serializers.Serializer):
    """El resultado congelado de una votación, con sus dos lecturas."""

    agenda = Text()
    is_demo = Flag()
    note = Text(allow_blank=True)
    taken_at = Moment(help_text="Cuándo se congeló.")
    sha256 = Text(help_text="Huella del archivo resultado.json.")
    places = Whole()
    voters = Whole()
    ranking = PriorityRow(many=True)
    stability = serializers.DictField(
        child=serializers.JSONField(), help_text="leave_one_out y weights: veces que cambia, de cuántas."
    )
    equal_shares = serializers.JSONField(allow_null=True, help_text="chosen, completed y without_any; null sin apoyos.")
    file = serializers.URLField(help_text="El documento entero.")
