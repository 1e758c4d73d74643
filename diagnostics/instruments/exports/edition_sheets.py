"""The sheets of an edition's workbook: the table of columns shared by its writer and its reader."""

from dataclasses import dataclass
from enum import Enum

from diagnostics.instruments.choices import QuestionType


class Kind(Enum):
    """How a cell is written and read."""

    TEXT = "text"
    LINES = "lines"  # a text that keeps its breaks
    NUMBER = "number"
    FLAG = "flag"  # Sí or empty
    CHOICE = "choice"
    LIST = "list"  # several of the choices, with commas
    OWN = "own"  # the kind of the property that the row names


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, its field (scoring.flat_parts), and the kind of its cells.

    `choices` maps labels to the values of a file.
    """

    heading: str
    name: str
    kind: Kind = Kind.TEXT
    width: int = 18
    choices: dict[str, str] | None = None
    is_optional: bool = False  # workbooks of before do not have it


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: tuple[Column, ...]
    needed: tuple[str, ...]  # names of the columns that every row must fill
    is_optional: bool = False  # workbooks of before do not have it

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


TYPES = {str(QuestionType(kind).label): str(kind) for kind in QuestionType.values}
REQUIREMENTS = {"No se pide": "none", "Recomendada": "recommended", "Obligatoria": "required"}
ACCEPTS = {"Enlace": "url", "Documento": "document"}
CERTAINTY = {"Alta": "alta", "Media": "media"}
MODES = {"Dos números": "ratio", "Un número": "count"}
DIRECTIONS = {"Más alto": "higher", "Más bajo": "lower"}
RELATIONS = {
    "La misma": "same",
    "Redactada de nuevo": "reworded",
    "Parte de una": "split",
    "Varias en una": "merged",
    "Reemplaza a otras": "dropped",
    "Nueva": "new",
}
RULES = {"Una dimensión bajo": "min_dimension_score", "Una crítica bajo": "min_critical_question_score"}
# What an answer is called where its statement is written, by the question's type; a choice has the codes of its options.
ANSWERS: dict[str, dict[str, str]] = {
    "scale": {f"Nivel {level}": str(level) for level in range(5)},
    "yes_no": {"Sí": "si", "No": "no"},
    "multi": {"Algunas": "some", "Todas": "all", "Ninguna": "none"},
    "numeric": {"El número": "value", "0 de 0": "zero"},
}
FACTS = {"Sí o no": "boolean", "Número entero": "integer", "Una de una lista": "choice"}

CODE, NAME, WEIGHT = (
    Column("Código", "code", width=12),
    Column("Nombre", "name", width=48),
    Column("Peso", "weight", Kind.NUMBER, 9),
)
CROSSWALK = Column("Otros formularios", "crosswalk", Kind.LINES, 36)
TAGS = Column("Etiquetas", "tags", width=24)

# One row per property: its label and its value.
PAIRS = Sheet("Edición", (Column("Qué", "key", width=44), Column("Valor", "value", Kind.OWN, 90)), ("key",))
LEVELS = Sheet(
    "Niveles",
    (CODE, NAME, Column("Desde", "from", Kind.NUMBER), Column("Hasta", "to", Kind.NUMBER),
     Column("Qué significa", "summary", width=80)),
    ("code",),
)  # fmt: skip
GATES = Sheet(
    "Puertas",
    (Column("Mientras", "rule", Kind.CHOICE, 24, RULES), Column("Puntos", "value", Kind.NUMBER),
     Column("Nivel como mucho", "max_level_without", Kind.NUMBER)),
    ("rule",),
)  # fmt: skip
ATTRIBUTES = Sheet(
    "Datos del municipio",
    (CODE, Column("Tipo", "type", Kind.CHOICE, 18, FACTS), Column("Cómo se pregunta", "name", width=48),
     Column("Ayuda", "help", width=48), Column("Valores de la lista", "values", width=30)),
    ("code",),
)  # fmt: skip
REASONS = Sheet("Razones", (CODE, Column("Razón", "name", width=80)), ("code",))
DIMENSIONS = Sheet(
    "Dimensiones",
    (CODE, NAME, Column("Nombre corto", "short_name"), WEIGHT, Column("Qué mira", "definition", width=60), CROSSWALK),
    ("code",),
)
INDICATORS = Sheet(
    "Indicadores", (Column("Dimensión", "inside", width=12), CODE, NAME, WEIGHT, TAGS), ("inside", "code")
)
QUESTIONS = Sheet(
    "Preguntas",
    (
        Column("Indicador", "inside", width=12), CODE, Column("Tipo", "type", Kind.CHOICE, 18, TYPES), WEIGHT,
        Column("Pregunta", "text", width=60), Column("Ayuda", "help", width=60),
        Column("Crítica", "critical", Kind.FLAG, 9), Column("Ancla", "anchor", Kind.FLAG, 9),
        Column("Admite no aplica", "na_allowed", Kind.FLAG, 10),
        *(Column(f"Nivel {level}", f"level_{level}", width=40) for level in range(5)),
        Column("Evidencia", "requirement", Kind.CHOICE, 14, REQUIREMENTS), Column("Qué sirve", "accepts", Kind.LIST, 18, ACCEPTS),
        Column("Cómo es una buena evidencia", "describe", width=48), Column("Se pregunta solo si", "applies_when", width=36),
        Column("Qué se pide", "mode", Kind.CHOICE, 14, MODES), Column("Es mejor", "direction", Kind.CHOICE, 12, DIRECTIONS),
        Column("Unidad", "unit", width=12), Column("Nombre de la parte", "numerator", width=30),
        Column("Nombre del total", "denominator", width=30),
        Column("Puntos si el total es 0", "zero_denominator_score", Kind.NUMBER, 12),
        Column("La parte puede pasar del total", "may_exceed", Kind.FLAG, 12),
        Column("Puntos máximos", "max_points", Kind.NUMBER, 12), TAGS, CROSSWALK,
        Column("Frente a la edición anterior", "relation", Kind.CHOICE, 18, RELATIONS), Column("Códigos de antes", "before"),
        Column("Esfuerzo de cada paso", "effort", width=14, is_optional=True),
    ),
    ("inside", "code"),
)  # fmt: skip
OPTIONS = Sheet(
    "Opciones",
    (Column("Pregunta", "question", width=12), CODE, Column("Opción", "text", width=80), Column("Puntos", "points", Kind.NUMBER)),
    ("question",),
)  # fmt: skip
THRESHOLDS = Sheet(
    "Umbrales",
    (Column("Pregunta", "question", width=12), Column("Desde", "start", Kind.NUMBER), Column("Puntos", "score", Kind.NUMBER)),
    ("question",),
)  # fmt: skip
REFERENCES = Sheet(
    "Normas",
    (Column("Pregunta", "question", width=12), Column("Norma", "norm", width=60), Column("Artículo", "article", width=40),
     Column("Certeza del artículo", "certainty", Kind.CHOICE, 18, CERTAINTY)),
    ("question",),
)  # fmt: skip
STATEMENTS = Sheet(
    "Afirmaciones",
    (Column("Pregunta", "question", width=12), Column("Respuesta", "key"), Column("Afirmación", "text", width=90)),
    ("question", "key", "text"),
    is_optional=True,
)
LISTS = Sheet(
    "Otras listas",
    (Column("Lista", "list", width=28), Column("Clave", "key"), Column("Valor", "value", width=80)),
    ("list",),
)
SHEETS = (
    PAIRS, DIMENSIONS, INDICATORS, QUESTIONS, OPTIONS, THRESHOLDS, REFERENCES, STATEMENTS, LEVELS, GATES, ATTRIBUTES,
    REASONS, LISTS,
)  # fmt: skip
# Lists of a document that no form edits but that a workbook must keep.
MAPPINGS, SEQUENCES = ("generic_scale_anchors", "crosswalk_names"), ("smart_dimensions", "agenda_themes")

# Rows of the first sheet: label, path in the document, kind.
FIELDS: tuple[tuple[str, tuple[str, ...], Kind], ...] = (
    ("Código del instrumento", ("instrument", "code"), Kind.TEXT),
    ("Versión", ("instrument", "version"), Kind.TEXT),
    ("Nombre", ("instrument", "name"), Kind.TEXT),
    ("Nombre corto", ("instrument", "short_name"), Kind.TEXT),
    ("Para qué sirve", ("instrument", "purpose"), Kind.TEXT),
    ("Cómo se responde", ("instrument", "how_to_answer"), Kind.TEXT),
    ("De quién habla", ("instrument", "unit_of_analysis"), Kind.TEXT),
    ("Meses que abarca", ("instrument", "reference_period_months"), Kind.NUMBER),
    ("Idioma", ("instrument", "language"), Kind.TEXT),
    ("Fuente", ("instrument", "source"), Kind.TEXT),
    *((f"Puntos del nivel {n}", ("scoring", "scale_values", str(n)), Kind.NUMBER) for n in range(5)),
    ("Cobertura mínima por dimensión", ("scoring", "coverage", "minimum_dimension"), Kind.NUMBER),
    ("Cobertura mínima en conjunto", ("scoring", "coverage", "minimum_global"), Kind.NUMBER),
    ("Parte que puede ser «no aplica»", ("scoring", "not_applicable", "max_share_of_dimension_weight"), Kind.NUMBER),
    *((f"Tope sin evidencia: {label.lower()}", ("scoring", "evidence", "cap_without_accepted_evidence", kind), Kind.NUMBER)
      for label, kind in TYPES.items()),
    ("Cuentan solo las opciones con evidencia", ("scoring", "evidence", "multi_counts_only_options_with_evidence"), Kind.FLAG),
)  # fmt: skip


def answer_word(kind: str, key: str) -> str:
    """Return what the answer with a key of scoring.statements is called; a key that the type does not have stays."""
    return next((word for word, said in ANSWERS.get(kind, {}).items() if said == key), key)
