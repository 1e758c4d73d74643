"""The columns of the tables of pages: names and titles are those of the open data where the columns are the same."""

from core.downloads import Column
from diagnostics.results.exports import open_data

MUNICIPALITY, PLACE = open_data.PLACE, open_data.NAME
SCORE, DISPLAYED, COVERAGE, MEDIAN = open_data.SCORE, open_data.DISPLAYED, open_data.COVERAGE, open_data.MEDIAN
STATUS, QUESTION, QUESTION_TEXT = open_data.STATUS, open_data.QUESTION, open_data.QUESTION_TEXT
THEME_CODE, THEME = Column("dimension", "Dimensión"), Column("dimension_short_name", "Tema")
TOTAL, LEVEL = Column("total", "Total"), open_data.LEVEL_NAME
LEVEL_IN_WORDS = Column("level_in_words", "Nivel")  # or why there is none
REMARK = Column("remark", "Observación")
LEVEL_BEFORE = Column("level_name_before_gates", "Nivel sin la regla")
WEIGHT = Column("weight", "Peso")
DIFFERENCE, CHANGE = Column("difference", "Diferencia"), Column("change", "Cambio")
POINTS_OF_CHANGE = Column("points_of_change", "Puntos de cambio")
DISPLAYED_BEFORE = Column("displayed_before", "Puntaje anterior")
ANSWER, IN_WORDS, PROOFS = (
    Column("answer", "Respuesta"),
    Column("in_words", "En palabras"),
    Column("proofs", "Evidencias"),
)
ASKED, ANSWERED = Column("asked", "Les aplica"), Column("answered", "Respondieron")
MEDIAN_OF_CHOSEN = "Mediana de los escogidos"  # a row
LOWEST, HIGHEST = Column("lowest", "Mínimo"), Column("highest", "Máximo")
ROUND, PUBLISHED_ON = Column("round_name", "Ciclo"), Column("round_published_on", "Ciclo publicado")
BEFORE, ROUND_BEFORE = Column("before", "Ciclo anterior"), Column("round_name_before", "Ciclo anterior")
DECLARED = Column("declared", "Autoevaluación")
