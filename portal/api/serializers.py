"""Shapes of the public responses. Field names are the columns of the files; help texts are Spanish."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.numbers import MISSING, shortest
from core.web.addresses import absolute
from diagnostics.assessments.choices.wording import PARTIAL_FLAG
from diagnostics.instruments.queries.criteria import TYPES, references_of, steps_of
from diagnostics.results.exports import DEMO

Text, Whole, Flag, Day, Moment = (
    serializers.CharField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.DateTimeField,
)


class Exact(serializers.CharField):
    """A number as text with a decimal point and all its digits."""

    def to_representation(self, value: Decimal | Fraction) -> str:
        if isinstance(value, Fraction):
            value = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{value:f}"


class Pointed(serializers.CharField):
    """Points of a criterion with a decimal point; non-terminating ones rounded to two decimals; «–» for None."""

    def get_attribute(self, instance: Any) -> Any:
        value = super().get_attribute(instance)
        return MISSING if value is None else shortest(value)


@extend_schema_field(OpenApiTypes.URI)
class Address(serializers.Field):
    """The URL of an object, built from its fields. `arguments`: URL kwarg → path of attributes."""

    def __init__(self, name: str, **arguments: str) -> None:
        super().__init__(source="*", read_only=True)
        self.name, self.arguments = name, arguments

    def to_representation(self, thing: Any) -> str:
        found = {kwarg: _follow(thing, path) for kwarg, path in self.arguments.items()}
        return absolute(reverse(self.name, kwargs=found))


class Absolute(serializers.URLField):
    """A path of the portal as an absolute URL."""

    def to_representation(self, path: str) -> str:
        return absolute(path)


def _follow(thing: Any, path: str) -> Any:
    for step in path.split("."):
        thing = thing[step] if isinstance(thing, dict) else getattr(thing, step)
    return thing


class Place(serializers.Serializer):
    """Un municipio."""

    municipality = Text(source="divipola", help_text="Código DIVIPOLA: con él se cruzan todos los archivos.")
    name = Text()
    official_name = Text(allow_blank=True)
    slug = Text(help_text="Su parte de la dirección en el portal.")
    order = Whole(allow_null=True, help_text="Lugar de norte a sur, siguiendo el río.")
    population = Whole(allow_null=True)
    population_year = Whole(allow_null=True)
    url = Address("api:municipality", divipola="divipola")
    page = Address("portal:municipality", slug="slug")


class InstrumentHead(serializers.Serializer):
    """Una edición del instrumento con la que se publicó algún ciclo."""

    code = Text(source="version.instrument.code")
    version = Text(source="version.version")
    name = Text(source="version.name")
    sha256 = Text(source="version.content_sha256", help_text="Huella del contenido de la edición.")
    rounds = serializers.ListField(child=Text(), help_text="Códigos de los ciclos publicados con ella.")
    url = Address("api:instrument", code="version.instrument.code", version="version.version")


class Step(serializers.Serializer):
    """Un nivel descrito, una opción o un umbral."""

    value = Text(allow_blank=True, help_text="Como lo dice una respuesta; vacío en los umbrales.")
    points = Pointed(help_text="Puntos de 100.")
    text = Text()


class QuestionHead(serializers.Serializer):
    """Una pregunta del instrumento."""

    code = Text()
    text = Text()
    help = Text(allow_blank=True)
    type = Text(help_text="scale, yes_no, multi, choice o numeric.")
    type_label = serializers.SerializerMethodField()
    weight = Exact(help_text="Peso en su indicador; 0: solo informa.")
    critical = Flag(help_text="Si una puerta la mira.")
    na_allowed = Flag()
    evidence = Text(help_text="none, recommended o required.")
    conditional = serializers.SerializerMethodField(help_text="Si solo aplica a algunos municipios.")
    references = serializers.SerializerMethodField()

    def get_type_label(self, question: Any) -> str:
        return TYPES[question.type]

    def get_conditional(self, question: Any) -> bool:
        return question.applies_when is not None

    def get_references(self, question: Any) -> list[str]:
        return references_of(question)


class QuestionWithSteps(QuestionHead):
    """Una pregunta con sus criterios y con lo que dice de un municipio cada respuesta."""

    steps = serializers.SerializerMethodField()
    statements = serializers.DictField(
        child=Text(),
        help_text="Por respuesta; las llaves se llenan con la de cada municipio. Vacío: la edición no lo dice.",
    )

    @extend_schema_field(Step(many=True))
    def get_steps(self, question: Any) -> list[dict[str, str]]:
        return Step(steps_of(question, self.context["instrument"]), many=True).data


class IndicatorShape(serializers.Serializer):
    """Un indicador con sus preguntas."""

    code = Text()
    name = Text()
    weight = Exact()
    questions = QuestionWithSteps(many=True)


class DimensionShape(serializers.Serializer):
    """Una dimensión con sus indicadores."""

    code = Text()
    name = Text()
    short_name = Text()
    weight = Exact()
    definition = Text(allow_blank=True)
    indicators = IndicatorShape(many=True)


class LevelShape(serializers.Serializer):
    """Un nivel de madurez."""

    number = Whole()
    code = Text()
    name = Text()
    start = Exact(help_text="Desde este puntaje, hasta el nivel siguiente.")
    summary = Text(allow_blank=True)


class GateShape(serializers.Serializer):
    """Una puerta: frena el nivel, nunca cambia un puntaje."""

    rule = Text(help_text="min_dimension_score o min_critical_question_score.")
    value = Exact(help_text="Mientras algo esté por debajo…")
    max_level = Whole(help_text="…el nivel no pasa de este.")


class InstrumentShape(serializers.Serializer):
    """Una edición completa, como se publicó."""

    code = Text()
    version = Text()
    name = Text()
    short_name = Text()
    scale_values = serializers.ListField(child=Exact(), help_text="Puntos de los niveles descritos 0, 1, 2…")
    minimum_dimension_coverage = Exact(help_text="Con menos cobertura (de 1), una dimensión no tiene nivel.")
    minimum_global_coverage = Exact(help_text="Con menos cobertura (de 1), el resultado es parcial.")
    levels = LevelShape(many=True)
    gates = GateShape(many=True)
    dimensions = DimensionShape(many=True)

    def to_representation(self, instrument: Any) -> dict[str, Any]:
        self.context["instrument"] = instrument  # the points of a step depend on the edition
        return super().to_representation(instrument)


class RoundHead(serializers.Serializer):
    """Un ciclo publicado, con la versión vigente de su resultado."""

    code = Text(source="round.code")
    name = Text(source="round.name")
    is_demo = Flag(source="round.is_demo", help_text="true: todas sus cifras son inventadas.")
    note = serializers.SerializerMethodField(help_text="Lo que hay que decir al usar las cifras; vacío si nada.")
    opens_on = Day(source="round.opens_on", allow_null=True)
    closes_on = Day(source="round.closes_on", allow_null=True)
    cutoff_on = Day(source="round.cutoff_on", allow_null=True)
    instrument = Text(source="round.version.instrument.code")
    instrument_version = Text(source="round.version.version")
    version = Whole(help_text="Versión vigente del resultado: 1, y una más por cada fe de erratas.")
    published_at = Moment(help_text="De la versión vigente.")
    url = Address("api:round", code="round.code")
    scores = Address("api:scores", code="round.code")
    questions = Address("api:questions", code="round.code")

    def get_note(self, thing: Any) -> str:
        return DEMO if _follow(thing, "round.is_demo") else ""


class VersionShape(serializers.Serializer):
    """Una versión del resultado. Ninguna se cambia: una corrección es otra, con su razón."""

    version = Whole(source="publication.version")
    published_at = Moment(source="publication.published_at")
    is_current = Flag()
    erratum = Text(allow_null=True, help_text="Por qué se corrigió; null en la primera.")
    engine_version = Text(source="publication.run.engine_version")
    inputs_sha256 = Text(source="publication.run.inputs_sha256", help_text="Huella de todo lo que entró al cálculo.")


class LicenceShape(serializers.Serializer):
    """Con qué licencia se usan los datos."""

    name = Text()
    url = serializers.URLField()
    attribution = Text(help_text="Cómo citar la versión vigente.")


class FileShape(serializers.Serializer):
    """Un archivo de la versión vigente."""

    name = Text()
    title = Text(source="holds", help_text="Qué trae.")
    format = Text()
    url = Absolute(source="path")
    size = Whole(allow_null=True, help_text="Bytes; null mientras no se ha escrito.")
    sha256 = Text(allow_null=True)


class RoundShape(RoundHead):
    """Un ciclo publicado: versiones, fes de erratas, licencia y archivos."""

    licence = LicenceShape()
    versions = VersionShape(many=True, help_text="De la vigente a la primera.")
    files = FileShape(many=True)


class ScoreRow(serializers.Serializer):
    """Una fila del archivo de puntajes, con sus mismas columnas y textos. Vacío: no hay."""

    municipality = Text(help_text="Código DIVIPOLA.")
    name = Text(help_text="Nombre del municipio.")
    layer = Text(help_text="Siempre final en lo público.")
    mode = Text(help_text="Siempre official en lo público.")
    kind = Text(help_text="global, dimension, indicator o question.")
    code = Text(help_text="De la dimensión, el indicador o la pregunta; «global» en el total.")
    code_name = Text(help_text="Nombre de la dimensión o del indicador, o texto de la pregunta; «Total» en el total.")
    score = Text(allow_blank=True, help_text="Exacto, 0 a 100, con punto decimal.")
    displayed = Text(allow_blank=True, help_text="Con dos decimales, como se muestra.")
    coverage = Text(allow_blank=True, help_text="Peso respondido de lo aplicable, 0 a 1.")
    level = Text(allow_blank=True, help_text="Nivel de madurez; vacío donde el resultado es parcial.")
    level_before_gates = Text(allow_blank=True, help_text="El nivel sin puertas, en el total.")
    partial = Text(allow_blank=True, help_text="si o no, en el total.")
    status = Text(help_text="scored, unanswered, not_applicable o unscored.")


class TrendRow(serializers.Serializer):
    """Lo que un ciclo publicó de un municipio: su total o una dimensión. null: no lo publicó."""

    round = Text(help_text="Código del ciclo.")
    round_name = Text()
    version = Whole(help_text="Versión vigente del resultado.")
    published_at = Moment(help_text="De la versión vigente.")
    is_demo = Flag()
    municipality = Text(help_text="Código DIVIPOLA.")
    name = Text(help_text="Nombre del municipio.")
    kind = Text(help_text="global o dimension.")
    code = Text(help_text="De la dimensión; «global» en el total.")
    code_name = Text(help_text="Nombre de la dimensión, o «Total».")
    score = Exact(allow_null=True, help_text="Exacto, 0 a 100, con punto decimal.")
    displayed = Exact(allow_null=True, help_text="Con dos decimales y punto; null: sin resultado.")
    level = Whole(allow_null=True, help_text="Nivel de madurez, 1 a 5; null donde el resultado es parcial.")
    level_name = Text(allow_null=True, help_text="Nombre del nivel.")
    status = Text(allow_null=True, help_text="scored, unanswered, not_applicable o unscored; null: no participó.")
    coverage = Exact(allow_null=True, help_text="Peso respondido de lo aplicable, 0 a 1.")
    partial = Flag(
        allow_null=True, help_text=f"Del total: {PARTIAL_FLAG[0].lower()}{PARTIAL_FLAG[1:-1]} o es una dimensión."
    )


class QuestionRow(serializers.Serializer):
    """Una pregunta de un ciclo, dónde está en el instrumento y dónde están sus respuestas."""

    dimension = Text()
    indicator = Text()
    question = QuestionHead()
    url = serializers.URLField()


class StepShape(serializers.Serializer):
    """Un peldaño de la distribución y quiénes están en él."""

    text = Text()
    points = Pointed(help_text="Puntos de 100; «–» donde no hay.")
    count = Whole()
    municipalities = serializers.SerializerMethodField(help_text="Códigos DIVIPOLA.")

    def get_municipalities(self, step: Any) -> list[str]:
        return [given.municipality.divipola for given in step.given]


class ProofShape(serializers.Serializer):
    """Una evidencia pública que la revisión aceptó."""

    name = Text()
    url = Text(allow_blank=True, help_text="Vacío: es un archivo.")
    file = Absolute(
        source="file.address", allow_null=True, help_text="Dónde se baja el archivo; null: no se puede abrir."
    )
    kind = Text(source="file.kind", allow_blank=True, help_text="Tipo del archivo, como PDF; vacío: es una dirección.")
    size = Whole(source="file.size", allow_null=True, help_text="Tamaño del archivo en bytes.")
    sha256 = Text(allow_blank=True)
    option = Text(allow_blank=True, help_text="La opción que prueba; vacío: toda la respuesta.")
    place = Text(allow_blank=True, help_text="Dónde mirar en ella.")


class GivenShape(serializers.Serializer):
    """Lo publicado de un municipio en la pregunta."""

    municipality = Text(source="municipality.divipola", help_text="Código DIVIPOLA.")
    name = Text(source="municipality.name")
    answer = serializers.ListField(source="words", child=Text(), help_text="La respuesta en palabras, una por opción.")
    score = Exact(allow_null=True, help_text="Exacto; null: la pregunta no le cuenta.")
    displayed = Exact(allow_null=True)
    status = Text(allow_blank=True, help_text="scored, unanswered, not_applicable o unscored.")
    partial = Flag(source="outcome.partial", allow_null=True, help_text=PARTIAL_FLAG)
    capped = Flag(
        source="is_capped", allow_null=True,
        help_text="Respondió más de lo que valen sus evidencias aceptadas; null: sin puntaje.",
    )  # fmt: skip
    corrected = serializers.SerializerMethodField(help_text="Una fe de erratas cambió esta respuesta.")
    proofs = ProofShape(many=True)

    def get_corrected(self, given: Any) -> bool:
        return given.is_corrected


class QuestionAcross(serializers.Serializer):
    """Una pregunta en todos los municipios: criterios, distribución y lo que cada uno respondió."""

    round = Text()
    version = Whole()
    is_demo = Flag()
    note = Text(allow_blank=True)
    dimension = Text(source="question_results.dimension.code")
    indicator = Text(source="question_results.indicator.code")
    question = QuestionHead(source="question_results.question")
    criteria = Step(source="question_results.criteria", many=True)
    distribution = StepShape(
        source="question_results.steps", many=True, help_text="En las múltiples, uno puede estar en varios."
    )
    answered = Whole(source="question_results.answered", help_text="Cuántos respondieron.")
    median = Exact(
        source="question_results.median", allow_null=True, help_text="De los municipios con resultado completo."
    )
    answers = GivenShape(source="question_results.rows", many=True)
