"""The commitments that anybody may read."""

from django.db.models import QuerySet

from followup.commitments.models import Commitment


def public_commitments() -> QuerySet[Commitment]:
    """Keep those that the public reads: all of them. A proposal says that its office has not accepted it yet."""
    return Commitment.objects.all()
