"""What the editor of texts shows: an example with sample values, and what changed between two versions."""

from dataclasses import dataclass

from core.versioned_text.actions import problems_of, tidied
from core.versioned_text.differences import SAME, Piece, word_differences
from core.versioned_text.queries import Filled, Version, fill, versions_of
from core.versioned_text.registry import RegisteredText, Wording


@dataclass(frozen=True)
class Example:
    """`problems`: why it cannot be saved so, each in one sentence; with any, `filled` is None."""

    problems: list[str]
    filled: Filled | None


@dataclass(frozen=True)
class Comparison:
    heading: list[Piece]
    body: list[Piece]

    @property
    def is_equal(self) -> bool:
        return all(piece.kind == SAME for piece in [*self.heading, *self.body])


@dataclass(frozen=True)
class VersionsPage:
    """`versions`: newest first. `before` and `after`: the two that are compared; `changes` between them."""

    versions: list[Version]
    before: Version
    after: Version
    changes: Comparison

    @property
    def newest(self) -> Version:
        return self.versions[0]


def example_of(text: RegisteredText, heading: str, body: str) -> Example:
    wording = tidied(heading, body)
    problems = problems_of(text, wording)
    return Example(problems, None if problems else fill(text, wording, text.examples))


def comparison(before: Wording, after: Wording) -> Comparison:
    return Comparison(word_differences(before.heading, after.heading), word_differences(before.body, after.body))


def versions_page(text: RegisteredText, before: str, after: str) -> VersionsPage:
    """Compare the versions with those numbers; unknown ones: the newest with the one before it."""
    versions = versions_of(text)
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(after, versions[0])
    old = by_number.get(before) or by_number.get(str(new.number - 1), new)
    return VersionsPage(versions, old, new, comparison(old.wording, new.wording))
