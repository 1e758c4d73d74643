"""The tables of a published round: every column with its type, unit and meaning."""

from dataclasses import replace

from core.datasets.fields import BOOLEAN, DATE, INTEGER, NUMBER, OBJECT, TEXT, Field, Resource
from diagnostics.assessments.choices import Layer, Mode, ScoreStatus, State
from diagnostics.assessments.choices.wording import PARTIAL_FIELD
from diagnostics.results.exports.edition_tables import INSTRUMENT, KINDS, OPTIONS, POINTS, RULES
from diagnostics.scoring import columns

PLACE = Field("municipality", "Código DIVIPOLA", TEXT, "Código DIVIPOLA del municipio.", required=True)
NAME = Field("name", "Municipio", TEXT, "Nombre del municipio.", required=True)
KIND = Field("kind", "De qué es", TEXT, "De qué es el puntaje.", enum=KINDS, required=True)
CODE = Field(
    "code",
    "Código",
    TEXT,
    "Código de la dimensión, del indicador o de la pregunta; global para el total.",
    required=True,
)
CODE_NAME = Field(
    "code_name", "Nombre", TEXT, "Nombre de la dimensión o del indicador, o texto de la pregunta; Total para el total.",
    required=True, since=2,
)  # fmt: skip
SCORE = Field(
    "score", "Puntaje exacto", NUMBER, "Puntaje exacto, con hasta ocho decimales y sin redondear. Vacío si no hay.", POINTS,
    bounds=(0, 100),
)  # fmt: skip
DISPLAYED = Field(
    "displayed", "Puntaje", NUMBER, "Puntaje publicado: el exacto, redondeado una sola vez a dos decimales.", POINTS,
    bounds=(0, 100),
)  # fmt: skip
COVERAGE = Field(
    "coverage", "Respondido", NUMBER, "Parte respondida del peso que aplica.", "proporción de 0 a 1", bounds=(0, 1)
)
LEVEL = Field(
    "level", "Nivel", INTEGER, "Nivel de madurez. Vacío si el resultado es parcial o no hay.", "número de nivel"
)
BEFORE = Field(
    "level_before_gates", "Nivel sin la regla", INTEGER,
    "Nivel que daría el puntaje solo, antes de lo que frena el nivel.", "número de nivel",
)  # fmt: skip
LEVEL_NAME = Field("level_name", "Nombre del nivel", TEXT, "Nombre del nivel de madurez.")
PARTIAL = Field("partial", "Parcial", BOOLEAN, PARTIAL_FIELD)
STATUS = Field(
    "status", "Estado", TEXT,
    "Estado: scored con puntaje, unanswered sin respuesta, not_applicable no aplica, unscored informativa.",
    enum=tuple(ScoreStatus.values),
)  # fmt: skip
QUESTION = Field("question", "Pregunta", TEXT, "Código de la pregunta.", required=True)
QUESTION_TEXT = Field("question_text", "Texto de la pregunta", TEXT, "Texto de la pregunta.", required=True, since=2)
MEDIAN = Field(
    "median", "Mediana", NUMBER, "Mediana de los puntajes exactos de los municipios con resultado completo, a dos decimales.",
    POINTS, bounds=(0, 100),
)  # fmt: skip
_EVIDENCE_ACCEPTED = Field(
    "evidence_accepted",
    "Evidencia aceptada",
    TEXT,
    "Evidencia aceptada: si toda, códigos de opciones separados por | sin espacios, o vacío si ninguna.",
    was="Evidencia aceptada: si toda, códigos de opciones, o vacío si ninguna.",
)

# Programs that read by place find the first twelve columns where they always were: what is new stands after them.
SCORES = Resource(
    "scores", "puntajes.csv", "Puntajes", "Puntaje de cada municipio en total y por dimensión, indicador y pregunta.",
    (
        PLACE,
        Field("layer", "Capa", TEXT, "Capa de respuestas que se calculó: final es la definitiva.", enum=(Layer.FINAL.value,)),
        Field("mode", "Modo", TEXT, "Modo del cálculo: en official lo que falta cuenta cero.", enum=(Mode.OFFICIAL.value,)),
        KIND, CODE, SCORE, DISPLAYED, COVERAGE, LEVEL, BEFORE, PARTIAL, STATUS, replace(NAME, since=2), CODE_NAME,
    ),
    ("municipality", "kind", "code"), {"municipality": ("municipalities", "municipality")},
)  # fmt: skip
assert SCORES.in_format(1).names == columns.SCORES

