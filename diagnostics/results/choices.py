"""Constants of results."""

# What the log calls the acts of this app.
ACTS = {
    "erratum.published": "Fe de erratas publicada",
    "round.published": "Ciclo publicado",
    "assessment.published": "Diagnóstico publicado",
}
