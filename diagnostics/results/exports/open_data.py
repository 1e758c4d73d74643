"""The tables of a published round: every column with its type, unit and meaning."""

from core.datasets.fields import BOOLEAN, DATE, INTEGER, NUMBER, OBJECT, TEXT, Field, Resource
from diagnostics.assessments.choices import Layer, Mode, ScoreStatus, State
from diagnostics.assessments.choices.wording import PARTIAL_FIELD
from diagnostics.instruments.choices import QuestionType
from diagnostics.scoring import columns

KINDS = ("global", "dimension", "indicator", "question")
EVIDENCE = ("none", "recommended", "required")
POINTS = "puntos de 0 a 100"

_PLACE = Field("municipality", TEXT, "Código DIVIPOLA del municipio.", required=True)
_SCORE = Field(
    "score",
    NUMBER,
    "Puntaje exacto, con hasta ocho decimales y sin redondear. Vacío si no hay.",
    POINTS,
    bounds=(0, 100),
)
_DISPLAYED = Field(
    "displayed",
    NUMBER,
    "Puntaje publicado: el exacto, redondeado una sola vez a dos decimales.",
    POINTS,
    bounds=(0, 100),
)
_COVERAGE = Field("coverage", NUMBER, "Parte respondida del peso que aplica.", "proporción de 0 a 1", bounds=(0, 1))
_LEVEL = Field("level", INTEGER, "Nivel de madurez. Vacío si el resultado es parcial o no hay.", "número de nivel")
_BEFORE = Field(
    "level_before_gates", INTEGER, "Nivel que daría el puntaje solo, antes de lo que frena el nivel.", "número de nivel"
)
_PARTIAL = Field("partial", BOOLEAN, PARTIAL_FIELD)
_STATUS = Field(
    "status", TEXT, "Estado: scored con puntaje, unanswered sin respuesta, not_applicable no aplica, unscored informativa.",
    enum=tuple(ScoreStatus.values),
)  # fmt: skip

SCORES = Resource(
    "scores", "puntajes.csv", "Puntajes", "Puntaje de cada municipio en total y por dimensión, indicador y pregunta.",
    (
        _PLACE,
        Field("layer", TEXT, "Capa de respuestas que se calculó: final es la definitiva.", enum=(Layer.FINAL.value,)),
        Field("mode", TEXT, "Modo del cálculo: en official lo que falta cuenta cero.", enum=(Mode.OFFICIAL.value,)),
        Field("kind", TEXT, "De qué es el puntaje.", enum=KINDS, required=True),
        Field("code", TEXT, "Código de la dimensión, del indicador o de la pregunta; global para el total.", required=True),
        _SCORE, _DISPLAYED, _COVERAGE, _LEVEL, _BEFORE, _PARTIAL, _STATUS,
    ),
    ("municipality", "kind", "code"), {"municipality": ("municipalities", "municipality")},
)  # fmt: skip
assert SCORES.names == columns.SCORES

MUNICIPALITIES = Resource(
    "municipalities", "municipios.csv", "Municipios", "Un municipio por fila, con su resultado total y lo que declaró.",
    (
        _PLACE,
        Field("name", TEXT, "Nombre del municipio.", required=True),
        Field("official_name", TEXT, "Nombre oficial de la entidad territorial."),
        Field("order_north_to_south", INTEGER, "Lugar en el orden del río, de norte a sur.", "posición"),
        Field("state", TEXT, "published participó o podía hacerlo; withdrawn no participó, con razón publicada.",
              enum=(State.PUBLISHED.value, State.WITHDRAWN.value)),
        Field("withdrawn_because", TEXT, "Razón publicada de no participar."),
        Field("signed_on", DATE, "Día en que la alcaldía firmó lo declarado.", "AAAA-MM-DD"),
        _SCORE, _DISPLAYED, _COVERAGE, _LEVEL,
        Field("level_name", TEXT, "Nombre del nivel de madurez."),
        _BEFORE,
        Field("held_back_by", TEXT, "Códigos de lo que frena el nivel, separados por |."),
        _PARTIAL, _STATUS,
        Field("facts", OBJECT, "Datos del municipio que deciden qué preguntas aplican, por código, en JSON."),
    ),
    ("municipality",),
)  # fmt: skip

