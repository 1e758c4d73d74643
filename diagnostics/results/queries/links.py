"""The public links of a round before it is published: what is known of each, and how far a look at all of them has got."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from core.words import counted, long_day
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Evidence, EvidenceUse, Round
from diagnostics.assessments.models.evidence import EvidenceQuerySet
from files.choices import BROKEN_AFTER, ProofState, Visibility

PUBLIC = "dirección pública", "direcciones públicas"
LOOKED = Q(checked_at__isnull=False)
WALK_LASTS = timedelta(hours=1)  # a page that shows a look asks no longer by itself


def public_uses(round: Round):
    """Return the uses of evidence in final answers that can become public links."""
    return EvidenceUse.objects.filter(
        answer__assessment__round=round, answer__layer=Layer.FINAL, evidence__visibility=Visibility.PUBLIC,
        evidence__withheld_at=None, evidence__url__isnull=False, state__in=[ProofState.ACCEPTED, ProofState.PENDING],
    )  # fmt: skip


def public_links(round: Round) -> EvidenceQuerySet:
    """Return the links themselves. One query before theirs: PostgreSQL that knows nothing of new rows yet plans one for both
    that takes minutes.
    """
    return Evidence.objects.filter(pk__in=list(public_uses(round).values_list("evidence", flat=True).distinct()))


def marked_as_broken(round: Round):
    """Return the uses in final answers that a reviewer or decider found not to open."""
    return EvidenceUse.objects.filter(
        answer__assessment__round=round, answer__layer=Layer.FINAL, state=ProofState.BROKEN_LINK
    )


def none_was_looked_at(round: Round) -> bool:
    """Whether there are public addresses and the portal has opened none of them. One query."""
    found = public_links(round).aggregate(total=Count("pk"), last=Max("checked_at"))
    return bool(found["total"]) and found["last"] is None


def link_facts(round: Round) -> list[str]:
    """Return what was looked at, when, and what never, in sentences. Three queries."""
    found = public_links(round).aggregate(
        total=Count("pk"), looked=Count("pk", filter=LOOKED), first=Min("checked_at"), last=Max("checked_at"),
        once=Count("pk", filter=Q(check_failures__gt=0, check_failures__lt=BROKEN_AFTER)),
    )  # fmt: skip
    marked = marked_as_broken(round).values("evidence").distinct().count()
    lines = [_looked(**{name: found[name] for name in ("total", "looked", "first", "last")})]
    if found["once"]:
        failed = counted(found["once"], "dirección falló", "direcciones fallaron")
        lines.append(f"{failed} la última vez; se da por caída con dos fallos seguidos.")
    if marked:
        lines.append(
            f"La revisión marcó {counted(marked, 'dirección', 'direcciones')} como «No abre»: no cuenta como evidencia aceptada."
        )
    return lines


def _looked(*, total: int, looked: int, first: datetime | None, last: datetime | None) -> str:
    if not total:
        return "No hay direcciones públicas."
    if first is None or last is None:
        return f"{counted(total, *PUBLIC)}: el portal no ha mirado ninguna. No se sabe si abren."
    days = [long_day(timezone.localdate(day), with_year=True) for day in (first, last)]
    when = f"el {days[0]}" if days[0] == days[1] else f"entre el {days[0]} y el {days[1]}"
    never = f" {total - looked} nunca se {'ha' if total - looked == 1 else 'han'} mirado." if looked < total else ""
    verb = "se miró" if looked == 1 else "se miraron"
    return f"De {counted(total, *PUBLIC)} {verb} {looked}, {when}.{never}"


@dataclass(frozen=True)
class LinkWalk:
    """A look at all public links that began at `since`: `done` of `total`. `goes_on`: its page asks again by itself."""

    since: datetime
    done: int
    total: int
    goes_on: bool

    @property
    def left(self) -> int:
        return self.total - self.done


def unseen_since(round: Round, since: datetime) -> EvidenceQuerySet:
    return public_links(round).filter(~LOOKED | Q(checked_at__lt=since))


def walk_of(round: Round, since: datetime, now: datetime) -> LinkWalk:
    """Two queries."""
    seen = Q(checked_at__gte=since)
    found = public_links(round).aggregate(total=Count("pk"), done=Count("pk", filter=seen))
    return LinkWalk(since, found["done"], found["total"], found["done"] < found["total"] and now < since + WALK_LASTS)
