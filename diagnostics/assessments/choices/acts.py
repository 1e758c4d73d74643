"""Names of the actions on an assessment in the log."""

ACTS = {
    "answers.from_workbook": "Respuestas desde una planilla",
    "answers.imported": "Respuestas cargadas desde un archivo",
    "evidence.added": "Evidencia agregada",
    "evidence.attached": "Evidencia puesta en una respuesta",
    "evidence.described": "Datos de una evidencia",
    "evidence.detached": "Evidencia quitada de una respuesta",
    "evidence.forgotten": "Evidencia borrada",
    "evidence.revised": "Evidencia cambiada por otra",
    "evidence.used_again": "Evidencia de un ciclo anterior",
    "facts.confirmed": "Datos del municipio confirmados",
    "round.opened": "Ciclo abierto",
    "score.computed": "Puntajes calculados",
    "work.handed_over": "Trabajo entregado a otra persona",
    "work.split": "Reparto del trabajo",
    "assessment.begun": "Empezó la autoevaluación",
    "assessment.submitted": "Enviado a la alcaldía",
    "assessment.withdrawn": "Municipio retirado del ciclo",
    "assessment.rejoined": "Municipio de vuelta en el ciclo",
}
