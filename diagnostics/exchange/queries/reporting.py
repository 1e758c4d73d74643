"""A report in the order of another form: the rows of the file, its identification and its caveats."""

from collections.abc import Iterator
from datetime import date, datetime

from core.words import counted
from diagnostics.assessments.models import Assessment
from diagnostics.exchange.exports import crosswalk as columns
from diagnostics.exchange.queries.crosswalk import Form, Line, Support

UNREVIEWED = "Son las respuestas de la autoevaluación del municipio; la revisión no ha terminado."
REVIEWED = "Son las respuestas de la autoevaluación del municipio; no traen lo que decidió la revisión."
ORDER = "El orden y la relación con cada punto vienen de la edición del instrumento: compruebe lo que pide {}."


def about(assessment: Assessment, form: Form, at: datetime) -> dict[str, str]:
    edition = assessment.round.version.parsed
    return {
        "Municipio": str(assessment.municipality),
        "Ciclo": assessment.round.name,
        "Edición": f"{edition.name} ({edition.code} {edition.version})",
        "Norma" if form.is_norm else "Formulario": form.name,
        "Descargado": f"{at:%Y-%m-%d %H:%M}",
    }


def notes(assessment: Assessment, form: Form, lines: list[Line]) -> list[str]:
    demo = [f"{assessment.round.caveat}."] if assessment.round.caveat else []
    reserved = {s.evidence.pk for line in lines for s in line.supports if not s.evidence.is_public}
    some = counted(len(reserved), "evidencia reservada", "evidencias reservadas")
    warning = [f"Trae {some}: no publique el archivo así."] if reserved else []
    order = ORDER.format("la norma" if form.is_norm else "el formulario")
    return [*demo, REVIEWED if assessment.review_closed_at else UNREVIEWED, order, *warning]


def rows_of(lines: list[Line]) -> Iterator[columns.Row]:
    """Yield one row per evidence of each line, and one for a line without evidence."""
    for line in lines:
        said = {
            columns.ITEM: line.item,
            columns.TIE: line.tie,
            columns.CODE: line.question.code,
            columns.QUESTION: line.question.text,
            columns.STATE: line.state,
            columns.ANSWER: "\n".join(line.answer),
            columns.REASON: line.reason,
        }
        yield from (said | _evidence(support) for support in line.supports)
        if not line.supports:
            yield said


def _evidence(support: Support) -> dict[str, str]:
    evidence = support.evidence
    grounds = [evidence.get_reserve_ground_display(), evidence.reserve_reason]
    return {
        columns.EVIDENCE: evidence.name,
        columns.SOURCE: evidence.url or evidence.file_name,
        columns.PROVES: support.proves,
        columns.PLACE: support.place,
        columns.FIRST: _day(evidence.period_from),
        columns.LAST: _day(evidence.period_to),
        columns.SHA256: evidence.sha256,
        columns.VISIBILITY: evidence.get_visibility_display(),
        columns.GROUND: ". ".join(ground for ground in grounds if ground),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
