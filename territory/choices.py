"""Constants of territory."""

# What the log calls the acts of this app.
ACTS = {
    "boundaries.loaded": "Límites del mapa cargados",
    "boundaries.removed": "Límites del mapa retirados",
}
