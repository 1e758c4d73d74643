"""Names of the actions on files of answers in the log, and of what it records of them."""

ACTS = {
    "answers.from_workbook": "Respuestas desde una planilla",
    "answers.imported": "Respuestas cargadas desde un archivo",
}
ACT_DETAILS = {"rows": "filas", "written": "escritas"}