INSTRUMENT = Resource(
    "instrument", "instrumento.csv", "Instrumento",
    "Dimensiones, indicadores y preguntas con su peso y la evidencia que se pide.",
    (
        Field("kind", TEXT, "Qué parte del instrumento es.", enum=KINDS[1:], required=True),
        Field("code", TEXT, "Código de la parte.", required=True),
        Field("parent", TEXT, "Código de la parte que la contiene."),
        Field("text", TEXT, "Nombre de la dimensión o del indicador, o texto de la pregunta.", required=True),
        Field("type", TEXT, "Tipo de pregunta.", enum=tuple(QuestionType.values)),
        Field("weight", NUMBER, "Peso frente a las demás partes de la misma parte mayor.", "peso"),
        Field("points_of_total", NUMBER, "Lo que vale del total cuando todo aplica.", "puntos de 100", bounds=(0, 100)),
        Field("evidence", TEXT, "Si se pide evidencia: none no, recommended se recomienda, required obligatoria.", enum=EVIDENCE),
        Field("evidence_asked", TEXT, "Qué evidencia se pide."),
        Field("critical", BOOLEAN, "Si es una pregunta crítica, que puede frenar el nivel."),
        Field("na_allowed", BOOLEAN, "Si admite «no aplica» con una razón."),
        Field("conditional", BOOLEAN, "Si solo aplica cuando se cumple una condición."),
    ),
    ("kind", "code"),
)  # fmt: skip

ANSWERS = Resource(
    "answers", "respuestas.csv", "Respuestas", "Respuesta definitiva a cada pregunta, con sus evidencias públicas.",
    (
        _PLACE,
        Field("question", TEXT, "Código de la pregunta.", required=True),
        Field("value", TEXT, "Respuesta definitiva como la lee el cálculo: nivel, si o no, códigos de opciones, número o a/b."),
        Field("in_words", TEXT, "La respuesta en palabras, un renglón por opción, separados por |."),
        Field("not_applicable", BOOLEAN, "Si la pregunta no aplica al municipio.", required=True),
        Field("evidence_accepted", TEXT, "Evidencia aceptada: si toda, códigos de opciones, o vacío si ninguna."),
        _SCORE, _DISPLAYED, _STATUS,
        Field("proofs", TEXT, "Evidencias públicas aceptadas: dirección, o nombre y huella SHA-256 del archivo, unidas por |."),
        Field("corrected", BOOLEAN, "Si una fe de erratas la corrigió.", required=True),
        Field("proofs_note", TEXT, "Por qué no trae evidencias públicas una respuesta que las pide. Vacío si las trae."),
    ),
    ("municipality", "question"), {"municipality": ("municipalities", "municipality")},
)  # fmt: skip

ERRATA = Resource(
    "errata", "errata.csv", "Fe de erratas", "Lo que se corrigió después de publicar, hasta esta versión, con su razón.",
    (
        Field("version", INTEGER, "Versión del resultado que hizo la corrección.", "número de versión", required=True),
        Field("published_on", DATE, "Día en que se publicó la corrección.", "AAAA-MM-DD", required=True),
        Field("reason", TEXT, "Razón publicada de la corrección.", required=True),
        _PLACE,
        Field("question", TEXT, "Código de la pregunta corregida.", required=True),
        Field("value", TEXT, "Respuesta correcta."),
        Field("not_applicable", BOOLEAN, "Si lo correcto es que no aplica.", required=True),
        Field("evidence_accepted", TEXT, "Evidencia aceptada: si toda, códigos de opciones, o vacío si ninguna."),
    ),
    ("version", "municipality", "question"), {"municipality": ("municipalities", "municipality")},
)  # fmt: skip

RESOURCES = (SCORES, MUNICIPALITIES, INSTRUMENT, ANSWERS, ERRATA)
