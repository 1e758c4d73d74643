"""Writing a measurement and sending it to be approved: the town hall's part (docs/followup.md, «Measuring»)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of
from core import audit
from core.process.transitions import begin, locked, require_state, transition
from core.refusals import Refusal
from files.actions import stored_files
from files.loaders.uploads import Judged
from followup.evidence.actions import evidence as proofs
from followup.evidence.choices import MOST_EVIDENCE
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions import telling
from followup.indicators.actions.periods import held, period_of, require_begun, require_ended, require_open
from followup.indicators.choices import MOST_DECIMALS, MOST_FIGURES, MeasurementState
from followup.indicators.models import Indicator, IndicatorSheet, Measurement
from followup.indicators.queries.sheets import is_typed, sheet_of
from followup.indicators.queries.values import out_of_bounds
from territory.models import Municipality

S = MeasurementState
CHANGED = "Otra persona cambió esta medición mientras usted escribía. Mire qué dice ahora y decida otra vez; lo suyo sigue aquí."
NONE_HERE = "Este indicador no lleva denominador."


class MayNotWrite(Refusal):
    """The person does not write measurements of that municipality."""


class IsCounted(Refusal):
    """Nobody types what the portal counts."""


class NotComplete(Refusal):
    """Something that is sent is missing, or the numbers do not go together."""


class TooManyEvidence(Refusal):
    """A measurement has up to MOST_EVIDENCE at one time."""


@dataclass(frozen=True)
class Said:
    """What a person says of a measurement. `evidence`: new addresses and files; `without`: key of one that is taken out."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""
    evidence: Sequence[str | Judged] = ()
    without: int | None = None
    is_demo: bool = False


@transaction.atomic
def save_draft(
    *, indicator: Indicator, municipality: Municipality, period: str, said: Said, seen: int, by: User, at: datetime
) -> Measurement:
    """Keep what was written so far; the same again changes nothing. `seen`: the version that was read, 0 before the first.

    Refuses MayNotWrite, IsCounted, PeriodDoesNotFit, PeriodLocked, NotYet, WrongState, Stale, NotComplete, TooManyEvidence.
    """
    row, sheet = _opened(indicator, municipality, period, said, by, at)
    require_state(row, S.DRAFT, S.RETURNED)
    _store(_changed(row, sheet, said, seen, by, at))
    return row


@transaction.atomic
def send(
    *, indicator: Indicator, municipality: Municipality, period: str, said: Said, seen: int, by: User, at: datetime
) -> Measurement:
    """Keep what was written and send it. What was sent like that stays so: a button pressed twice. Refuses as `save_draft`."""
    row, sheet = _opened(indicator, municipality, period, said, by, at)
    if row.state == S.SENT and _is_repeated(row, said):
        return row
    require_state(row, S.DRAFT, S.RETURNED)
    added = _changed(row, sheet, said, seen, by, at)
    require_ended(row.period, at)
    require_complete(row, sheet)
    row.sent_by, row.version = by, row.version + 1
    data = {"version": row.version}
    transition(row, "measurement.sent", S.SENT, by=by, at=at, data=data, fields=("sent_by", "version"))
    telling.tell_sent(row, sheet, at=at)
    _store(added)
    return row


def sheet_in_force(indicator: Indicator) -> IndicatorSheet:
    """Return the sheet by which it is measured now. Refuses an indicator without one."""
    found = sheet_of(indicator.code)
    if found is None:
        raise Refusal(f"{indicator.code} no tiene ficha.")
    return found


def require_typed(sheet: IndicatorSheet) -> None:
    """Refuse IsCounted."""
    if not is_typed(sheet):
        raise IsCounted(f"{sheet.code} lo cuenta el portal: no se escribe.")


def require_complete(row: Measurement, sheet: IndicatorSheet) -> None:
    """Refuse NotComplete unless its numbers make a value that the sheet admits, or say why there is none."""
    missing = {}
    if row.numerator is None:
        missing["numerator"] = ["Escriba el número." if not sheet.has_denominator else "Escriba el numerador."]
    if sheet.has_denominator and row.denominator is None:
        missing["denominator"] = ["Escriba el denominador. Si no hubo casos, escriba 0."]
    if row.denominator == 0 and not row.note:
        missing["note"] = ["Con denominador 0 el indicador no aplica este periodo: diga por qué."]
    if row.denominator == 0 and row.numerator:
        missing["numerator"] = ["Con denominador 0 el numerador también es 0."]
    if missing:
        raise NotComplete("Falta algo para enviarla.", fields=missing)
    if said := out_of_bounds(sheet, row.numerator, row.denominator):
        raise NotComplete(said, fields={"numerator": [said]})


