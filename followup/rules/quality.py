"""Questions of quality about a promise while it is written, answered in words. They never block; they are printed afterwards.

Of the method of OGP: whether it can be verified, whether it goes beyond routine, who, when, and with which evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MODEST, SUBSTANTIAL, UNCLEAR = "modesto", "sustancial", "no_es_claro"
# First words of milestones that say that somebody is busy, not what can be seen in the end.
VAGUE = (
    "apoyar",
    "avanzar",
    "coordinar",
    "fomentar",
    "fortalecer",
    "gestionar",
    "impulsar",
    "promover",
    "propender",
    "velar",
)


@dataclass(frozen=True)
class Promised:
    """`is_verifiable`, `ambition`: what the writer answered, None and "" where nothing. `milestones`: title and day."""

    milestones: Sequence[tuple[str, date]]
    start: date
    end: date
    office: str = ""
    office_role: str = ""
    contact: str = ""
    measure: str = ""
    is_verifiable: bool | None = None
    ambition: str = ""


@dataclass(frozen=True)
class Finding:
    """`is_met`: nothing is missing."""

    question: str
    answer: str
    is_met: bool


def findings(promised: Promised) -> list[Finding]:
    """Answer the five questions, always in the same order."""
    return [
        _verifiable(promised), _beyond_routine(promised), _who(promised), _when(promised), _evidence(promised),
    ]  # fmt: skip


def _verifiable(promised: Promised) -> Finding:
    vague = [number for number, (title, _) in enumerate(promised.milestones, 1) if _is_vague(title)]
    if promised.is_verifiable is None:
        answer = "Sin responder: diga si cada hito deja algo que otra persona pueda ver."
    elif not promised.is_verifiable:
        answer = "No: falta decir qué documento, dato o lugar mostrará que se hizo."
    elif vague:
        which = f"El hito {vague[0]} dice" if len(vague) == 1 else f"Los hitos {_listed(vague)} dicen"
        answer = f"Según quien lo escribió, sí. {which} qué se gestiona, no qué se podrá ver al final."
    else:
        answer = "Sí, según quien lo escribió: cada hito deja algo que otra persona puede ver."
    return Finding("¿Se puede comprobar?", answer, promised.is_verifiable is True and not vague)


def _beyond_routine(promised: Promised) -> Finding:
    answers = {
        SUBSTANTIAL: "Sustancial, según quien lo escribió: cambia de fondo lo que la gente recibe.",
        MODEST: "Modesto, según quien lo escribió: mejora algo que ya se hace.",
        UNCLEAR: "No es claro que haga algo distinto de lo que la oficina ya debe hacer.",
    }
    answer = answers.get(promised.ambition, "Sin responder: diga qué cambia frente a lo que la oficina ya hace.")
    return Finding("¿Va más allá de la rutina?", answer, promised.ambition in (MODEST, SUBSTANTIAL))


def _who(promised: Promised) -> Finding:
    missing = [
        word
        for word, said in (("el cargo", promised.office_role), ("un contacto público", promised.contact))
        if not said
    ]
    if not promised.office:
        return Finding("¿Quién responde?", "Falta la dependencia que responde.", False)
    answer = (
        f"{promised.office}. Falta {' y '.join(missing)}." if missing else f"{promised.office}, con cargo y contacto."
    )
    return Finding("¿Quién responde?", answer, not missing)


def _when(promised: Promised) -> Finding:
    count, days = len(promised.milestones), (promised.end - promised.start).days
    if not count:
        return Finding("¿Para cuándo?", "Falta al menos un hito con su fecha.", False)
    first = min(day for _, day in promised.milestones)
    answer = f"{_counted(count, 'hito')} en {_counted(max(1, days), 'día')}."
    if days > 90 and 2 * (first - promised.start).days > days:
        return Finding(
            "¿Para cuándo?", f"{answer} El primero llega después de la mitad: hasta entonces nada se ve.", False
        )
    return Finding("¿Para cuándo?", answer, True)


def _evidence(promised: Promised) -> Finding:
    if not promised.measure:
        return Finding(
            "¿Con qué evidencia?", "Cada hito pide la suya. Falta decir cuánto se promete, con un número.", False
        )
    return Finding("¿Con qué evidencia?", f"Cada hito pide la suya, y se dice cuánto: {promised.measure}", True)


def _is_vague(title: str) -> bool:
    words = title.casefold().split()
    return bool(words) and words[0].strip(".,;:«»") in VAGUE


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(numbers: Sequence[int]) -> str:
    said = [str(number) for number in numbers]
    return f"{', '.join(said[:-1])} y {said[-1]}"
