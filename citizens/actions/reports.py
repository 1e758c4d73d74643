"""Error reports: receive one, answer it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from citizens.actions.feedback import new_code
from citizens.choices import REPORT_ANSWERED, REPORT_CAME, ReportState
from citizens.models import ErrorReport
from core import audit
from core.process.transitions import locked, transition
from core.refusals import Refusal
from notices.actions.notifications import tell


class MayNotAnswerReport(Refusal):
    pass


class ReportAnswered(Refusal):
    """Another person answered it meanwhile."""


@transaction.atomic
def receive(
    *, path: str, did: str, expected: str, by: User | None, at: datetime, form_sha256: str | None = None
) -> ErrorReport:
    """Store a report and tell those who run the portal; the same form sent again returns the report that it made.

    `path`: the page, as `core.web.pages.known_page` gives it. `by`: the author, if signed in.
    """
    try:
        with transaction.atomic():
            report = ErrorReport.objects.create(
                code=new_code(), form_sha256=form_sha256, path=path, did=did.strip(), expected=expected.strip(),
                author=by, received_at=at,
            )  # fmt: skip
    except IntegrityError:
        standing = ErrorReport.objects.filter(form_sha256=form_sha256).first() if form_sha256 else None
        if standing is None:
            raise
        return standing
    audit.record(by=by, verb="report.received", target=report, at=at, data={"page": path})
    tell(
        to=[person.pk for person in people_who(Permission.ANSWER_REPORTS, None)],
        text=REPORT_CAME,
        values={"codigo": report.code},  # no word of a stranger in a subject
        key=f"report:{report.pk}",
        url=reverse("citizens:report-answer", args=[report.code]),
        at=at,
    )
    return report


@transaction.atomic
def answer(*, report: ErrorReport, text: str, by: User, at: datetime) -> ErrorReport:
    """Answer the report and notify its author. Refuses users who may not, and reports that have an answer."""
    if not can(by, Permission.ANSWER_REPORTS):
        raise MayNotAnswerReport("Su rol no le permite responder los errores reportados.")
    report = locked(report)
    if report.is_answered:
        raise ReportAnswered("Otra persona ya respondió este reporte.")
    report.answer, report.answered_by = text.strip(), by
    transition(report, "report.answered", ReportState.ANSWERED, by=by, at=at, fields=("answer", "answered_by"))
    if report.author_id:
        tell(
            to=[report.author_id],
            text=REPORT_ANSWERED,
            values={"respuesta": report.answer},
            key=f"report-answer:{report.pk}",
            url=report.get_absolute_url(),
            at=at,
        )
    return report
