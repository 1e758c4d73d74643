"""Declaration of conflicts of interest, required before judging anything in a round."""

from datetime import datetime

from django.db import transaction

from core import audit
from diagnostics.assessments.models import Round
from diagnostics.review.actions import assignments
from diagnostics.review.models import ConflictDeclaration, DeclaredConflict


@transaction.atomic
def declare(*, round: Round, conflicts: dict[int, str], by, at: datetime) -> ConflictDeclaration:
    """Declare a person's conflicts of interest in a round (primary key of municipality → reason); usually empty.

    A new declaration replaces the previous one; the log keeps both. Reviews assigned there are taken from the person.
    """
    # As the assignment of reviews does: what is assigned meanwhile is seen, and withdrawn.
    Round.objects.select_for_update().values_list("pk").get(pk=round.pk)
    declaration, _ = ConflictDeclaration.objects.update_or_create(round=round, user=by, defaults={"declared_at": at})
    declaration.conflicts.all().delete()
    DeclaredConflict.objects.bulk_create(
        DeclaredConflict(declaration=declaration, municipality_id=place, reason=why) for place, why in conflicts.items()
    )
    assignments.withdraw(round=round, user=by, municipalities=list(conflicts), at=at)
    audit.record(by=by, verb="conflicts.declared", target=round, at=at, data={"municipalities": sorted(conflicts)})
    return declaration
