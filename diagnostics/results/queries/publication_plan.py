"""What pressing «Publicar» would do: which municipalities appear how, and who is told."""

from dataclasses import dataclass

from accounts.permissions import Permission
from accounts.queries import teams_who
from core.words import joined
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment
from diagnostics.results.queries.board import Progress
from diagnostics.results.queries.publication import Check, PublicationGate
from notices.queries.following import followers_of


@dataclass(frozen=True)
class Appearance:
    """Municipalities that would appear in the same way. `is_ready`: nothing more is expected of them."""

    label: str
    names: list[str]
    is_ready: bool

    @property
    def words(self) -> str:
        return joined(self.names)


@dataclass(frozen=True)
class PublicationPlan:
    """`blocking`: the checks that hold the publication back; `people`: of the municipal teams, `followers`: by mail."""

    appearances: list[Appearance]
    blocking: list[Check]
    people: int
    followers: int

    @property
    def is_ready(self) -> bool:
        return not self.blocking

    @property
    def count(self) -> int:
        """The findings that hold the publication back."""
        return sum(len(check.lines) for check in self.blocking)


def plan_of(progress: Progress, gate: PublicationGate) -> PublicationPlan:
    """Two queries, however many municipalities there are."""
    found: dict[tuple[str, bool], list[str]] = {}
    for assessment in progress.assessments:
        found.setdefault(_appears(assessment, progress), []).append(str(assessment.municipality))
    appearances = [Appearance(label, names, is_ready) for (label, is_ready), names in found.items()]
    places = {a.municipality_id: a.municipality.slug for a in progress.assessments}
    teams = teams_who([Permission.VIEW_ASSESSMENT])
    people = {person for place in places for person in teams.get(place, [])}
    blocking = [check for check in gate.checks if not check.passed and not check.can_be_waived]
    order = sorted(appearances, key=lambda one: not one.is_ready)
    return PublicationPlan(order, blocking, len(people), followers_of(list(places.values())))


def _appears(assessment: Assessment, progress: Progress) -> tuple[str, bool]:
    if assessment.state in (State.FINAL_READY, State.PUBLISHED):
        return "Con su resultado definitivo", True
    if assessment.state == State.WITHDRAWN:
        return "Sin participación, con la razón", True
    if assessment.state == State.NOT_STARTED and (assessment.due_on is None or assessment.is_overdue(progress.today)):
        return "Sin resultado: no respondió a tiempo", True
    return "Todavía no puede publicarse", False
