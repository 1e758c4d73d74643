"""The tables of an edition of an instrument: its parts, what each answer is worth, and its rules."""

from core.datasets.fields import BOOLEAN, INTEGER, NUMBER, OBJECT, TEXT, Field, Resource
from diagnostics.instruments.choices import QuestionType

KINDS = ("global", "dimension", "indicator", "question")
EVIDENCE = ("none", "recommended", "required")
COUNT, RATIO = "count", "ratio"
POINTS = "puntos de 0 a 100"
# Rules of an edition, as reglas.csv names them.
SCALE_VALUE, EVIDENCE_CAP, OPTIONS_NEED_EVIDENCE = "scale_value", "evidence_cap", "options_need_evidence"
DIMENSION_COVERAGE, GLOBAL_COVERAGE = "minimum_dimension_coverage", "minimum_global_coverage"
LEVEL_STARTS, MIN_DIMENSION, MIN_CRITICAL = "level_starts", "min_dimension_score", "min_critical_question_score"
DECIMALS, SMALLEST_CHANGE, FACT = "decimals", "smallest_change", "fact"
RULE_NAMES = (
    SCALE_VALUE, EVIDENCE_CAP, OPTIONS_NEED_EVIDENCE, DIMENSION_COVERAGE, GLOBAL_COVERAGE, LEVEL_STARTS, MIN_DIMENSION,
    MIN_CRITICAL, DECIMALS, SMALLEST_CHANGE, FACT,
)  # fmt: skip

INSTRUMENT = Resource(
    "instrument", "instrumento.csv", "Instrumento",
    "Dimensiones, indicadores y preguntas con su peso y la evidencia que se pide.",
    (
        Field("kind", "Qué es", TEXT, "Qué parte del instrumento es.", enum=KINDS[1:], required=True),
        Field("code", "Código", TEXT, "Código de la parte.", required=True),
        Field("parent", "Dentro de", TEXT, "Código de la parte que la contiene."),
        Field("text", "Texto", TEXT, "Nombre de la dimensión o del indicador, o texto de la pregunta.", required=True),
        Field("type", "Tipo de pregunta", TEXT, "Tipo de pregunta.", enum=tuple(QuestionType.values)),
        Field("weight", "Peso", NUMBER, "Peso frente a las demás partes de la misma parte mayor.", "peso"),
        Field("points_of_total", "Puntos del total", NUMBER, "Lo que vale del total cuando todo aplica.", "puntos de 100",
              bounds=(0, 100)),
        Field("evidence", "Evidencia", TEXT, "Si se pide evidencia: none no, recommended se recomienda, required obligatoria.",
              enum=EVIDENCE),
        Field("evidence_asked", "Evidencia que se pide", TEXT, "Qué evidencia se pide."),
        Field("critical", "Crítica", BOOLEAN, "Si es una pregunta crítica, que puede frenar el nivel."),
        Field("na_allowed", "Admite «no aplica»", BOOLEAN, "Si admite «no aplica» con una razón."),
        Field("conditional", "Tiene condición", BOOLEAN, "Si solo aplica cuando se cumple una condición."),
        Field("condition", "Condición", TEXT, "La condición en palabras.", since=2),
        Field("applies_when", "Condición en JSON", OBJECT, "La condición para programas: attr o question, op y value; any, all.",
              since=2),
        Field("number_kind", "Clase de número", TEXT, "De una pregunta numérica: count cantidad, ratio proporción en por ciento.",
              enum=(COUNT, RATIO), since=2),
        Field("lower_is_better", "Menos es mejor", BOOLEAN, "De una pregunta numérica: si un número menor vale más.", since=2),
        Field("unit", "Unidad", TEXT, "De una pregunta numérica: en qué se mide.", since=2),
        Field("numerator_text", "Numerador", TEXT, "De una proporción: qué se cuenta arriba.", since=2),
        Field("denominator_text", "Denominador", TEXT, "De una proporción: qué se cuenta abajo.", since=2),
        Field("zero_of_zero", "Cero de cero", NUMBER, "De una proporción: lo que vale 0/0. Vacío si no se admite.", POINTS,
              bounds=(0, 100), since=2),
        Field("max_points", "Puntos de la mejor opción", NUMBER, "De una opción única: los puntos que valen 100.", "puntos",
              since=2),
    ),
    ("kind", "code"), refers_since_2={"parent": ("instrument", "code")},
)  # fmt: skip

OPTIONS = Resource(
    "options", "opciones.csv", "Opciones", "Lo que vale cada respuesta posible: niveles, opciones y umbrales.",
    (
        Field("question", "Pregunta", TEXT, "Código de la pregunta.", required=True),
        Field("option", "Opción", TEXT, "Lo que dice la respuesta: nivel, si o no, código de la opción; número del umbral.",
              required=True),
        Field("text", "Texto", TEXT, "La opción en palabras. Vacío en los umbrales."),
        Field("starts_at", "Desde", NUMBER, "De un umbral: el número desde el que vale; hasta el que vale si menos es mejor."),
        Field("points", "Puntos", NUMBER, "Lo que vale; en la opción única, de max_points de su pregunta.", "puntos",
              required=True),
    ),
    ("question", "option"), {"question": ("instrument", "code")}, since=2,
)  # fmt: skip

RULES = Resource(
    "rules", "reglas.csv", "Reglas", "Las reglas del cálculo de esta edición: topes, mínimos, niveles y lo que los frena.",
    (
        Field("order", "Orden", INTEGER, "Lugar de la regla en esta tabla.", "posición", required=True),
        Field("rule", "Regla", TEXT, "Qué regla es; «Cómo recalcular» dice qué hace cada una.", enum=RULE_NAMES, required=True),
        Field("code", "De qué", TEXT, "A qué se refiere: nivel de la escala, tipo de pregunta, nivel de madurez o dato."),
        Field("number", "Valor", NUMBER, "El número de la regla."),
        Field("text", "En palabras", TEXT, "Nombre del nivel o del dato; si o no; half_up, redondeo de la mitad hacia arriba."),
    ),
    ("order",), since=2,
)  # fmt: skip
