"""The municipalities that a round waits for: what each lacks, whom to write to, and when they were last reminded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, Role
from accounts.queries import Contact, contacts_of, who_may
from core.process import working_days
from core.process.deadlines import days_late, late_words
from core.words import counted, joined, long_day
from diagnostics.assessments.choices import Party, Reopening, State
from diagnostics.assessments.models import Assessment, Reminder, Round
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.scoring.attributes import missing

REMINDED_EVERY = timedelta(hours=24)
SOON = 5  # working days before a deadline from which a reminder is proposed
PLACE, STAGE, DUE, LACKS, ADDRESS = "municipio", "etapa", "fecha", "lo que falta", "dirección"
PLACEHOLDERS = (PLACE, STAGE, DUE, LACKS, ADDRESS)
WAITED_FOR = {Party.MUNICIPALITY, Party.MAYOR}
STATES_WAITED_FOR = [state for state, party in Assessment.process.waits_for.items() if party in WAITED_FOR]
# Who must act, by state, and the page where they do; a team is led by its liaison.
ACTS = {State.SIGN_OFF: Permission.SIGN_ASSESSMENT, State.REPLY_OPEN: Permission.SEND_REPLY}
PAGES = {State.SIGN_OFF: "review:sign", State.CLARIFICATION: "review:outcome", State.REPLY_OPEN: "review:outcome"}


@dataclass(frozen=True)
class Waiting:
    """A municipality that must act. `people`: who must; `asked`: clarifications that wait for an answer.

    `days_late`: working days since the deadline, `days_left`: those before it; each None where it does not apply.
    `reminded`: the last reminder to each of `people`; `last_at`: to any of the municipality.
    """

    assessment: Assessment
    people: list[Contact]
    asked: int
    days_late: int | None
    days_left: int | None
    reminded: Mapping[int, datetime]
    last_at: datetime | None
    at: datetime

    @property
    def role(self) -> Role:
        return Role.APPROVER if self.assessment.waits_for == Party.MAYOR else Role.LIAISON

    @property
    def who(self) -> str:
        return "alcaldía" if self.role == Role.APPROVER else "enlace"

    @property
    def to_remind(self) -> list[Contact]:
        """Those who got no reminder within 24 hours."""
        return [one for one in self.people if not self._was_reminded(one)]

    def _was_reminded(self, person: Contact) -> bool:
        last = self.reminded.get(person.user)
        return last is not None and last > self.at - REMINDED_EVERY

    @property
    def free_at(self) -> datetime | None:
        """When somebody may be reminded again; None when somebody may be now, or there is nobody."""
        if not self.people or self.to_remind:
            return None
        return min(self.reminded[one.user] for one in self.people) + REMINDED_EVERY

    @property
    def last_login(self) -> datetime | None:
        return max((one.last_login for one in self.people if one.last_login), default=None)

    @property
    def is_urgent(self) -> bool:
        """Late, or due within SOON working days."""
        return self.days_late is not None or (self.days_left is not None and self.days_left <= SOON)

    @property
    def term(self) -> str:
        """«tarde 9 días hábiles», «vence el viernes 30 de abril»."""
        if self.days_late is not None:
            return late_words(self.days_late)
        due = self.assessment.due_on
        return f"vence el {long_day(due)}" if due else "sin plazo"

    @property
    def lacks(self) -> str:
        """What the municipality still owes, as it stands after «Falta:»."""
        assessment = self.assessment
        if assessment.state == State.SIGN_OFF:
            return "la firma de la alcaldía"
        if assessment.state == State.CLARIFICATION:
            return counted(self.asked, "aclaración", "aclaraciones") if self.asked else "responder las aclaraciones"
        if assessment.state == State.REPLY_OPEN:
            return "la réplica a los ajustes de la revisión"
        facts = len(missing(assessment.round.version.parsed, facts_of(assessment)))
        parts = [
            *answers_left(assessment),
            *([counted(facts, "dato del municipio", "datos del municipio")] if facts else []),
        ]
        return joined(parts) or "enviarlo a la alcaldía"

    @property
    def path(self) -> str:
        """The page where the work goes on."""
        assessment = self.assessment
        page = PAGES.get(State(assessment.state))
        if page is None:
            return assessment.get_absolute_url()
        return reverse(page, args=[assessment.round.code, assessment.municipality.slug])

    @property
    def values(self) -> dict[str, str]:
        """The value of each of PLACEHOLDERS."""
        due = self.assessment.due_on
        return {
            PLACE: str(self.assessment.municipality),
            STAGE: self.assessment.get_state_display(),
            DUE: long_day(due, with_year=True) if due else "(sin fecha)",
            LACKS: self.lacks,
            ADDRESS: f"{settings.SITE_URL}{self.path}",
        }


def answers_left(assessment: Assessment) -> list[str]:
    """Return what is missing of a questionnaire: answers, then evidence; [] when nothing is."""
    parts, unanswered = [], assessment.applicable_count - assessment.answered_count
    if unanswered:
        parts.append(f"{counted(unanswered, 'respuesta', 'respuestas')} de {assessment.applicable_count}")
    if assessment.unproven_count:
        parts.append(counted(assessment.unproven_count, "evidencia", "evidencias"))
    return parts


def waited_for(round: Round, at: datetime, *, contacts: Mapping[int, list[Contact]] | None = None) -> list[Waiting]:
    """Return the municipalities that must act, the latest first. Four queries, three with the `contacts` of the round."""
    rows = Assessment.objects.filter(round=round, state__in=STATES_WAITED_FOR).select_related("municipality")
    return waiting_of(round, rows.in_river_order(), at, contacts=contacts)


def liaisons_of(round: Round, at: datetime) -> list[Waiting]:
    """Return all municipalities that take part, whatever their state, each with its liaisons. Four queries."""
    rows = Assessment.objects.filter(round=round).exclude(state=State.WITHDRAWN).select_related("municipality")
    return waiting_of(round, rows.in_river_order(), at, role=Role.LIAISON)


def waiting_of(
    round: Round,
    rows: Iterable[Assessment],
    at: datetime,
    *,
    contacts: Mapping[int, list[Contact]] | None = None,
    role: Role | None = None,
) -> list[Waiting]:
    """Return the assessments of a round, the latest first, with whom to write to: who must act, or who has the `role`."""
    today, assessments = timezone.localdate(at), list(rows)
    if contacts is None:
        contacts = contacts_of([a.municipality_id for a in assessments])
    sent = Reminder.objects.filter(sent_at__gt=at - REMINDED_EVERY).values_list("person", "sent_at")
    reminded = dict(sent.order_by("sent_at"))
    facts = {row["pk"]: row for row in _counted(round)}
    found = []
    for assessment in assessments:
        assessment.round = round
        here = contacts.get(assessment.municipality_id, [])
        people = [one for one in here if one.role == role] if role else who_may(here, acts_in(assessment))
        late, due = days_late(assessment, today), assessment.due_on
        left = working_days.between(today, due, assessment.days_off) if due and late is None else None
        row: dict[str, Any] = facts[assessment.pk]
        found.append(Waiting(assessment, people, row["asked"], late, left, reminded, row["last_at"], at))
    return sorted(found, key=lambda one: one.assessment.due_on or date.max)


def acts_in(assessment: Assessment) -> Permission:
    """The permission of those who must act in its state."""
    return ACTS.get(State(assessment.state), Permission.SUBMIT_ASSESSMENT)


def _counted(round: Round) -> QuerySet:
    asked = Count("answers", filter=Q(answers__reopening=Reopening.CLARIFICATION), distinct=True)
    rows = Assessment.objects.filter(round=round).annotate(asked=asked, last_at=Max("reminders__sent_at"))
    return rows.values("pk", "asked", "last_at")
