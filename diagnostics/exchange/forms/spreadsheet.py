"""The upload of a filled workbook, and the choices about its changes before they are saved."""

from dataclasses import asdict

from django import forms
from django.core import signing
from django.http import QueryDict

from core.numbers import whole
from core.web.edge import validated
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.models import Assessment
from diagnostics.exchange.exports.workbook import SheetAnswer
from diagnostics.exchange.loaders.workbook import SheetReading, read_workbook
from diagnostics.exchange.queries.spreadsheets import CHANGED, CONFLICT, Change

LASTS = 24 * 3600  # seconds until a comparison expires
SALT = "diagnostics.workbook.2"  # bump when the fields of SheetAnswer change


class WorkbookForm(forms.Form):
    """The cleaned `file` is what the workbook says, with its mistakes."""

    file = forms.FileField(
        label="Planilla diligenciada",
        help_text="La que descargó de aquí, en XLSX, hasta 2 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Elija la planilla.", "empty": "El archivo está vacío. Elija otro."},
    )

    def __init__(self, *args, instrument, about: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.instrument, self.about = instrument, about

    def clean_file(self) -> SheetReading:
        file = self.cleaned_data["file"]
        return validated(read_workbook, file.read(), instrument=self.instrument, about=self.about)


def seal(assessment: Assessment, person, answers: dict[str, SheetAnswer]) -> str:
    """Sign the answers into a text that only this person can send back, and only for this assessment."""
    whole = {"for": [assessment.pk, person.pk], "answers": [asdict(answer) for answer in answers.values()]}
    return signing.dumps(whole, salt=SALT, compress=True)


def unseal(text: str, assessment: Assessment, person) -> dict[str, SheetAnswer] | None:
    """Return the sealed answers; None when the text expired, was altered, or is of another person or assessment."""
    try:
        whole = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    if whole["for"] != [assessment.pk, person.pk]:
        return None
    return {answer["question"]: SheetAnswer(**answer) for answer in whole["answers"]}


def read_choices(data: QueryDict, changes: list[Change]) -> list[Draft]:
    """Return a draft per changed answer. `CODE-choice` is «stored» (keep the stored one) or the version to overwrite."""
    drafts = []
    for change in changes:
        code, wanted = change.question.code, change.wanted
        choice = data.get(f"{code}-choice", "")
        if change.state not in (CHANGED, CONFLICT) or choice == "stored":
            continue
        seen = whole(choice)
        said = (wanted.not_applicable, wanted.na_reason, wanted.links)
        # A workbook has no claim about the previous round: the stored one stays.
        drafts.append(Draft(code, wanted.value, change.seen_version if seen is None else seen, *said, claim=None))
    return drafts
