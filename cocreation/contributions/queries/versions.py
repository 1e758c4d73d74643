"""The texts of a contribution that the public read, with what each changed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cocreation.contributions.models import Contribution, ContributionVersion
from core.versioned_text.differences import Piece, word_differences


@dataclass(frozen=True)
class Change:
    """One approved text beside the one before. `reason`: why the moderator mended it; "" if its author wrote it."""

    number: int
    at: datetime
    reason: str
    is_first: bool
    title: list[Piece]
    text: list[Piece]


def mark_of(text: Contribution | ContributionVersion) -> str:
    """Return a short mark of a text: whoever decides sends back the mark of what they read."""
    return sha256(f"{text.title}\n{text.text}".encode()).hexdigest()[:16]


def is_another_text(contribution: Contribution, since: datetime) -> bool:
    """Return whether the public reads another text than at that moment: a later version, or the text of a merge. One query."""
    return contribution.versions.filter(approved_at__gt=since).exists()


def changes_of(contribution: Contribution) -> list[Change]:
    """Return the approved texts, newest first. One query."""
    read = list(contribution.versions.filter(approved_at__isnull=False).order_by("number"))
    pairs = zip([None, *read], read, strict=False)
    return [_change(before, version) for before, version in pairs][::-1]


def _change(before: ContributionVersion | None, version: ContributionVersion) -> Change:
    old = before or version
    return Change(
        number=version.number, at=version.approved_at, reason=version.reason, is_first=before is None,
        title=word_differences(old.title, version.title), text=word_differences(old.text, version.text),
    )  # fmt: skip
