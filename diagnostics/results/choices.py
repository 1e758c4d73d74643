"""Constants of results."""

# What the log calls the acts of this app.
ACTS = {
    "erratum.published": "Fe de erratas publicada",
    "open_data.written": "Archivos de datos abiertos escritos",
    "round.published": "Ciclo publicado",
    "assessment.published": "Diagnóstico publicado",
}
