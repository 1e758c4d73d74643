"""The history of one answer: its versions, actions and messages."""

from dataclasses import dataclass
from datetime import datetime

from core.models import AuditEntry
from diagnostics.assessments.choices import Party
from diagnostics.assessments.models import Answer, AnswerRevision, Assessment
from diagnostics.assessments.queries.corrections import corrections_within
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.queries.cases import Case
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.values import YES

# Log verbs in words. The municipality sees the review's actions once the reviewed layer is closed.
WORDS = {
    "answer.reopened": "Se reabrió: {why}",
    "answer.given_back": "El municipio la devolvió a la revisión",
    "answer.reopening_ended": "Terminó el plazo para cambiarla",
    "answer.restored": "Lo último escrito no se podía leer: vale lo anterior",
}
# Shown once the reply is sent: the review must not learn of drafts.
REPLY_WORDS = {
    "reply.written": "El municipio escribió su réplica",
    "reply.evidence_added": "El municipio agregó una evidencia a su réplica",
    "reply.evidence_removed": "El municipio quitó una evidencia de su réplica",
}
REVIEW_WORDS = {
    "answer.marked": "La revisión la marcó",
    "answer.read_again": "Tuvo una segunda lectura, sin ver la primera",
    "clarification.dropped": "La revisión borró la solicitud de aclaración",
}
WHY = {"link_broken": "la dirección dejó de abrir", "expired": "la evidencia venció"}


@dataclass(frozen=True)
class Event:
    """`who` is a name for people of the same side, an office for the others."""

    at: datetime
    who: str
    what: str
    lines: list[str]


def history_of(assessment: Assessment, case: Case, *, shows_review: bool) -> list[Event]:
    """Return the history of an answer, oldest first (three queries). `shows_review`: include the actions of the review."""
    answer = case.item.cell.answer
    if answer is None:
        return []
    events = _texts(case, answer) + _acts(case, answer, shows_review) + _messages(case) + _decision(case)
    events += _errata(assessment, case)
    return sorted(events, key=lambda event: event.at)


def _texts(case: Case, answer: Answer) -> list[Event]:
    rows = AnswerRevision.objects.filter(answer=answer.pk).select_related("written_by")
    said: list[Event] = []
    lines: list[str] | None = None
    for row in rows:
        words = Entry(row.value, row.not_applicable, row.not_applicable, YES).words(case.question)
        reason = [f"Razón: {row.na_reason}"] if row.not_applicable and row.na_reason else []
        who = row.written_by.name if row.written_by else "Portal"
        same = words + reason == lines
        lines = words + reason
        said.append(Event(row.written_at, who, "Cambió su evidencia" if same else "Respondió", [] if same else lines))
    return said


def _acts(case: Case, answer: Answer, shows_review: bool) -> list[Event]:
    words = WORDS | (REPLY_WORDS if case.reply else {}) | (REVIEW_WORDS if shows_review else {})
    events = []
    for entry in AuditEntry.of(answer).filter(verb__in=words).select_related("by"):
        who = "Portal" if entry.by is None else "Revisión" if entry.verb in REVIEW_WORDS else entry.by.name
        what = words[entry.verb].format(why=WHY.get(entry.data.get("why", ""), "por la revisión"))
        events.append(Event(entry.at, who, what, _found(case) if _is_standing_mark(case, entry) else []))
    return events


def _is_standing_mark(case: Case, entry: AuditEntry) -> bool:
    return bool(case.review and entry.verb == "answer.marked" and entry.data.get("version") == case.review.version)


def _found(case: Case) -> list[str]:
    """What the current mark found; of earlier marks only their existence is known."""
    if not case.item.is_adjusted or case.review is None:
        return ["Sin ajuste"]
    return [*case.item.entry.words(case.question), case.reason_name, case.review.reason]


def _messages(case: Case) -> list[Event]:
    return [
        Event(
            m.sent_at, m.written_by.name if m.party == Party.MUNICIPALITY else "Revisión",
            "Pidió una aclaración" if m.is_request else "Escribió", [m.text],
        )
        for m in case.sent_messages
    ]  # fmt: skip


def _decision(case: Case) -> list[Event]:
    events = []
    if case.reply and case.reply.sent_at:
        events.append(
            Event(case.reply.sent_at, "Municipio", f"Envió su réplica: {Stance(case.reply.stance).label.lower()}",
                  [case.reply.argument] if case.reply.argument else [])
        )  # fmt: skip
    if case.decision:
        ruling = Ruling(case.decision.ruling).label
        events.append(Event(case.decision.decided_at, "Decisión", ruling, [case.decision.reason]))
    return events


def _errata(assessment: Assessment, case: Case) -> list[Event]:
    return [
        Event(
            row.published_at, "Coordinación", "La corrigió una fe de erratas",
            [*Entry(row.value, row.not_applicable, row.not_applicable, YES).words(case.question), row.reason],
        )
        for row in corrections_within(assessment)
        if row.answer.question.code == case.code
    ]  # fmt: skip
