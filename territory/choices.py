"""Constants of territory."""

# Labels of this app's actions in the audit log.
ACTS = {
    "boundaries.loaded": "Límites del mapa cargados",
    "boundaries.removed": "Límites del mapa retirados",
}
