"""Wording of results without a level: one for each situation."""

NO_RESULT = "Sin resultado"
PARTIAL = "Resultado parcial"  # in place of a level, in pages and tables
PARTIAL_SHORT = "Parcial"  # names a group of municipalities and a column of counts
PARTIAL_FORECAST = "Saldría como resultado parcial, sin nivel"  # before an assessment is submitted
PARTIAL_RULE = "Un resultado parcial no tiene nivel y no entra en las comparaciones."
PARTIAL_REASON = "su resultado es parcial, respondió menos de lo necesario"  # why a municipality is not compared
PARTIAL_FLAG = "El resultado es parcial: no se compara ni cuenta en la mediana; null: sin resultado."  # in the API
# In the data dictionary of files already published: it must not change.
PARTIAL_FIELD = "Si respondió menos de lo necesario: tiene puntaje, no nivel, y no se compara."
