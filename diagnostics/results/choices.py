# The words of the log for the actions of this app.
ACTS = {
    "erratum.published": "Fe de erratas publicada",
    "round.published": "Ciclo publicado",
    "assessment.published": "Diagnóstico publicado",
}
