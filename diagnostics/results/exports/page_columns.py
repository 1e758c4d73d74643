"""The columns of the tables of pages: named as in the open data where they are the same, in the words of the page for people."""

from core.downloads import Column
from diagnostics.results.exports import open_data

MUNICIPALITY, PLACE = open_data.PLACE, open_data.NAME
SCORE, DISPLAYED, COVERAGE, MEDIAN = open_data.SCORE, open_data.DISPLAYED, open_data.COVERAGE, open_data.MEDIAN
STATUS, QUESTION, QUESTION_TEXT = open_data.STATUS, open_data.QUESTION, open_data.QUESTION_TEXT
THEME_CODE, THEME = Column("dimension", "Código del tema"), Column("dimension_name", "Tema")
TOTAL, LEVEL = Column("displayed", "Total"), Column("level_name", "Nivel")
LEVEL_BEFORE = Column("level_name_before_gates", "Nivel sin la regla")
WEIGHT = Column("weight", "Peso")
DIFFERENCE, CHANGE = Column("difference", "Diferencia"), Column("change", "Cambio")
POINTS_OF_CHANGE = Column("points_of_change", "Puntos de cambio")
DISPLAYED_BEFORE = Column("displayed_before", "Puntaje anterior")
ANSWER, PROOFS = Column("in_words", "Respuesta"), Column("proofs", "Evidencias")
ASKED, ANSWERED = Column("asked", "Les aplica"), Column("answered", "Respondieron")
LOWEST, HIGHEST = Column("lowest", "Mínimo"), Column("highest", "Máximo")
ROUND, PUBLISHED_ON = Column("round_name", "Ciclo"), Column("published_on", "Publicado")
BEFORE, ROUND_BEFORE = Column("before", "Ciclo anterior"), Column("round_name_before", "Ciclo anterior")
DECLARED = Column("declared", "Autoevaluación")
