"""CSV of commitments → validated rows, with errors that name the line (docs/followup.md)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from core.documents.fields import CODE, code_key
from core.tables import Row, read_csv, refuse_all
from core.words import one_line
from followup.commitments.choices import (
    LONGEST_CODE,
    LONGEST_CONTACT,
    LONGEST_OFFICE,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_MILESTONES,
    MOST_MUNICIPALITIES,
    TAKEN_CODES,
    Cadence,
    Completion,
    OriginKind,
)
from followup.commitments.exports.columns import (
    COLUMNS,
    EXPORTED_ONLY,
    OriginFields,
    split_at,
    unescaped,
    without_apostrophe,
)
from territory.choices import place_code

MOST_COMMITMENTS = 5000
YEARS = range(2000, 2101)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ORIGINS = {OriginKind.GAP: "brecha:CICLO:DIVIPOLA:PREGUNTA", OriginKind.AGREEMENT: "acuerdo:AGENDA:ACUERDO"}


@dataclass(frozen=True)
class MilestoneFields:
    title: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class CommitmentFields:
    """One row; dates as they are in it, `agreed_on` None for a proposal, `closing` "" while it is open."""

    line: int
    code: str
    title: str
    origin: OriginFields | None
    municipalities: tuple[str, ...]
    office: str
    contact: str
    agreed_on: date | None
    start: date
    end: date
    original_end: date
    cadence: str
    milestones: tuple[MilestoneFields, ...]
    closing: str
    closed_on: date | None
    reason: str


def read_commitments(text: str, *, name: str, municipalities: Container[str]) -> list[CommitmentFields]:
    """Return the rows of the file. Raises Refusal listing every fault with its line."""
    rows = read_csv(text, name=name, required=list(COLUMNS), known=[*COLUMNS, *EXPORTED_ONLY])
    problems: list[str] = []
    found: list[CommitmentFields] = []
    seen: dict[str, int] = {}
    if len(rows) > MOST_COMMITMENTS:
        problems.append(f"el archivo tiene {len(rows)} filas y se admiten hasta {MOST_COMMITMENTS}")
    for row in rows[:MOST_COMMITMENTS]:
        reader = _Reader(row, municipalities)
        fields = reader.read()
        if before := seen.get(code_key(fields.code)):
            reader.faults.append(f"el código «{fields.code}» ya está en la línea {before}")
        seen.setdefault(code_key(fields.code), row.line)
        problems += [f"línea {row.line}: {fault}" for fault in reader.faults]
        found.append(fields)
    if not rows:
        problems.append("el archivo no tiene filas")
    refuse_all(problems, name=name)
    return found


class _Reader:
    """Reads one row, and keeps what is wrong with it."""

    def __init__(self, row: Row, known: Container[str]) -> None:
        self.row, self.known, self.faults = row, known, list[str]()

    def read(self) -> CommitmentFields:
        start, end = self._day("start", required=True), self._day("end", required=True)
        fields = CommitmentFields(
            line=self.row.line, code=self._code(), title=self._text("title", LONGEST_TITLE, required=True),
            origin=self._origin(), municipalities=self._places(), office=self._text("office", LONGEST_OFFICE, required=True),
            contact=self._text("contact", LONGEST_CONTACT), agreed_on=self._day("agreed_on"), start=start or date.max,
            end=end or date.max, original_end=self._day("original_end") or end or date.max,
            cadence=self._choice("cadence", Cadence.values) or Cadence.QUARTERLY.value, milestones=self._milestones(),
            closing=self._choice("closing", Completion.values), closed_on=self._day("closed_on"),
            reason=self._text("reason", LONGEST_REASON),
        )  # fmt: skip
        self._check_together(fields)
        return fields

    def _check_together(self, fields: CommitmentFields) -> None:
        for column, day in (("end", fields.end), ("original_end", fields.original_end)):
            if day < fields.start != date.max:
                self.faults.append(f"«start» ({fields.start}) es posterior a «{column}» ({day})")
        if bool(fields.closing) != bool(fields.closed_on):
            given, missing = ("closing", "closed_on") if fields.closing else ("closed_on", "closing")
            self.faults.append(f"tiene «{given}» y le falta «{missing}»: van los dos o ninguno")
        if fields.agreed_on and not self.row["milestones"]:
            self.faults.append("ya se acordó («agreed_on») y no tiene hitos («milestones»): necesita al menos uno")

    def _cell(self, column: str) -> str:
        return one_line(without_apostrophe(self.row[column]))

    def _text(self, column: str, longest: int, *, required: bool = False) -> str:
        text = self._cell(column)
        if required and not text:
            self.faults.append(f"falta «{column}»")
        if len(text) > longest:
            self.faults.append(f"«{column}» tiene {len(text)} letras y caben {longest}")
        return text

    def _code(self) -> str:
        code = self._cell("code")
        if not code:
            self.faults.append("falta «code»")
        elif code_key(code) in TAKEN_CODES:
            self.faults.append(f"«{code}» no sirve de código: es la dirección de otra página del portal")
        elif not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            self.faults.append(
                f"«{code[:40]}» no sirve de código: letras sin tilde, cifras, punto y guion, hasta {LONGEST_CODE}"
            )
        return code

    def _choice(self, column: str, among: list[str]) -> str:
        text = self._cell(column)
        if text and text not in among:
            self.faults.append(f"«{column}» dice «{text[:40]}»; se esperaba {', '.join(among)} o vacío")
            return ""
        return text

    def _day(self, column: str, *, required: bool = False) -> date | None:
        text = self._cell(column)
        if not text and required:
            self.faults.append(f"falta «{column}»")
        return self._as_day(text, f"«{column}»") if text else None

    def _as_day(self, text: str, what: str) -> date | None:
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            self.faults.append(f"{what} dice «{text[:40]}» y no es una fecha como 2027-03-31")
            return None
        return day

    def _places(self) -> tuple[str, ...]:
        codes = [place_code(part, self.known) for part in re.split(r"[;|\s]+", self._cell("municipalities")) if part]
        if not codes:
            self.faults.append("falta «municipalities»: códigos DIVIPOLA separados por ;")
        self.faults += [
            f"el portal no conoce el municipio «{code[:20]}»" for code in dict.fromkeys(codes) if code not in self.known
        ]
        if len(set(codes)) < len(codes):
            self.faults.append("«municipalities» nombra dos veces el mismo municipio")
        if len(codes) > MOST_MUNICIPALITIES:
            self.faults.append(f"«municipalities» tiene {len(codes)} municipios y se admiten {MOST_MUNICIPALITIES}")
        return tuple(sorted(set(codes)))

    def _origin(self) -> OriginFields | None:
        text = self._cell("origin")
        if not text:
            return None
        kind, *parts = (part.strip() for part in text.split(":"))
        if kind == OriginKind.GAP and len(parts) == 3 and all(map(_fits, parts)):
            place = place_code(parts[1], self.known)
            if place not in self.known:
                self.faults.append(f"«origin»: el portal no conoce el municipio «{place[:20]}»")
            return OriginFields(kind, parts[0], parts[2], place)
        if kind == OriginKind.AGREEMENT and len(parts) == 2 and all(map(_fits, parts)):
            return OriginFields(kind, *parts)
        self.faults.append(f"«origin» dice «{text[:60]}»; se esperaba {' o '.join(ORIGINS.values())}, o vacío")
        return None

    def _milestones(self) -> tuple[MilestoneFields, ...]:
        text = self._cell("milestones")
        parts = split_at("|", text) if text else []
        if len(parts) > MOST_MILESTONES:
            self.faults.append(f"tiene {len(parts)} hitos y se admiten {MOST_MILESTONES}")
        found = [self._milestone(number, part) for number, part in enumerate(parts[:MOST_MILESTONES], 1)]
        return tuple(one for one in found if one)

    def _milestone(self, number: int, text: str) -> MilestoneFields | None:
        cells = [unescaped(cell.strip()) for cell in split_at("~", text)]
        if len(cells) not in (2, 3) or not cells[0] or not cells[1]:
            self.faults.append(
                f"el hito {number} dice «{text[:60]}»; se esperaba título~fecha~día con evidencia (o vacío)"
            )
            return None
        if len(cells[0]) > LONGEST_TITLE:
            self.faults.append(f"el título del hito {number} tiene {len(cells[0])} letras y caben {LONGEST_TITLE}")
        due_on = self._as_day(cells[1], f"la fecha del hito {number}")
        done = cells[2] if len(cells) == 3 else ""
        done_on = self._as_day(done, f"el día con evidencia del hito {number}") if done else None
        return MilestoneFields(cells[0], due_on, done_on) if due_on else None


def _fits(part: str) -> bool:
    return 0 < len(part) <= 80
