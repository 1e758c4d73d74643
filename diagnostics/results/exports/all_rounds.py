"""The table over all published rounds."""

from dataclasses import replace

from core.datasets.fields import DATE, INTEGER, TEXT, Field, Resource
from diagnostics.results.exports import open_data

CODE = "todos-los-ciclos"
RESULTS = "displayed es el puntaje publicado y score el exacto. Vacío no es cero: no hay dato."

ALL_ROUNDS = Resource(
    "results", f"{CODE}.csv", "Resultados", "Un renglón por ciclo, municipio y total, dimensión, indicador o pregunta.",
    (
        Field("round", "Código del ciclo", TEXT, "Código del ciclo.", required=True),
        Field("round_name", "Ciclo", TEXT, "Nombre del ciclo.", required=True),
        Field("opens_on", "Abre", DATE, "Día en que abrió el ciclo.", "AAAA-MM-DD"),
        Field("cutoff_on", "Corte", DATE, "Día hasta el que se miró lo hecho.", "AAAA-MM-DD"),
        Field("closes_on", "Cierra", DATE, "Día en que cerró la autoevaluación.", "AAAA-MM-DD"),
        Field("published_on", "Publicado", DATE, "Día en que se publicó por primera vez.", "AAAA-MM-DD", required=True),
        Field("version", "Versión", INTEGER, "Versión del resultado, que sube con cada fe de erratas.", "número de versión",
              required=True),
        Field("instrument", "Instrumento", TEXT, "Código del instrumento.", required=True),
        Field("instrument_version", "Versión del instrumento", TEXT, "Versión del instrumento.", required=True),
        Field("comparable_group", "Grupo comparable", TEXT, "Los ciclos que comparten este código se pueden comparar.",
              required=True),
        open_data.PLACE, open_data.NAME, open_data.KIND, open_data.CODE, replace(open_data.CODE_NAME, since=1),
        open_data.SCORE, open_data.DISPLAYED, open_data.COVERAGE, open_data.LEVEL, open_data.LEVEL_NAME, open_data.BEFORE,
        open_data.PARTIAL, open_data.STATUS,
    ),
    ("round", "municipality", "kind", "code"),
)  # fmt: skip
