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
    """Return a code as DIVIPOLA has it, unless it is `known` as it is: spreadsheets make 5079, 5079.0 and 5.079 of 05079."""
    code = visible(text).strip()
    number = re.fullmatch(r"'?0?([1-9][0-9]?)[.,]?([0-9]{3})(?:[.,]0)?", code)
    return f"{number[1]}{number[2]}".zfill(5) if number and code not in known else code


ACT_DETAILS = {"boundaries": "límites"}
