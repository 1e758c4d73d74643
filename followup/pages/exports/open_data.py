"""The tables of the open data of commitments: every column with its meaning. Nobody is in them."""

from core.datasets.fields import BOOLEAN, DATE, INTEGER, TEXT, Field, Resource
from followup.commitments.choices import Cadence, Completion, NewsKind, State
from followup.commitments.exports.sheets import OGP_AMBITION, OGP_COMPLETION
from followup.rules.states import Why

STATES, FOUND = tuple(State.values), tuple(Completion.values)
AMBITIONS, COMPLETIONS = tuple(OGP_AMBITION.values()), tuple(OGP_COMPLETION.values())
MILESTONES_ARE = "título~para cuándo~día con evidencia, separados por |; \\ antes de esos signos en un título."

CODE = Field("code", "Compromiso", TEXT, "Código del compromiso.", required=True)
IS_DEMO = Field(
    "is_demo", "De demostración", BOOLEAN, "Si la fila es de demostración: lo que dice es inventado.", required=True
)

COMMITMENTS = Resource(
    "commitments", "compromisos.csv", "Compromisos",
    "Cada compromiso con su estado de hoy. Las primeras 15 columnas son las del archivo con que se cargan.",
    (
        CODE,
        Field("title", "Qué se promete", TEXT, "Lo prometido, en una frase.", required=True),
        Field("origin", "Origen", TEXT, "De qué nace: brecha:CICLO:DIVIPOLA:PREGUNTA o acuerdo:AGENDA:ACUERDO; vacío, de nada."),
        Field("municipalities", "Municipios", TEXT, "Códigos DIVIPOLA de aquellos de que trata, separados por punto y coma."),
        Field("office", "Quién responde", TEXT, "Dependencia responsable.", required=True),
        Field("contact", "Contacto", TEXT, "Contacto público de la dependencia."),
        Field("agreed_on", "Acordado", DATE, "Día en que la dependencia lo aceptó; vacío, todavía es una propuesta."),
        Field("start", "Empieza", DATE, "Primer día.", required=True),
        Field("end", "Termina", DATE, "Último día, como está prometido hoy.", required=True),
        Field("original_end", "Terminaba", DATE, "Último día, como se prometió la primera vez. No cambia.", required=True),
        Field("cadence", "Novedades", TEXT, "Cada cuánto se esperan novedades.", enum=tuple(Cadence.values), required=True),
        Field("milestones", "Hitos", TEXT, MILESTONES_ARE),
        Field("closing", "Segunda lectura", TEXT, "Qué encontró quien lo cerró; vacío, sigue abierto.", enum=FOUND),
        Field("closed_on", "Cerrado", DATE, "Día de la segunda lectura."),
        Field("reason", "Razón", TEXT, "Por qué cambió o por qué no se cumplió."),
        Field("description", "Descripción", TEXT, "Qué cambia, para quién y cuánto."),
        Field("start_date", "Fecha de inicio", DATE, "«start», con el nombre de las fichas de OGP.", required=True),
        Field("end_date", "Fecha de fin", DATE, "«end», con el nombre de las fichas de OGP.", required=True),
        Field("lead_institution", "Institución líder", TEXT, "«office», con el nombre de las fichas de OGP.", required=True),
        Field("supporting_institutions", "Acompañan", TEXT, "Quiénes acompañan."),
        Field("verifiable", "Se puede comprobar", TEXT, "Lo que respondió quien lo escribió.", enum=("Yes", "No")),
        Field("ambition", "Ambición", TEXT, "Si va más allá de la rutina, en la escala de OGP.", enum=AMBITIONS),
        Field("completion", "Avance al cerrar", TEXT, "«closing», en la escala de OGP.", enum=COMPLETIONS),
        Field("early_results", "Primeros resultados", TEXT, "Palabras de la segunda lectura; no hay otro juicio de resultados."),
        Field("state", "Estado", TEXT, "El que se muestra: sale de las fechas y las evidencias.", enum=STATES, required=True),
        Field("derived", "Estado por la regla", TEXT, "El que daría la regla si nadie lo bajara.", enum=STATES, required=True),
        Field("why", "Por qué", TEXT, "Fila de la regla que decidió.", enum=tuple(why.value for why in Why), required=True),
        Field("mark", "Marcas", TEXT, "reformulado, sin novedades, no se cumplió en su fecha original; no son estados."),
        Field("changes", "Cambios", INTEGER, "Cuántas veces cambió lo prometido.", required=True),
        Field("tags", "Etiquetas", TEXT, "De territorio inteligente, separadas por punto y coma."),
        Field("indicator", "Indicador", TEXT, "Código del indicador que mueve."),
        Field("last_news_on", "Última novedad", DATE, "Día de la última novedad."),
        Field("last_news", "Qué pasó", TEXT, "La última novedad."),
        IS_DEMO,
        Field("page", "Página", TEXT, "Dirección del compromiso.", required=True),
    ),
    ("code",),
)  # fmt: skip
VERSIONS = Resource(
    "versions", "versiones.csv", "Versiones", "Qué se prometió cada vez, desde la primera. Ninguna se borra.",
    (
        CODE,
        Field("version", "Versión", INTEGER, "1 es la original.", required=True),
        Field("made_on", "Del", DATE, "Día de la versión.", required=True),
        Field("reason", "Razón", TEXT, "Por qué cambió."),
        Field("office", "Quién", TEXT, "Quién la hizo."),
        Field("title", "Qué se promete", TEXT, "Como decía esa versión.", required=True),
        Field("measure", "Cuánto", TEXT, "Como decía esa versión."),
        Field("start", "Empieza", DATE, "Como decía esa versión.", required=True),
        Field("end", "Termina", DATE, "Como decía esa versión.", required=True),
        IS_DEMO,
    ),
    ("code", "version"),
    {"code": ("commitments", "code")},
)  # fmt: skip
MILESTONES = Resource(
    "milestones", "hitos.csv", "Hitos", "Los pasos de cada compromiso, como están hoy.",
    (
        CODE,
        Field("number", "Número", INTEGER, "Su orden.", required=True),
        Field("title", "Hito", TEXT, "Qué se hace.", required=True),
        Field("due_on", "Para cuándo", DATE, "Su fecha.", required=True),
        Field("done_on", "Con evidencia desde", DATE, "Día en que se adjuntó la evidencia; vacío, falta."),
        IS_DEMO,
    ),
    ("code", "number"),
    {"code": ("commitments", "code")},
)  # fmt: skip
NEWS = Resource(
    "news", "novedades.csv", "Novedades", "Lo que contaron las dependencias.",
    (
        CODE,
        Field("on", "Día", DATE, "Cuándo se contó.", required=True),
        Field("kind", "Clase", TEXT, "Novedad, nota correctiva o razón.", enum=tuple(NewsKind.values), required=True),
        Field("office", "Quién", TEXT, "Quién la contó.", required=True),
        Field("text", "Qué pasó", TEXT, "Como se contó.", required=True),
        IS_DEMO,
    ),
    ("code", "on", "text"),
    {"code": ("commitments", "code")},
)  # fmt: skip
TABLES = (COMMITMENTS, VERSIONS, MILESTONES, NEWS)
