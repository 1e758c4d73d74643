"""Constants of territory, and its codes as people and spreadsheets write them."""

import re
from collections.abc import Container

from core.words import visible

# Labels of this app's actions in the audit log.
ACTS = {
    "boundaries.loaded": "Límites del mapa cargados",
    "municipality.loaded": "Municipio cargado desde un archivo",
    "boundaries.removed": "Límites del mapa retirados",
}


def place_code(text: str, known: Container[str] = ()) -> str:
    """Return a code with the zero that spreadsheets drop: «5079» and «5079.0» are 05079, unless that code is `known` as it is."""
    code = visible(text).strip()
    number = re.fullmatch(r"([1-9][0-9]{3,4})(\.0)?", code)
    return number[1].zfill(5) if number and code not in known else code


ACT_DETAILS = {"boundaries": "límites"}
