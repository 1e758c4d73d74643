"""Evidence of milestones and news: stored with what it proves, public at once."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from core.refusals import Refusal
from core.words import counted
from files.loaders.uploads import Judged
from followup.commitments.models import Commitment
from followup.evidence.actions import evidence as actions
from followup.evidence.choices import MOST_EVIDENCE
from followup.evidence.models import FollowupEvidence

Contents = Sequence[str | Judged]  # addresses and files


def require_few(contents: Contents) -> None:
    if len(contents) > MOST_EVIDENCE:
        arrived = counted(len(contents), "evidencia", "evidencias")
        raise Refusal(f"Ponga hasta {MOST_EVIDENCE} evidencias de una vez: llegaron {arrived}.")


def add_all(row: Commitment, contents: Contents, *, by: User, at: datetime) -> list[FollowupEvidence]:
    return [
        actions.add(municipality=row.municipality, content=content, by=by, at=at, is_public=True)
        for content in contents
    ]


def store_all(evidence: Sequence[FollowupEvidence], contents: Contents) -> None:
    """Write the bytes: the last thing of a transaction."""
    for row, content in zip(evidence, contents, strict=True):
        actions.store(row, content)


def identity(content: str | Judged) -> str:
    return content.sha256 if isinstance(content, Judged) else content


def identities(evidence: Sequence[FollowupEvidence]) -> set[str]:
    return {one.sha256 or one.url or "" for one in evidence}
