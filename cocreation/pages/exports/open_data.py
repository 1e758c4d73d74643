"""The tables of an agenda's open data: every column with its meaning. No person, no address, no signature, no neighbourhood."""

from cocreation.agendas.choices import Criterion, Theme
from cocreation.contributions.choices import Kind, Origin, Outcome, Zone
from cocreation.contributions.choices.process import PUBLIC
from core.datasets.fields import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, Field, Resource

CHALLENGE = Field("challenge", "Reto", TEXT, "Código del reto.", required=True)
CONTRIBUTION = Field("contribution", "Aporte", TEXT, "Código del aporte.", required=True)
TEXT_OF_CHALLENGE = Field("text", "Texto", TEXT, "El reto, como se votó.", required=True)
PLACE = "Código DIVIPOLA del municipio; vacío si no se dijo."

VOTES = Resource(
    "votes", "votos.csv", "Votos por nota",
    "Cuántas personas dieron cada nota a cada reto en cada criterio. Conteos: ninguna fila es de una persona.",
    (
        CHALLENGE,
        Field("criterion", "Criterio", TEXT, "Qué se votó.", enum=tuple(Criterion.values), required=True),
        Field("value", "Nota", INTEGER, "De 1 a 5.", bounds=(1, 5), required=True),
        Field("count", "Personas", INTEGER, "Cuántas personas dieron esa nota.", required=True),
    ),
    ("challenge", "criterion", "value"),
)  # fmt: skip
RANKING = Resource(
    "ranking", "ranking.csv", "Orden de los retos", "El resultado congelado: puesto, puntaje y medianas de cada reto.",
    (
        CHALLENGE,
        Field("place", "Puesto", INTEGER, "Vacío si a un criterio le faltan votos. Los iguales comparten puesto."),
        Field("score", "Puntaje exacto", TEXT, "De 1 a 5, como fracción exacta: 263/90."),
        Field("displayed", "Puntaje", TEXT, "Con dos decimales, redondeado una vez desde el exacto."),
        Field("people", "Personas afectadas", NUMBER, "Mediana de las notas."),
        Field("urgency", "Urgencia", NUMBER, "Mediana de las notas."),
        Field("scope", "Alcance", TEXT, "1 + 4·(m − 1)/9, como fracción exacta; m: municipios que nombra el reto."),
        Field("feasibility", "Factibilidad", NUMBER, "Mediana de las notas."),
        Field("voters", "Personas", INTEGER, "Personas con al menos una nota en este reto."),
        Field("municipalities", "Municipios", INTEGER, "Cuántos municipios nombra el reto.", bounds=(1, 10)),
        Field("undecided", "En zona de indecisión", BOOLEAN, "Si cambia de lado del corte sin una persona o con otros pesos."),
        Field("supports", "Apoyos", INTEGER, "Personas que lo apoyaron."),
        TEXT_OF_CHALLENGE,
    ),
    ("challenge",),
)  # fmt: skip
CONTRIBUTIONS = Resource(
    "contributions", "aportes.csv", "Aportes",
    "Problemas e ideas publicados. Sin firma ni barrio: la firma está en la página de cada aporte, que su autor puede borrar, y "
    "un archivo ya bajado no se borra; con el barrio se podría reconocer a una persona.",
    (
        CONTRIBUTION,
        Field("kind", "Qué es", TEXT, "Problema o idea.", enum=tuple(Kind.values), required=True),
        Field("theme", "Tema", TEXT, "Tema de la agenda.", enum=tuple(Theme.values), required=True),
        Field("challenge", "Reto", TEXT, "Código del reto al que responde una idea."),
        Field("title", "Título", TEXT, "Como se lee ahora."),
        Field("text", "Texto", TEXT, "Como se lee ahora."),
        Field("municipality", "Municipio", TEXT, PLACE),
        Field("zone", "Zona", TEXT, "Urbana o rural; vacía si no se dijo.", enum=("", *Zone.values)),
        Field("channel", "Canal", TEXT, "Por dónde llegó.", enum=tuple(Origin.values), required=True),
        Field("state", "Estado", TEXT, "En qué va.", enum=tuple(state.value for state in PUBLIC), required=True),
        Field("received_on", "Recibido", DATE, "Día en que se recibió.", required=True),
        Field("published_on", "Publicado", DATE, "Día en que se publicó."),
        Field("merged_into", "Unido en", TEXT, "Código del aporte en que se unió, si se unió."),
        Field("supports", "Apoyos", INTEGER, "Personas que lo apoyan."),
        Field("comments", "Comentarios", INTEGER, "Comentarios publicados."),
    ),
    ("contribution",),
)  # fmt: skip
COMMENTS = Resource(
    "comments", "comentarios.csv", "Comentarios", "Comentarios publicados de los aportes. Sin firma, como los aportes.",
    (
        Field("comment", "Comentario", INTEGER, "Número del comentario en el portal.", required=True),
        CONTRIBUTION,
        Field("reply_to", "Responde a", INTEGER, "Número del comentario al que responde."),
        Field("office", "Dependencia", TEXT, "La que comenta; vacía si es una persona."),
        Field("text", "Texto", TEXT, "El comentario.", required=True),
        Field("received_on", "Recibido", DATE, "Día en que se recibió.", required=True),
    ),
    ("comment",),
    {"contribution": ("contributions", "contribution")},
)  # fmt: skip
ANSWERS = Resource(
    "answers", "respuestas.csv", "Respuestas",
    "Respuestas razonadas de las dependencias. Firma la dependencia, nunca una persona.",
    (
        CONTRIBUTION,
        Field("outcome", "Resultado", TEXT, "Si se acoge.", enum=tuple(Outcome.values), required=True),
        Field("headline", "En una frase", TEXT, "La respuesta en una frase.", required=True),
        Field("taken_up", "Qué se acoge", TEXT, "Qué se acoge."),
        Field("not_taken_up", "Qué no", TEXT, "Qué no se acoge, y por qué."),
        Field("resources", "Recursos", TEXT, "Con qué recursos."),
        Field("what_follows", "Qué sigue", TEXT, "Qué sigue."),
        Field("office", "Dependencia", TEXT, "Quién responde.", required=True),
        Field("municipality", "Municipio", TEXT, PLACE),
        Field("asked_on", "Desde", DATE, "Día desde el que corría el término.", required=True),
        Field("due_on", "Término", DATE, "Último día del término.", required=True),
        Field("answered_on", "Respondida", DATE, "Día de la respuesta.", required=True),
        Field("review", "Revisión", TEXT, "Si otra persona la revisa: pedida, se_mantiene o cambia. Vacío: nadie lo pidió."),
        Field("reviewed_outcome", "Resultado revisado", TEXT, "Si se acoge, después de revisarla.", enum=tuple(Outcome.values)),
        Field("reviewed_on", "Revisada", DATE, "Día en que otra persona decidió."),
    ),
    ("contribution",),
    {"contribution": ("contributions", "contribution")},
)  # fmt: skip
QUALITY = Resource(
    "quality", "calidad.csv", "Calidad del proceso",
    "Cada medida con su numerador y su denominador, desde que la agenda cierra. No hay un puntaje que las resuma.",
    (
        Field("measure", "Medida", TEXT, "Nombre corto y fijo de la medida.", required=True),
        Field("label", "Qué se mira", TEXT, "La medida en palabras.", required=True),
        Field("part", "Numerador", NUMBER, "Lo que se cuenta; en «días», la mediana.", required=True),
        Field("part_is", "Qué es el numerador", TEXT, "Lo que cuenta el numerador.", required=True),
        Field("whole", "Denominador", INTEGER, "De cuántos. Con 0 no hay dato.", required=True),
        Field("whole_is", "Qué es el denominador", TEXT, "Lo que cuenta el denominador.", required=True),
        Field("unit", "Unidad", TEXT, "Cómo se lee el cociente.", enum=("%", "por mil", "veces", "días"), required=True),
    ),
    ("measure",),
)  # fmt: skip
OF_RESULT, OF_TALK = (VOTES, RANKING), (CONTRIBUTIONS, COMMENTS, ANSWERS)
TABLES = (*OF_RESULT, *OF_TALK, QUALITY)
