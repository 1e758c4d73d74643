"""Commitments as the people who work on them see them."""

from django.db.models import Exists, Max, OuterRef, Prefetch, Q

from accounts.access import municipalities_of
from accounts.models import User
from accounts.permissions import Permission
from followup.commitments.choices import NewsKind
from followup.commitments.models import ChangeRequest, Commitment, News
from followup.commitments.models.changes import UNDECIDED
from followup.commitments.models.commitments import CommitmentQuerySet
from followup.evidence.models import FollowupEvidence

OF_TOWN_HALLS = (Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS)
OF_THE_TEAM = (Permission.MANAGE_COMMITMENTS, Permission.CLOSE_COMMITMENTS)
EVERYBODY = (*OF_TOWN_HALLS, *OF_THE_TEAM)


def visible_to(user: User) -> CommitmentQuerySet:
    """Return the commitments of a person's municipalities, and those about them; all for the metropolitan team."""
    places: set[int] = set()
    for permission in EVERYBODY:
        found = municipalities_of(user, permission)
        if found is None:
            return Commitment.objects.all()
        places |= found
    about = Commitment.municipalities.through.objects.filter(municipality__in=places).values("commitment")
    return Commitment.objects.filter(Q(municipality__in=places) | Q(pk__in=about))


def listed(rows: CommitmentQuerySet) -> list[Commitment]:
    """Return rows with all that a list says of them: the day of the last news, whether the reason and a correction were told.

    Nine queries, however many there are.
    """
    told = News.objects.filter(commitment=OuterRef("pk"))
    waiting = ChangeRequest.objects.filter(UNDECIDED)
    found = rows.with_parts().annotate(
        last_news_at=Max("news__at"),
        has_reason=Exists(told.filter(kind=NewsKind.REASON)),
        has_correction=Exists(told.filter(kind=NewsKind.CORRECTION)),
    )
    return list(found.prefetch_related(Prefetch("change_requests", waiting)).order_by("end", "code"))


def with_everything(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """Fetch what the page of one shows, with its evidence, news and changes."""
    return rows.with_parts().prefetch_related("milestones__evidence", "news__evidence", "change_requests")


def evidence_of(row: Commitment) -> list[FollowupEvidence]:
    """Return the evidence of its milestones and news, from a row of `with_everything`."""
    proven = [*row.milestones.all(), *row.news.all()]
    found = {one.pk: one for owner in proven for one in owner.evidence.all()}
    return [found[pk] for pk in sorted(found)]
