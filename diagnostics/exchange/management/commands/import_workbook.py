"""Read the filled workbook of a municipality and print what it says as JSON; with --apply it is saved, all or nothing."""

import json
from typing import Any

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from core.commands import Command as BaseCommand
from core.commands import read_bytes
from core.refusals import Refusal
from core.words import counted
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.lookups import assessment_named
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.exchange.actions.spreadsheets import apply_workbook
from diagnostics.exchange.exports.workbook import SheetAnswer
from diagnostics.exchange.loaders.workbook import SheetReading, read_workbook
from diagnostics.exchange.queries.spreadsheets import CHANGED, CONFLICT, OTHERS, about, changes_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--round", required=True, metavar="CODE")
        parser.add_argument("--municipality", required=True, metavar="CODE")
        parser.add_argument("--apply", action="store_true", help="save the answers; without it nothing is written")
        parser.add_argument("--by", default="", metavar="EMAIL", help="who saves them, for the log")

    def run(self, *, file: str, round: str, municipality: str, apply: bool, by: str, **options) -> None:
        assessment = assessment_named(round, municipality)
        person = _person(by, assessment) if apply else None
        instrument = assessment.round.version.parsed
        reading = read_workbook(read_bytes(file), instrument=instrument, about=about(assessment))
        self.stdout.write(json.dumps(_as_data(reading), ensure_ascii=False, indent=1))
        if person is not None:
            self.stderr.write(self._save(assessment, reading, person))

    def _save(self, assessment: Assessment, reading: SheetReading, person: User) -> str:
        if reading.problems:
            count = counted(len(reading.problems), "cosa", "cosas")
            raise Refusal(f"La planilla tiene {count} por corregir; no se guardó nada.")
        changes = changes_of(filling_of(assessment), reading.answers, shares=shares_of(assessment), by=person)
        if stale := [change.question.code for change in changes if change.state == CONFLICT]:
            raise Refusal(f"Estas respuestas cambiaron después de descargar la planilla: {', '.join(stale)}.")
        if others := [change.question.code for change in changes if change.state == OTHERS]:
            raise Refusal(f"Estas respuestas están a cargo de otras personas: {', '.join(others)}.")
        drafts = [
            Draft(one.question.code, one.wanted.value, one.seen_version, one.wanted.not_applicable, one.wanted.na_reason,
                  one.wanted.links, claim=None)
            for one in changes
            if one.state == CHANGED
        ]  # fmt: skip
        count = apply_workbook(assessment=assessment, drafts=drafts, by=person, at=self.now)
        return counted(count, "respuesta guardada.", "respuestas guardadas.")


def _person(email: str, assessment: Assessment) -> User:
    person = User.objects.filter(email=email, is_active=True).first()
    if person is None:
        raise Refusal(f"No hay ninguna cuenta con el correo «{email[:80]}»; diga quién guarda con --by.")
    if not can(person, Permission.FILL_ANSWERS, assessment.municipality):
        raise Refusal(f"{email} no puede responder por {assessment.municipality}.")
    return person


def _as_data(reading: SheetReading) -> dict[str, Any]:
    return {
        "answers": {code: _answer(answer) for code, answer in reading.answers.items()},
        "problems": [{"cell": one.cell, "question": one.code, "message": one.message} for one in reading.problems],
        "notes": reading.notes,
    }


def _answer(answer: SheetAnswer) -> dict[str, Any]:
    links = list(dict.fromkeys(link for found in answer.links.values() for link in found))
    return {
        "value": answer.value,
        "not_applicable": bool(answer.not_applicable),
        "na_reason": answer.na_reason or "",
        "links": links,
    }
