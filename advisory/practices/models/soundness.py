"""What cannot be said in a practice, whoever says it: asked by forms, files and actions alike."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisory.practices.choices import DECIMALS, DIGITS, LEVELS, MOST_MONTHS

_RANGE = f"del {LEVELS[0]} al {LEVELS[-1]}"


def faults_of(said: Mapping[str, Any]) -> dict[str, str]:
    """Return a sentence for each field that does not go with the others. What is only missing is no fault."""
    found = {name: fault for name in ("result_number", "before_number") if (fault := number_fault(said[name]))}
    if (said["before_number"] is None) != (not said["before_period"]):
        found.setdefault("before_number", "Escriba el número de antes con su periodo, o ninguno de los dos.")
    if said["months"] is not None and not 1 <= said["months"] <= MOST_MONTHS:
        found["months"] = f"Escriba los meses en un número entero, de 1 a {MOST_MONTHS}."
    start, end = said["from_level"], said["to_level"]
    if (start is None) != (end is None):
        found["to_level"] = "Escriba los dos niveles, o ninguno."
    elif start is not None and not (start in LEVELS and end in LEVELS and start < end):
        found["to_level"] = f"Los niveles van {_RANGE}, y el segundo es mayor que el primero."
    elif start is not None and not said["question"]:
        found["question"] = "Escriba de qué pregunta son los niveles."
    return found


def number_fault(number: Decimal | None) -> str:
    """Why a number does not fit exactly into its column; "" if it does."""
    if number is None:
        return ""
    if abs(number) >= Decimal(10) ** (DIGITS - DECIMALS):
        return f"Es un número demasiado grande: caben {DIGITS - DECIMALS} cifras."
    if number != round(number, DECIMALS):
        return f"Tiene más de {DECIMALS} decimales."
    return ""
