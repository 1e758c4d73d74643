"""CSV of votes or supports of a session on paper → validated rows, with errors that name the line."""

from collections.abc import Container
from dataclasses import dataclass, field

from cocreation.agendas.choices import LONGEST_CODE, LONGEST_GROUP
from cocreation.ranking.votes import CRITERIA, LEAST, MOST
from core.tables import Row, read_csv, refuse_all
from core.words import one_line
from territory.choices import place_code

WHO = ["voter", "group", "municipality"]
VOTES = [*WHO, "challenge", *CRITERIA]
SUPPORTS = [*WHO, "challenge"]
VALUES = tuple(map(str, range(LEAST, MOST + 1)))


@dataclass(frozen=True)
class Person:
    """`group` and `municipality` (DIVIPOLA) are "" where the session did not ask."""

    code: str
    group: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Ballot:
    """What one person gives one challenge: its numbers by criterion; none for a support, or where all was left open."""

    line: int
    person: Person
    challenge: str
    values: dict[str, int] = field(default_factory=dict)


def read_votes(text: str, *, name: str, challenges: Container[str], municipalities: Container[str]) -> list[Ballot]:
    """Return a row per person and challenge. Raises Refusal listing every bad line."""
    rows = read_csv(text, name=name, required=VOTES, known=VOTES)
    return _ballots(rows, name=name, challenges=challenges, municipalities=municipalities)


def read_supports(text: str, *, name: str, challenges: Container[str], municipalities: Container[str]) -> list[Ballot]:
    """Return a row per person and supported challenge. Raises Refusal listing every bad line."""
    rows = read_csv(text, name=name, required=SUPPORTS, known=SUPPORTS)
    return _ballots(rows, name=name, challenges=challenges, municipalities=municipalities)


def _ballots(rows: list[Row], *, name: str, challenges: Container[str], municipalities: Container[str]) -> list[Ballot]:
    problems: list[str] = []
    ballots: list[Ballot] = []
    people: dict[str, tuple[Person, int]] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        person = Person(one_line(row["voter"]), one_line(row["group"]), place_code(row["municipality"], municipalities))
        first, at = people.get(person.code, (person, row.line))
        faults = _faults_of_person(person, municipalities)
        if not faults and first != person:
            faults.append(f"la persona {person.code} tenía otro grupo o municipio en la línea {at}")
        if row["challenge"] not in challenges:
            faults.append(f"no hay un reto «{row['challenge'][:40]}» en la agenda")
        if before := seen.get((person.code, row["challenge"])):
            faults.append(f"la persona {person.code} ya está con el reto {row['challenge']} en la línea {before}")
        faults += [
            f"«{c}» va de 1 a 5, o vacío, y dice «{row[c][:20]}»" for c in CRITERIA if row[c] and row[c] not in VALUES
        ]
        problems += [f"línea {row.line}: {fault}" for fault in faults]
        if not faults:
            people.setdefault(person.code, (person, row.line))
            seen[person.code, row["challenge"]] = row.line
            values = {criterion: int(row[criterion]) for criterion in CRITERIA if row[criterion]}
            ballots.append(Ballot(row.line, person, row["challenge"], values))
    if not rows:
        problems.append("el archivo no tiene filas")
    refuse_all(problems, name=name)
    return ballots


def _faults_of_person(person: Person, municipalities: Container[str]) -> list[str]:
    faults = []
    if not 0 < len(person.code) <= LONGEST_CODE:
        faults.append(f"falta el código de la persona (voter) o pasa de {LONGEST_CODE} letras")
    if len(person.group) > LONGEST_GROUP:
        faults.append(f"el grupo pasa de {LONGEST_GROUP} letras")
    if person.municipality and person.municipality not in municipalities:
        faults.append(f"el portal no conoce el municipio «{person.municipality[:20]}»")
    return faults
