"""Shapes of the answers about courses. Field names are the columns of the files."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.web.addresses import absolute

Text, Whole, Flag, Day = (
    serializers.CharField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
)
RESERVED = "null si se reserva (de 1 a 4, o con él se calcularía uno que lo es) o si no hay ninguna."


class CourseHead(serializers.Serializer):
    """La versión publicada de un curso: las columnas del archivo."""

    course = Text(help_text="Código del curso.")
    version = Text()
    title = Text()
    summary = Text(allow_null=True)
    hours = Whole()
    modules = Whole(help_text="Cuántos tiene.")
    lessons = Whole(help_text="Cuántas tiene.")
    in_preparation = Flag(help_text="true: todavía no se puede tomar.")
    reviewed = Flag(help_text="Si lo leyó una persona experta.")
    is_demo = Flag(help_text="true: de demostración.")
    published_on = Day()
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField(help_text="Página del curso.")

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Any) -> str:
        return absolute(reverse("api:course", args=[row["course"]]))

    @extend_schema_field(serializers.URLField())
    def get_page(self, row: Any) -> str:
        return absolute(reverse("training:course", args=[row["course"]]))


class LessonShape(serializers.Serializer):
    """Una lección, sin su texto."""

    code = Text()
    title = Text()
    minutes = Whole()
    norms = serializers.ListField(child=Text(), help_text="Códigos de las normas que cita.")
    questions = serializers.ListField(child=Text(), help_text="Códigos de las preguntas del diagnóstico a que sirve.")


class ModuleShape(serializers.Serializer):
    """Un módulo del curso."""

    code = Text()
    title = Text()
    lessons = LessonShape(many=True)
    quiz = serializers.SerializerMethodField(help_text="Si tiene prueba.")
    assignment = serializers.SerializerMethodField(help_text="Título de la tarea; null si no tiene.")

    def get_quiz(self, module: Any) -> bool:
        return bool(module.quiz)

    def get_assignment(self, module: Any) -> str | None:
        return module.assignment.title if module.assignment else None


class CohortShape(serializers.Serializer):
    """Un grupo en que se puede inscribir cualquiera."""

    cohort = Text(help_text="Código del grupo.")
    name = Text()
    starts_on = Day()
    ends_on = Day()
    url = serializers.SerializerMethodField(help_text="Página del grupo.")

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Any) -> str:
        return absolute(reverse("cohorts:detail", args=[row["cohort"]]))


class PeopleShape(serializers.Serializer):
    """Inscripciones y certificados de un municipio."""

    is_demo = Flag()
    municipality = Text(allow_null=True, help_text="Código DIVIPOLA; total, todos; null, sin municipio dicho.")
    enrolled = Whole(allow_null=True, help_text=RESERVED)
    enrolled_hidden = Flag()
    certified = Whole(allow_null=True, help_text=RESERVED)
    certified_hidden = Flag()


class CourseShape(CourseHead):
    """Un curso con sus módulos, los grupos abiertos y sus conteos."""

    competences = serializers.ListField(child=Text())
    pass_mark = Whole(help_text="Por ciento con que se aprueba una prueba.")
    parts = ModuleShape(many=True, help_text="Los módulos, en su orden.")
    cohorts = CohortShape(many=True)
    people = PeopleShape(many=True)
