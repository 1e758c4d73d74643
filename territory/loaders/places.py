"""CSV of municipalities → validated rows, with errors that name the line."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from core.refusals import Refusal
from core.tables import Row, read_csv, refuse_all
from core.words import one_line
from territory.choices import place_code

POPULATION = re.compile(r"population_([0-9]{4})$")
MAX_ORDER = 10_000
MAX_PLACES = 2_000  # Colombia has 1 103


@dataclass(frozen=True)
class Place:
    """One municipality of the file; `facts` holds the columns without a field of their own."""

    divipola: str
    name: str
    official_name: str
    slug: str
    order: int | None
    population: int | None
    population_year: int | None
    neighbours: list[str]
    facts: dict[str, str] = field(default_factory=dict)


OWN_COLUMNS = {"divipola", "name", "official_name", "slug", "order_north_to_south", "neighbours_inside_area"}


def read_places(text: str, *, name: str, codes: Container[str] = ()) -> list[Place]:
    """Return the places of a CSV; only `divipola` and `name` are required. `codes`: those of the municipalities that exist.

    Raises Refusal listing every bad line.
    """
    rows = [_in_lines(row) for row in read_csv(text, name=name, required=["divipola", "name"])]
    if len(rows) > MAX_PLACES:
        raise Refusal(f"{name}: tiene {len(rows)} municipios y se admiten hasta {MAX_PLACES}.")
    problems: list[str] = []
    places, seen = [], {}
    for row in rows:
        code = place_code(row["divipola"], codes)
        faults = _faults(row, code, seen)
        problems += [f"línea {row.line}: {fault}" for fault in faults]
        if not faults:
            seen[code] = row.line
            places.append(_place(row, code, codes))
    if not rows:
        problems.append("el archivo no tiene municipios")
    refuse_all(problems, name=name)
    return places


def _in_lines(row: Row) -> Row:
    """Each cell in one line: names stand in subjects, headings and files."""
    return Row(row.line, {column: one_line(cell) for column, cell in row.cells.items()})


def _faults(row: Row, code: str, seen: dict[str, int]) -> list[str]:
    faults = []
    if not re.fullmatch(r"[\w.-]{1,20}", code) or any(c.isdigit() and not c.isascii() for c in code):
        faults.append(f"«{code[:30]}» no sirve de código (divipola): hasta 20 letras, cifras, puntos o guiones")
    if code in seen:
        faults.append(f"el código {code} ya está en la línea {seen[code]}")
    if not 0 < len(row["name"]) <= 120:
        faults.append("falta el nombre (name) o pasa de 120 letras")
    if row["slug"] and not re.fullmatch(r"[a-z0-9-]{1,80}", row["slug"]):
        faults.append(f"«{row['slug'][:30]}» no sirve de dirección (slug): minúsculas sin tilde, cifras y guiones")
    if len(row["official_name"]) > 160:
        faults.append("el nombre oficial (official_name) pasa de 160 letras")
    for column in ["order_north_to_south", *[c for c in row.cells if POPULATION.match(c)]]:
        if row[column] and not re.fullmatch(r"[0-9]{1,9}", row[column]):
            faults.append(f"{column}: se esperaba un número entero y dice «{row[column][:30]}»")
        elif column == "order_north_to_south" and int(row[column] or 0) > MAX_ORDER:
            faults.append(f"{column}: el mayor que se admite es {MAX_ORDER} y dice {row[column]}")
    return faults


def _place(row: Row, code: str, codes: Container[str]) -> Place:
    populations = sorted(
        (int(match[1]), int(row[column])) for column in row.cells if (match := POPULATION.match(column)) and row[column]
    )
    year, population = populations[-1] if populations else (None, None)
    return Place(
        divipola=code,
        name=row["name"],
        official_name=row["official_name"],
        slug=row["slug"],
        order=int(row["order_north_to_south"]) if row["order_north_to_south"] else None,
        population=population,
        population_year=year,
        neighbours=[place_code(one, codes) for one in row["neighbours_inside_area"].split(";") if one.strip()],
        facts={column: value for column, value in row.cells.items() if column not in OWN_COLUMNS and value},
    )
