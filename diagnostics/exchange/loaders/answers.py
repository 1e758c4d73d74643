"""Reads a CSV file of answers (product.md, section 3); errors name the line."""

from dataclasses import dataclass

from core.tables import Row, read_csv, refuse_all
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models.answers import MAX_VALUE
from diagnostics.scoring import values
from diagnostics.scoring.instrument import MULTI, Instrument, Question
from diagnostics.scoring.values import InvalidValue
from files.loaders.links import is_web_link
from territory.choices import place_code

COLUMNS = [
    "municipality", "question", "value", "not_applicable", "na_reason", "na_accepted", "evidence", "evidence_accepted",
]  # fmt: skip
YES_NO = {"": False, "no": False, "si": True}


@dataclass(frozen=True)
class ImportedAnswer:
    municipality: str
    question: str
    value: str
    not_applicable: bool
    na_reason: str
    na_accepted: bool
    links: list[str]
    evidence_accepted: str


def read_answers(
    text: str, *, name: str, instrument: Instrument, municipalities: set[str], layer: str
) -> list[ImportedAnswer]:
    """Read the answers of a CSV text. `municipalities`: the codes that take part in the round.

    Raises Refusal with every bad line: unknown codes, repeated rows, values that are invalid for the question.
    """
    rows = read_csv(text, name=name, required=COLUMNS[:3], known=COLUMNS)
    problems: list[str] = [] if rows else ["el archivo no tiene respuestas"]
    answers: list[ImportedAnswer] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        place = place_code(row["municipality"], municipalities)
        faults = _faults(row, place, instrument, municipalities, seen)
        problems += [f"línea {row.line}: {fault}" for fault in faults]
        if not faults and not problems:
            answers.append(_answer(row, place, layer))
    refuse_all(problems, name=name)
    return answers


def _faults(
    row: Row, place: str, instrument: Instrument, municipalities: set[str], seen: dict[tuple[str, str], int]
) -> list[str]:
    key = (place, row["question"])
    faults = []
    if place not in municipalities:
        faults.append(f"el municipio «{row['municipality'][:30]}» no participa en el ciclo")
    question = instrument.question_by_code.get(row["question"])
    if question is None:
        return [*faults, f"la pregunta «{row['question'][:40]}» no es del instrumento {instrument.code}"]
    if key in seen:
        faults.append(f"{place}, {question.code} ya está en la línea {seen[key]}")
    seen.setdefault(key, row.line)
    for column in ("not_applicable", "na_accepted"):
        if row[column] not in YES_NO:
            faults.append(f"{column}: se esperaba si o no y dice «{row[column][:30]}»")
    return faults + _value_faults(row, question) + _na_faults(row, question) + _evidence_faults(row, question)


def _value_faults(row: Row, question: Question) -> list[str]:
    try:
        values.read(question, row["value"])
    except InvalidValue as error:
        return [f"{question.code}: {error.in_file}"]
    return [f"{question.code}: el valor es demasiado largo"] if len(row["value"]) > MAX_VALUE else []


def _na_faults(row: Row, question: Question) -> list[str]:
    if row["not_applicable"] != "si":
        return [f"{question.code}: na_accepted dice si y not_applicable no"] if row["na_accepted"] == "si" else []
    faults = []
    if not question.na_allowed:
        faults.append(f"{question.code}: esta pregunta no admite «no aplica»")
    if row["value"]:
        faults.append(f"{question.code}: trae un valor y «no aplica» a la vez")
    if not row["na_reason"]:
        faults.append(f"{question.code}: falta la razón del «no aplica» (na_reason)")
    if len(row["na_reason"]) > 1000:
        faults.append(f"{question.code}: la razón del «no aplica» pasa de 1000 letras")
    return faults


def _evidence_faults(row: Row, question: Question) -> list[str]:
    faults = []
    for link in _links(row):
        if not is_web_link(link):
            faults.append(f"{question.code}: «{link[:60]}» no es una dirección; debe empezar por http:// o https://")
    accepted = row["evidence_accepted"]
    if accepted not in YES_NO:
        options = {o.code for o in question.options} if question.type == MULTI else set()
        marked = accepted.split("|")
        if not options.issuperset(marked) or len(set(marked)) < len(marked):
            expected = "si, no u opciones separadas por |" if options else "si o no"
            faults.append(f"{question.code}: evidence_accepted dice «{accepted[:30]}»; se esperaba {expected}")
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
