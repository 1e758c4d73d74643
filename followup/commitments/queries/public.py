"""The commitments that anybody may read."""

from django.db.models import Q, QuerySet

from followup.commitments.models import Commitment


def public_commitments() -> QuerySet[Commitment]:
    """Keep those that the public reads: what was accepted, and proposals that a file brought, which say that they are ones.

    What somebody proposes in the portal is a draft of its office until it is accepted.
    """
    return Commitment.objects.filter(Q(accepted_on__isnull=False) | Q(proposed_by=None))
