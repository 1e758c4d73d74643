"""The table of the open data of practices: every column with its meaning. Names of people are those of reviewers who sign."""

from advisory.practices.choices import CostBand, Licence, PracticeState
from advisory.practices.exports.columns import ALL_COLUMNS
from core.datasets.fields import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, Field, Resource

_FIELDS = (
    Field("code", "Práctica", TEXT, "Código de la práctica.", required=True),
    Field("title", "Título", TEXT, "Qué se hizo, en una frase.", required=True),
    Field("municipality", "Municipio", TEXT, "Código DIVIPOLA de quien la hizo.", required=True),
    Field("theme", "Tema", TEXT, "Tema, en palabras de quien la escribió.", required=True),
    Field("problem", "Problema", TEXT, "Qué se quería resolver.", required=True),
    Field("what_was_done", "Qué se hizo", TEXT, "Los pasos, uno por línea.", required=True),
    Field("cost_band", "Costo", TEXT, "Además de los salarios, en pesos.", enum=tuple(CostBand.values), required=True),
    Field("months", "Meses", INTEGER, "Cuánto tardó hasta el resultado.", unit="meses", required=True),
    Field("result_number", "Resultado", NUMBER, "El número al que se llegó, exacto.", required=True),
    Field("result_unit", "Unidad", TEXT, "Qué cuenta el número.", required=True),
    Field("result_period", "Periodo", TEXT, "De cuándo es el número.", required=True),
    Field("conditions", "Condiciones", TEXT, "Qué hace falta para repetirla.", required=True),
    Field("what_failed", "Qué falló", TEXT, "Qué no funcionó.", required=True),
    Field("contact_office", "Contacto", TEXT, "Dependencia que responde preguntas.", required=True),
    Field("licence", "Licencia", TEXT, "Del texto de la práctica.", enum=tuple(Licence.values), required=True),
    Field("evidence", "Evidencias", TEXT, "Direcciones, separadas por espacios."),
    Field("question", "Pregunta", TEXT, "Código de la pregunta del diagnóstico que mejora."),
    Field("from_level", "Desde el nivel", INTEGER, "Nivel de la pregunta antes.", bounds=(1, 5)),
    Field("to_level", "Hasta el nivel", INTEGER, "Nivel al que lleva.", bounds=(1, 5)),
    Field("tags", "Etiquetas", TEXT, "Separadas por punto y coma."),
    Field("before_number", "Antes", NUMBER, "El mismo número, antes de la práctica; vacío, no se sabe."),
    Field("before_period", "Periodo de antes", TEXT, "De cuándo es el número de antes."),
    Field("state", "Estado", TEXT, "Aquí, siempre publicada.", enum=(PracticeState.PUBLISHED.value,)),
    Field("version", "Versión", INTEGER, "Número de la versión pública.", required=True),
    Field("reviewed_by", "Revisada por", TEXT, "El nombre con que firmó quien la revisó.", required=True),
    Field("reviewed_on", "Revisada el", DATE, "Día de la revisión.", required=True),
    Field("published_on", "Publicada el", DATE, "Día en que se publicó esta versión.", required=True),
    Field("reread_due_on", "Se vuelve a leer", DATE, "Desde cuándo hay que confirmar que sigue vigente.", required=True),
    Field("is_demo", "De demostración", BOOLEAN, "Si la práctica es inventada, de demostración.", required=True),
    Field("page", "Página", TEXT, "Dirección de la práctica.", required=True),
)  # fmt: skip
assert tuple(field.name for field in _FIELDS) == ALL_COLUMNS
PRACTICES = Resource(
    "practices", "practicas.csv", "Buenas prácticas",
    "La versión pública de cada práctica. Las primeras 22 columnas son las del archivo con que se cargan.", _FIELDS, ("code",),
)  # fmt: skip
TABLES = (PRACTICES,)