MUNICIPALITIES = Resource(
    "municipalities", "municipios.csv", "Municipios", "Un municipio por fila, con su resultado total y lo que declaró.",
    (
        PLACE, NAME,
        Field("official_name", "Nombre oficial", TEXT, "Nombre oficial de la entidad territorial."),
        Field("order_north_to_south", "Orden de norte a sur", INTEGER, "Lugar en el orden del río, de norte a sur.", "posición"),
        Field("state", "Situación", TEXT, "published participó o podía hacerlo; withdrawn no participó, con razón publicada.",
              enum=(State.PUBLISHED.value, State.WITHDRAWN.value)),
        Field("withdrawn_because", "Por qué no participó", TEXT, "Razón publicada de no participar."),
        Field("signed_on", "Firmado", DATE, "Día en que la alcaldía firmó lo declarado.", "AAAA-MM-DD"),
        SCORE, DISPLAYED, COVERAGE, LEVEL, LEVEL_NAME, BEFORE,
        Field("held_back_by", "Lo que frena el nivel", TEXT, "Códigos de lo que frena el nivel, separados por |."),
        PARTIAL, STATUS,
        Field("facts", "Datos del municipio", OBJECT,
              "Datos del municipio que deciden qué preguntas aplican, por código, en JSON."),
    ),
    ("municipality",),
)  # fmt: skip

ANSWERS = Resource(
    "answers", "respuestas.csv", "Respuestas", "Respuesta definitiva a cada pregunta, con sus evidencias públicas.",
    (
        PLACE, replace(NAME, since=2),
        Field("dimension", "Dimensión", TEXT, "Código de la dimensión.", required=True, since=2),
        Field("dimension_name", "Nombre de la dimensión", TEXT, "Nombre de la dimensión.", required=True, since=2),
        QUESTION, QUESTION_TEXT,
        Field("value", "Respuesta", TEXT,
              "Respuesta definitiva como la lee el cálculo: nivel, si o no, códigos de opciones separados por | sin espacios, "
              "número o a/b.",
              was="Respuesta definitiva como la lee el cálculo: nivel, si o no, códigos de opciones, número o a/b."),
        Field("number", "Número", NUMBER, "El nivel o la cantidad que se respondió, como número. Vacío en las demás.", since=2),
        Field("numerator", "Numerador", NUMBER, "Numerador de una proporción. Vacío en las demás.", since=2),
        Field("denominator", "Denominador", NUMBER, "Denominador de una proporción. Vacío en las demás.", since=2),
        Field("in_words", "En palabras", TEXT, "La respuesta en palabras, un renglón por opción, separados por |."),
        Field("not_applicable", "No aplica", BOOLEAN, "Si la pregunta no aplica al municipio.", required=True),
        _EVIDENCE_ACCEPTED, SCORE, DISPLAYED, STATUS,
        Field("proofs", "Evidencias", TEXT,
              "Evidencias públicas aceptadas: dirección, o nombre y huella SHA-256 del archivo, unidas por |."),
        Field("corrected", "Corregida", BOOLEAN, "Si una fe de erratas la corrigió.", required=True),
        Field("proofs_note", "Por qué no hay evidencias", TEXT,
              "Por qué no trae evidencias públicas una respuesta con puntos que la edición solo da con evidencia. Vacío en las "
              "demás: sin evidencia aceptada, una respuesta tiene como mucho los puntos de evidence_cap.",
              was="Por qué no trae evidencias públicas una respuesta que las pide. Vacío si las trae."),
    ),
    ("municipality", "question"), {"municipality": ("municipalities", "municipality")},
    refers_since_2={"question": ("instrument", "code")},
)  # fmt: skip

ERRATA = Resource(
    "errata", "errata.csv", "Fe de erratas", "Lo que se corrigió después de publicar, hasta esta versión, con su razón.",
    (
        Field("version", "Versión", INTEGER, "Versión del resultado que hizo la corrección.", "número de versión", required=True),
        Field("published_on", "Publicada", DATE, "Día en que se publicó la corrección.", "AAAA-MM-DD", required=True),
        Field("reason", "Razón", TEXT, "Razón publicada de la corrección.", required=True),
        PLACE, replace(NAME, since=2), replace(QUESTION, description="Código de la pregunta corregida."), QUESTION_TEXT,
        Field("value", "Respuesta correcta", TEXT, "Respuesta correcta."),
        Field("not_applicable", "No aplica", BOOLEAN, "Si lo correcto es que no aplica.", required=True),
        _EVIDENCE_ACCEPTED,
    ),
    ("version", "municipality", "question"), {"municipality": ("municipalities", "municipality")},
    refers_since_2={"question": ("instrument", "code")},
)  # fmt: skip

MEDIANS = Resource(
    "medians", "medianas.csv", "Medianas", "Mediana del total y de cada dimensión, solo con resultados completos.",
    (
        KIND, CODE, CODE_NAME, MEDIAN,
        Field("municipalities", "Municipios", INTEGER, "Cuántos tienen resultado completo.", "municipios", required=True),
    ),
    ("kind", "code"), since=2,
)  # fmt: skip

RESOURCES = (SCORES, MUNICIPALITIES, INSTRUMENT, OPTIONS, RULES, ANSWERS, MEDIANS, ERRATA)
