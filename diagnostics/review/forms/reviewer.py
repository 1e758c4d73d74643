"""Forms of the review: marks, messages and closing."""

from django import forms
from django.http import QueryDict

from core.forms import LongText
from core.numbers import whole
from diagnostics.review.actions.reviews import Also, Mark
from diagnostics.review.models import AnswerReview
from diagnostics.review.models.reviews import MAX_WORDS
from diagnostics.review.queries.reviewing import Item, reasons_of
from diagnostics.scoring.typed import read_value, text_of
from diagnostics.scoring.values import YES
from files.choices import ProofState

JUDGED = [state for state in ProofState if state != ProofState.PENDING]
OTHER = "other"
ALL = "todas"  # the button that accepts every answer without a doubt on the page


def read_mark(item: Item, data: QueryDict) -> Mark | None:
    """Return the mark that a page holds for an answer; None while it is incomplete.

    A page with an older version of the answer may lack some fields: its partial mark is returned, and is refused as stale.
    """
    code = item.code
    version, answer = (whole(data.get(f"{code}-{name}", "")) for name in ("version", "answer"))
    if version is None or answer is None:
        return None
    proofs, na, result = _proofs(item, data), data.get(f"{code}-na"), data.get(f"{code}-result", "")
    value = read_value(item.cell.question, data) if result == OTHER else None
    is_whole = len(proofs) == len(item.judged) and (na in (YES, "no") or not item.cell.is_not_applicable)
    has_to_do = item.needs_mark or item.review or result == OTHER
    if answer >= item.cell.version and not (is_whole and has_to_do):
        return None
    reason_codes = {one for one, _ in reasons_of(item.instrument)}
    reason_code = text_of(data, f"{code}-reason-code")
    return Mark(
        question=code,
        evidence_accepted=item.accepted_evidence(proofs, as_declared=value is None),
        na_accepted=item.cell.is_not_applicable and na == YES and value is None,
        seen_version=version,
        seen_answer=answer,
        value=value,
        reason_code=reason_code if reason_code in reason_codes else "",
        reason=text_of(data, f"{code}-why"),
        proofs=proofs,
        also=_also(item, proofs, data),
    )


def _proofs(item: Item, data: QueryDict) -> dict[str, str]:
    chosen = {judged.key: data.get(f"{item.code}-proof-{judged.key}", "") for judged in item.judged}
    contents = {judged.key: judged.proof.content_key for judged in item.judged}
    same = {contents[key]: state for key, state in chosen.items() if data.get(f"{item.code}-same-{key}")}
    found = {key: state or same.get(contents[key], "") for key, state in chosen.items()}
    return {key: state for key, state in found.items() if state in JUDGED}


def _also(item: Item, proofs: dict[str, str], data: QueryDict) -> tuple[Also, ...]:
    """Read the other answers that take a verdict; each is sent as «CODE fingerprint»."""
    found = []
    for key, state in proofs.items():
        for sent in data.getlist(f"{item.code}-also-{key}"):
            question, _, seen = sent.partition(" ")
            found.append(Also(question, seen, state))
    return tuple(found)


def read_shown(question: str, data: QueryDict) -> dict[str, str]:
    """Return the fingerprints of what the page of an answer showed without a doubt, by question."""
    return dict(sent.split(" ", 1) for sent in data.getlist(f"{question}-shown") if " " in sent)


def read_seen(data: QueryDict) -> dict[str, str]:
    """Return the fingerprints of the answers that the page offers to accept together, by question."""
    return dict(sent.split(" ", 1) for sent in data.getlist("seen") if " " in sent)


def read_accepted(items: list[Item], data: QueryDict) -> dict[str, str]:
    """Return the answers that the pressed button accepts together, without those for which something else was chosen."""
    seen, wanted = read_seen(data), data.get("accept", "")
    untouched = {item.code for item in items if not is_touched(item, data)}
    return {code: one for code, one in seen.items() if code in untouched and wanted in (ALL, code)}


def is_touched(item: Item, data: QueryDict) -> bool:
    chosen = bool(_proofs(item, data)) or data.get(f"{item.code}-result") == OTHER or bool(data.get(f"{item.code}-na"))
    return chosen or _gives_reason(item, data)


def _gives_reason(item: Item, data: QueryDict) -> bool:
    """Whether a reason stands on the page that is not the stored one."""
    stored = (item.review.reason_code, item.review.reason) if item.review else ("", "")
    code, words = (text_of(data, f"{item.code}-{name}") for name in ("reason-code", "why"))
    return (code, words) not in (stored, ("", ""))


def has_seen_mark(item: Item, data: QueryDict) -> bool:
    """The form was made from the mark that is stored now, or from none where there is none."""
    return data.get(f"{item.code}-version") == str(item.version)


def typed_review(item: Item, data: QueryDict) -> AnswerReview | None:
    """Return what a refused form holds as a mark that is not stored; None where it holds nothing.

    Of an answer that changed since, only the words: its verdicts were about something else.
    """
    words = text_of(data, f"{item.code}-reason-code"), text_of(data, f"{item.code}-why")
    if data.get(f"{item.code}-answer") != str(item.cell.version):
        code, reason = words
        return AnswerReview(answer=item.cell.answer, reason_code=code, reason=reason) if reason else None
    if not is_touched(item, data) and not words[1]:
        return None
    result = data.get(f"{item.code}-result", "")
    return AnswerReview(
        answer=item.cell.answer,
        version=item.version,
        value=(read_value(item.cell.question, data) or "") if result == OTHER else None,
        na_accepted=data.get(f"{item.code}-na") == YES,
        reason_code=words[0],
        reason=words[1],
        proofs=_proofs(item, data),
    )


def missing_in(item: Item, data: QueryDict) -> str:
    """Say what a begun mark still lacks before `read_mark` reads it; "" for a whole one and one that was not begun."""
    if read_mark(item, data) is not None or not is_touched(item, data):
        return ""
    judged = len(_proofs(item, data))
    if judged < len(item.judged):
        return "Falta mirar las otras evidencias" if judged else "Falta decir qué prueba la evidencia"
    if item.cell.is_not_applicable and data.get(f"{item.code}-na") not in (YES, "no"):
        return "Falta decir si se acepta el «no aplica»"
    return "Falta elegir «Otro resultado»: la razón es de un ajuste" if _gives_reason(item, data) else ""


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