def _opened(
    indicator: Indicator, municipality: Municipality, period: str, said: Said, by: User, at: datetime
) -> tuple[Measurement, IndicatorSheet]:
    """Return the measurement, made now if this is its first time, with its period held: period first, then measurement."""
    if not can(by, Permission.WRITE_MEASUREMENTS, municipality):
        raise MayNotWrite("La escribe quien mide en la alcaldía de ese municipio.")
    sheet = sheet_in_force(indicator)
    require_typed(sheet)
    found = held(period_of(period, sheet))
    require_open(found)
    require_begun(found, at)
    rows = Measurement.objects.filter(indicator=indicator, municipality=municipality, period=found)
    if (row := rows.first()) is not None:
        return locked(row), sheet
    row = Measurement(
        indicator=indicator, municipality=municipality, period=found, version=0, is_demo=said.is_demo
    )  # fmt: skip
    begin(row, at)
    row.save()
    return row, sheet


def _changed(
    row: Measurement, sheet: IndicatorSheet, said: Said, seen: int, by: User, at: datetime
) -> list[tuple[FollowupEvidence, str | Judged]]:
    """Write what differs from what is kept, and return the evidence that is new: its bytes are stored last."""
    _require_fit(sheet, said)
    known = {_mark(one): one for one in row.evidence.all()}
    fresh = [one for mark, one in {_mark(one): one for one in said.evidence}.items() if mark not in known]
    out = next((one for one in known.values() if one.pk == said.without), None)
    if _words(row) == _words(said) and not fresh and out is None:
        return []
    row.require_seen(seen, CHANGED)
    if len(known) - (out is not None) + len(fresh) > MOST_EVIDENCE:
        said_why = f"Una medición lleva hasta {MOST_EVIDENCE} evidencias. Quite una antes de agregar otra."
        raise TooManyEvidence(said_why, fields={"files": [said_why]})
    if out is not None:
        _take_out(row, out, at)
    added = [(proofs.add(municipality=row.municipality, content=one, by=by, at=at), one) for one in fresh]
    row.evidence.add(*(one for one, _ in added))
    row.numerator, row.denominator, row.note = _words(said)
    row.written_by, row.office, row.version = by, office_of(by, row.municipality), row.version + 1
    row.save(update_fields=["numerator", "denominator", "note", "written_by", "office", "version"])
    data = {"version": row.version, "evidence": len(known) - (out is not None) + len(fresh)}
    audit.record(by=by, verb="measurement.saved", target=row, at=at, data=data)
    return added


def _words(one: Measurement | Said) -> tuple[Decimal | None, Decimal | None, str]:
    return one.numerator, one.denominator, one.note.strip()


def _is_repeated(row: Measurement, said: Said) -> bool:
    known = {_mark(one) for one in row.evidence.all()}
    return _words(row) == _words(said) and all(_mark(one) in known for one in said.evidence)


def _mark(one: FollowupEvidence | Judged | str) -> str:
    """What tells whether two are the same: the address, or the SHA-256 of the file."""
    if isinstance(one, str):
        return one
    return one.sha256 or (one.url or "" if isinstance(one, FollowupEvidence) else "")


def _require_fit(sheet: IndicatorSheet, said: Said) -> None:
    """Refuse what no draft keeps: a denominator where there is none, and numbers that the columns do not hold."""
    wrong = {
        name: [fault]
        for name, number in (("numerator", said.numerator), ("denominator", said.denominator))
        if number is not None and (fault := number_fault(number))
    }
    if said.denominator is not None and not sheet.has_denominator:
        wrong["denominator"] = [NONE_HERE]
    if wrong:
        raise NotComplete("Revise los números.", fields=wrong)


def number_fault(number: Decimal) -> str:
    """Return why a number is not kept as it is; "" if it is. Nothing is rounded."""
    if not number.is_finite() or number < 0:
        return "Se esperaba un número que no sea negativo."
    exact = number.normalize()
    decimals = -int(exact.as_tuple().exponent)
    if exact.adjusted() >= MOST_FIGURES or len(exact.as_tuple().digits) > MOST_FIGURES or decimals > MOST_DECIMALS:
        return f"Lleva hasta {MOST_FIGURES} cifras, y de ellas hasta {MOST_DECIMALS} decimales."
    return ""


def _take_out(row: Measurement, one: FollowupEvidence, at: datetime) -> None:
    """What the public has read stays, with the value that rests on it; what was only a draft is deleted."""
    row.evidence.remove(one)
    if one.published_at is None:
        if one.is_file:
            stored_files.note_deleted(one.file.name, at=at)
        one.delete()


def _store(added: Sequence[tuple[FollowupEvidence, str | Judged]]) -> None:
    for row, content in added:
        proofs.store(row, content)
