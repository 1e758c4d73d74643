"""Who fills which dimension of an assessment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import can
from accounts.models import Membership, User
from accounts.permissions import Permission, roles_with
from accounts.queries import people_who
from diagnostics.assessments.models import Assessment, DimensionAssignment
from diagnostics.assessments.queries.filling import Filling, Part, filling_of


@dataclass(frozen=True)
class Shares:
    """Assignments of dimensions, `by_dimension`: {code: {user id: name}}; only people who still fill in the municipality.

    `gone`: the same for people who left.
    """

    municipality_id: int
    by_dimension: dict[str, dict[int, str]]
    gone: dict[str, dict[int, str]] = field(default_factory=dict)

    def lets(self, user, dimension: str) -> bool:
        """Whether the user may fill a dimension: assigned to them, unassigned, or any if they split the work."""
        people = self.by_dimension.get(dimension)
        return not people or user.pk in people or can(user, Permission.SPLIT_WORK, self.municipality_id)

    def names(self, dimension: str) -> str:
        *first, last = sorted(self.by_dimension.get(dimension, {}).values()) or [""]
        return f"{', '.join(first)} y {last}" if first else last

    @property
    def fingerprint(self) -> str:
        """A short hash of the assignments, to detect a concurrent change."""
        whole = sorted((d, u) for part in (self.by_dimension, self.gone) for d, people in part.items() for u in people)
        return sha256(repr(whole).encode()).hexdigest()[:16]


def works_there(user: str, municipality: str) -> Exists:
    """Return the condition that the person of a row still fills in its municipality (arguments: names of its fields)."""
    roles = [role for role in roles_with(Permission.FILL_ANSWERS) if role.is_municipal]
    here = Membership.objects.current().filter(user=OuterRef(user), municipality=OuterRef(municipality), role__in=roles)
    return Exists(here)


def shares_of(assessment: Assessment) -> Shares:
    """Read the assignments of dimensions (one query)."""
    rows: QuerySet[DimensionAssignment] = DimensionAssignment.objects.filter(assessment=assessment.pk)
    rows = rows.annotate(is_there=works_there("user", "assessment__municipality"))
    return gather(assessment.municipality_id, rows.values_list("dimension__code", "user", "user__name", "is_there"))


def gather(municipality_id: int, rows: Iterable[tuple[str | None, int | None, str | None, bool]]) -> Shares:
    """Build the shares from rows (dimension, user, name, still works there); empty rows of an outer join are skipped."""
    here: dict[str, dict[int, str]] = {}
    gone: dict[str, dict[int, str]] = {}
    for dimension, user, name, is_there in rows:
        if dimension and user:
            (here if is_there else gone).setdefault(dimension, {})[user] = name or ""
    return Shares(municipality_id, here, gone)


@dataclass(frozen=True)
class Share:
    part: Part
    people: dict[int, str]
    gone: dict[int, str]
    last_author: str
    last_at: datetime | None


@dataclass(frozen=True)
class Load:
    """The dimensions of a person (or of the whole team) and what is left in them: answers and evidence."""

    name: str
    dimensions: list[str]
    left: int


@dataclass(frozen=True)
class Team:
    """The liaison's view of the assignments. `people`: those to whom a dimension may be assigned."""

    shares: Shares
    rows: list[Share]
    people: list[User]
    filling: Filling

    @property
    def loads(self) -> list[Load]:
        """Everybody who may have dimensions, with theirs; a shared one counts for each."""
        return [self._load(one.name, [row for row in self.rows if one.pk in row.people]) for one in self.people]

    @property
    def unassigned(self) -> Load | None:
        rows = [row for row in self.rows if not row.people]
        return self._load("", rows) if rows else None

    def _load(self, name: str, rows: list[Share]) -> Load:
        left = sum(row.part.total - row.part.answered + row.part.unproven for row in rows)
        return Load(name, [row.part.spec.short_name for row in rows], left)

    @property
    def gone(self) -> dict[int, str]:
        return {user: name for people in self.shares.gone.values() for user, name in people.items()}


def team_work_of(assessment: Assessment) -> Team:
    """Return the assignments and progress of an assessment (three queries)."""
    filling, shares = filling_of(assessment), shares_of(assessment)
    rows = []
    for part in filling.dimensions:
        written = [c.answer for c in part.cells if c.answer and c.answer.version]
        last = max(written, key=lambda answer: answer.changed_at, default=None)
        code = part.spec.code
        rows.append(
            Share(
                part=part,
                people=shares.by_dimension.get(code, {}),
                gone=shares.gone.get(code, {}),
                last_author=last.author if last else "",
                last_at=last.changed_at if last else None,
            )
        )
    return Team(shares, rows, people_who(Permission.FILL_ANSWERS, assessment.municipality), filling)
