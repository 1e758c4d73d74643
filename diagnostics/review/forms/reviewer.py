"""Forms of the review: marks, messages and closing."""

from django import forms
from django.http import QueryDict

from core.forms import LongText
from diagnostics.review.actions.reviews import Mark
from diagnostics.review.models.reviews import MAX_WORDS
from diagnostics.review.queries.reviewing import Item, reasons_of
from diagnostics.scoring.typed import read_value, text_of
from diagnostics.scoring.values import YES
from files.choices import ProofState

JUDGED = [state for state in ProofState if state != ProofState.PENDING]
OTHER = "other"


def read_mark(item: Item, data: QueryDict) -> Mark | None:
    """Return the mark that a page holds for an answer; None while it is incomplete.

    A page with an older version of the answer may lack some fields: its partial mark is returned, and is refused as stale.
    """
    code = item.code
    versions = [data.get(f"{code}-{name}", "") for name in ("version", "answer")]
    if not all(version.isascii() and version.isdigit() and len(version) < 9 for version in versions):
        return None
    proofs, na, result = _proofs(item, data), data.get(f"{code}-na"), data.get(f"{code}-result", "")
    value = read_value(item.cell.question, data) if result == OTHER else None
    is_whole = len(proofs) == len(item.judged) and (na in (YES, "no") or not item.cell.is_not_applicable)
    has_to_do = item.needs_mark or item.review or result == OTHER
    if int(versions[1]) >= item.cell.version and not (is_whole and has_to_do):
        return None
    reason_codes = {one for one, _ in reasons_of(item.instrument)}
    reason_code = text_of(data, f"{code}-reason-code")
    return Mark(
        question=code,
        evidence_accepted=_accepted(item, proofs, value),
        na_accepted=item.cell.is_not_applicable and na == YES and value is None,
        seen_version=int(versions[0]),
        seen_answer=int(versions[1]),
        value=value,
        reason_code=reason_code if reason_code in reason_codes else "",
        reason=text_of(data, f"{code}-why"),
        proofs=proofs,
    )


def _proofs(item: Item, data: QueryDict) -> dict[str, str]:
    chosen = {judged.key: data.get(f"{item.code}-proof-{judged.key}", "") for judged in item.judged}
    return {key: state for key, state in chosen.items() if state in JUDGED}


def _accepted(item: Item, proofs: dict[str, str], value: str | None) -> str:
    """Return the accepted evidence as scoring reads it: by option for a multiple, otherwise as a whole."""
    options = {key.partition(":")[0] for key, state in proofs.items() if state == ProofState.ACCEPTED}
    if item.is_by_option and value is None:
        return "|".join(code for code in item.proven_options if code in options)
    return YES if options else ""


def is_half_marked(item: Item, data: QueryDict) -> bool:
    return 0 < len(_proofs(item, data)) < len(item.judged)


class CloseForm(forms.Form):
    approves_many_na = forms.BooleanField(
        required=False, label="Apruebo que estas dimensiones queden con tanto peso en «no aplica»"
    )


class WordsForm(forms.Form):
    text = LongText(
        label="Mensaje",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el mensaje."},
    )

    def __init__(self, *args, label: str = "Mensaje", hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint
