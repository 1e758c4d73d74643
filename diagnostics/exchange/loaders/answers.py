"""Reads a file of answers (product.md, section 3), CSV or XLSX; errors name the line and the column."""

from dataclasses import dataclass, field

from core.refusals import Refusal
from core.sheets.listing import read_table
from core.tables import Row, read_csv, refuse_all, rows_of
from core.words import first_ones
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models.answers import MAX_VALUE
from diagnostics.exchange.exports.answers import COLUMNS, ImportedAnswer
from diagnostics.scoring import values
from diagnostics.scoring.instrument import MULTI, NUMERIC, Instrument, Question
from diagnostics.scoring.values import InvalidValue
from files.loaders.links import is_web_link
from territory.choices import place_code

REQUIRED = COLUMNS[:3]
YES_NO = {"": False, "no": False, "si": True}
MOST_BYTES = 1024 * 1024  # of a file that a page takes
MOST_SHEET_ROWS = 4999  # core.sheets.book reads 5000, the heading among them
_BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
NO_ANSWERS = "el archivo no tiene respuestas"


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell. `line` is 0 where it is the file as a whole."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"línea {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True)
class Reading:
    """What a file says: its answers, or everything that is wrong with it.

    `thousands`: line, question and value of numbers that are read with decimals and look like thousands («1.234»).
    """

    answers: list[ImportedAnswer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    thousands: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def note(self) -> str:
        """A sentence about `thousands`, "" where there are none."""
        said = [f"«{value}» (línea {line}, {question})" for line, question, value in self.thousands]
        if not said:
            return ""
        return (
            f"El punto es la marca decimal: se leen con decimales {first_ones(said, 5)}. Si son miles, quite el punto."
        )


def read_rows(data: bytes, *, name: str) -> list[Row]:
    """Return the rows of a file that somebody uploads: XLSX, or CSV in UTF-8 with commas, semicolons or tabs.

    Refuses other files and encodings, files that are too large, and headings that are not those of COLUMNS.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("El archivo pesa más de 1 MB. Divídalo en varios: cada uno cambia solo las respuestas que trae.")
    if data.startswith(_BOOKS):
        table = read_table(data, max_bytes=MOST_BYTES, max_rows=MOST_SHEET_ROWS)
        return rows_of(table, name=name, required=REQUIRED, known=COLUMNS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise Refusal("El archivo no es un CSV ni un libro de Excel (.xlsx).") from None
        line = data[: error.start].count(b"\n") + 1
        raise Refusal(
            f"Línea {line}: el texto no está en UTF-8. Guárdelo como «CSV UTF-8», o como libro de Excel (.xlsx)."
        ) from None
    return read_csv(text, name=name, required=REQUIRED, known=COLUMNS, delimiters=",;\t")


def read_answers(text: str, *, name: str, instrument: Instrument, municipalities: set[str], layer: str) -> Reading:
    """Read the answers of a CSV text. `municipalities`: the codes that take part in the round.

    Raises Refusal with every bad line: unknown codes, repeated rows, values that are invalid for the question.
    """
    rows = read_csv(text, name=name, required=REQUIRED, known=COLUMNS)
    reading = judge(rows, instrument=instrument, municipalities=municipalities, layer=layer)
    refuse_all([str(fault) for fault in reading.faults], name=name)
    return reading


def judge(rows: list[Row], *, instrument: Instrument, municipalities: set[str], layer: str) -> Reading:
    reading = Reading()
    if not rows:
        reading.faults.append(Fault(0, "", NO_ANSWERS))
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        place = place_code(row["municipality"], municipalities)
        faults = _faults(row, place, instrument, municipalities, seen)
        reading.faults.extend(Fault(row.line, column, message) for column, message in faults)
        if not reading.faults:
            reading.answers.append(_answer(row, place, layer))
            if _may_be_thousands(row, instrument):
                reading.thousands.append((row.line, row["question"], row["value"]))
    return reading


def _may_be_thousands(row: Row, instrument: Instrument) -> bool:
    question = instrument.question_by_code[row["question"]]
    return question.type == NUMERIC and any(values.may_be_thousands(part.strip()) for part in row["value"].split("/"))


Faults = list[tuple[str, str]]  # column and what is wrong in it


def _faults(
    row: Row, place: str, instrument: Instrument, municipalities: set[str], seen: dict[tuple[str, str], int]
) -> Faults:
    key = (place, row["question"])
    faults = []
    if place not in municipalities:
        faults.append(("municipality", f"el municipio «{row['municipality'][:30]}» no participa en el ciclo"))
    question = instrument.question_by_code.get(row["question"])
    if question is None:
        unknown = f"la pregunta «{row['question'][:40]}» no es del instrumento {instrument.code}"
        return [*faults, ("question", unknown)]
    if key in seen:
        faults.append(("question", f"{place}, {question.code} ya está en la línea {seen[key]}"))
    seen.setdefault(key, row.line)
    for column in ("not_applicable", "na_accepted"):
        if row[column] not in YES_NO:
            faults.append((column, f"{column}: se esperaba si o no y dice «{row[column][:30]}»"))
    return faults + _value_faults(row, question) + _na_faults(row, question) + _evidence_faults(row, question)


def _value_faults(row: Row, question: Question) -> Faults:
    try:
        values.read(question, row["value"])
    except InvalidValue as error:
        return [("value", f"{question.code}: {error.in_file}")]
    too_long = len(row["value"]) > MAX_VALUE
    return [("value", f"{question.code}: el valor es demasiado largo")] if too_long else []


def _na_faults(row: Row, question: Question) -> Faults:
    code = question.code
    if row["not_applicable"] != "si":
        is_odd = row["na_accepted"] == "si"
        return [("na_accepted", f"{code}: na_accepted dice si y not_applicable no")] if is_odd else []
    faults = []
    if not question.na_allowed:
        faults.append(("not_applicable", f"{code}: esta pregunta no admite «no aplica»"))
    if row["value"]:
        faults.append(("value", f"{code}: trae un valor y «no aplica» a la vez"))
    if not row["na_reason"]:
        faults.append(("na_reason", f"{code}: falta la razón del «no aplica» (na_reason)"))
    if len(row["na_reason"]) > 1000:
        faults.append(("na_reason", f"{code}: la razón del «no aplica» pasa de 1000 letras"))
    return faults


def _evidence_faults(row: Row, question: Question) -> Faults:
    code = question.code
    faults = [
        ("evidence", f"{code}: «{link[:60]}» no es una dirección; debe empezar por http:// o https://")
        for link in _links(row)
        if not is_web_link(link)
    ]
    accepted = row["evidence_accepted"]
    if accepted not in YES_NO:
        options = {o.code for o in question.options} if question.type == MULTI else set()
        marked = accepted.split("|")
        if not options.issuperset(marked) or len(set(marked)) < len(marked):
            expected = "si, no u opciones separadas por |" if options else "si o no"
            said = f"{code}: evidence_accepted dice «{accepted[:30]}»; se esperaba {expected}"
            faults.append(("evidence_accepted", said))
    return faults


def _links(row: Row) -> list[str]:
    return list(dict.fromkeys(link.strip() for link in row["evidence"].split("|") if link.strip()))


def _answer(row: Row, place: str, layer: str) -> ImportedAnswer:
    # Municipalities do not accept their own answers: in the self-assessed layer the two columns are ignored.
    is_later = layer != Layer.SELF_ASSESSED
    accepted = row["evidence_accepted"] if is_later else ""
    return ImportedAnswer(
        municipality=place,
        question=row["question"],
        value=row["value"],
        not_applicable=YES_NO[row["not_applicable"]],
        na_reason=row["na_reason"],
        na_accepted=is_later and YES_NO[row["na_accepted"]],
        links=_links(row),
        evidence_accepted="" if accepted == "no" else accepted,
    )
