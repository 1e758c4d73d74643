"""Edition drafts: any state of the document is accepted; only a sound one becomes an edition."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.models.instruments import InstrumentVersion

# Key of the list that holds the parts of a kind inside their parent.
INNER = {PartKind.DIMENSION: "dimensions", PartKind.INDICATOR: "indicators", PartKind.QUESTION: "questions"}
KINDS = list(INNER)


class EditionDraftQuerySet(models.QuerySet):
    def open(self) -> "EditionDraftQuerySet":
        return self.filter(published=None, discarded_at=None)

    def with_context(self) -> "EditionDraftQuerySet":
        """Join what the pages of a draft name, without the documents of other editions (100 kB each)."""
        found = self.select_related("base__instrument", "changed_by", "published")
        return found.defer("base__content", "published__content")


class EditionDraft(models.Model):
    """An edition being written in the browser: the document as in its file, sound or not yet.

    Dimensions, indicators and questions have codes, unique in the draft: people and URLs name them by it. `version`
    grows with each write. `published` is the resulting edition.
    """

    name = models.CharField("nombre de trabajo", max_length=120)
    base = models.ForeignKey(InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField("documento", default=dict)
    version = models.PositiveIntegerField("versión", default=1)
    changed_at = models.DateTimeField("cambiado")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="drafts")
    discarded_at = models.DateTimeField("descartado", null=True)

    objects = EditionDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "borrador de edición"
        verbose_name_plural = "borradores de ediciones"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published=None) | Q(discarded_at=None), name="published_draft_is_not_discarded"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("instruments:draft-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.published_id is None and self.discarded_at is None

    def parts(self) -> Iterator[tuple[PartKind, dict[str, Any], list[Any]]]:
        """Yield dimensions, indicators and questions in order: the kind, the part, and the list that holds it."""
        yield from _parts(self.document, KINDS)

    def find(self, kind: str, code: str) -> tuple[list[Any], int] | None:
        """Return the list that holds a part, and its index."""
        for found, part, siblings in self.parts():
            if found == kind and part.get("code") == code:
                return siblings, siblings.index(part)
        return None

    def part(self, kind: str, code: str) -> dict[str, Any] | None:
        found = self.find(kind, code)
        return found[0][found[1]] if found else None

    @property
    def codes(self) -> set[str]:
        return {part["code"] for _, part, _ in self.parts() if part.get("code")}


def _parts(holder: dict[str, Any], kinds: list[PartKind]) -> Iterator[tuple[PartKind, dict[str, Any], list[Any]]]:
    if not kinds:
        return
    siblings = holder.setdefault(INNER[kinds[0]], [])
    for part in list(siblings):
        yield kinds[0], part, siblings
        yield from _parts(part, kinds[1:])


def own_fields(part: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a part, without the parts inside it."""
    return {key: value for key, value in part.items() if key not in INNER.values()}


def fingerprint(value: Any) -> str:
    """Return a short hash of what a person saw, to detect a concurrent change."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
