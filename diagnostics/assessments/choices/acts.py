"""Names of the actions on an assessment in the log, and of what it records of them."""

from core.acts import DateChange

ACTS = {
    "evidence.added": "Evidencia agregada",
    "evidence.attached": "Evidencia puesta en una respuesta",
    "evidence.declaration_withdrawn": "Declaración de datos personales retirada",
    "evidence.declared_clean": "Declaración: un archivo no trae datos personales",
    "evidence.described": "Datos de una evidencia",
    "evidence.detached": "Evidencia quitada de una respuesta",
    "evidence.forgotten": "Evidencia borrada",
    "evidence.hidden": "Archivo oculto por datos personales",
    "evidence.revised": "Evidencia cambiada por otra",
    "evidence.used_again": "Evidencia de un ciclo anterior",
    "facts.confirmed": "Datos del municipio confirmados",
    "round.cancelled": "Ciclo cancelado",
    "round.closed_early": "Autoevaluación cerrada antes",
    "round.ended": "Ensayo terminado",
    "round.municipality_added": "Municipio sumado al ciclo",
    "round.municipality_removed": "Municipio sacado del ciclo",
    "round.opened": "Ciclo abierto",
    "round.redated": "Fechas del ciclo cambiadas",
    "round.renamed": "Nombre del ciclo cambiado",
    "score.computed": "Puntajes calculados",
    "work.handed_over": "Trabajo entregado a otra persona",
    "work.split": "Reparto del trabajo",
    "assessment.reminded": "Recordatorio de la coordinación",
    "assessment.written_to": "Mensaje de la coordinación a los enlaces",
    "assessment.begun": "Empezó la autoevaluación",
    "assessment.signer_asked": "Se pidió una cuenta para la alcaldía",
    "assessment.submitted": "Enviado a la alcaldía",
    "assessment.withdrawn": "Municipio retirado del ciclo",
    "assessment.rejoined": "Municipio de vuelta en el ciclo",
}
ACT_DETAILS = {
    "changed": "respuestas cambiadas",
    "dimensions": "dimensiones",
    "due": "vence",
    "given": "dimensiones entregadas",
    "layer": "capa",
    "partial": "incompleto",
    "question": "pregunta",
    "questions": "preguntas",
    "taken": "dimensiones quitadas",
}
ACT_DETAILS_OF = {
    "round.closed_early": {"closes_on": DateChange("cierra")},
    "round.opened": {"rehearsal": "ensayo", "opens": "abre", "closes": "cierra", "cutoff": "corte"},
    "round.redated": {
        "opens_on": DateChange("abre"), "closes_on": DateChange("cierra"), "cutoff_on": DateChange("corte"),
    },
    "round.renamed": {"before": "se llamaba", "after": "se llama"},
}  # fmt: skip
