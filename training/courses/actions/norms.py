"""The norms of data/norms.yaml as rows."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from django.db import transaction

from core import audit
from core.refusals import Refusal
from training.courses.loaders.norms import NormFields, Norms
from training.courses.models import Norm, NormArticle
from training.courses.queries.citations import CitedNorm, citations

FIELDS = ("name", "checked_on", "status", "note", "cited_as", "position")


@transaction.atomic
def load_norms(*, norms: Norms, at: datetime, by=None) -> int:
    """Make the rows those of the file; returns how many changed. Refuses to drop a norm that a course or the diagnosis cites."""
    stored = {norm.code: norm for norm in Norm.objects.select_for_update().prefetch_related("articles")}
    gone = stored.keys() - norms.keys()
    if gone:
        _refuse_cited(one for one in citations(drafts_too=True) if one.norm.code in gone)
        Norm.objects.filter(code__in=gone).delete()
    changed = [
        _row(stored.get(code), fields, position)
        for position, (code, fields) in enumerate(norms.items())
        if code not in stored or _differs(stored[code], fields, position)
    ]
    if not changed and not gone:
        return 0
    Norm.objects.bulk_create(changed, update_conflicts=True, unique_fields=["code"], update_fields=list(FIELDS))
    ids = dict(Norm.objects.filter(code__in=[norm.code for norm in changed]).values_list("code", "pk"))
    NormArticle.objects.filter(norm__in=ids.values()).delete()
    NormArticle.objects.bulk_create(
        NormArticle(norm_id=pk, number=number, certainty=certainty)
        for code, pk in ids.items()
        for number, certainty in norms[code].articles.items()
    )
    target = Norm.objects.filter(code__in=norms).first()
    if target:
        data = {"changed": sorted(ids), "gone": sorted(gone)}
        audit.record(by=by, verb="norms.loaded", target=target, at=at, data=data)
    return len(changed) + len(gone)


def stored_norms() -> dict[str, NormFields]:
    """Return the norms as rows, for the reader of courses."""
    return {
        norm.code: NormFields(
            norm.code, norm.name, norm.checked_on, norm.status, norm.note,
            {article.number: article.certainty for article in norm.articles.all()}, tuple(norm.cited_as),
        )
        for norm in Norm.objects.prefetch_related("articles")
    }  # fmt: skip


def _refuse_cited(cited: Iterable[CitedNorm]) -> None:
    for one in sorted(cited, key=attrgetter("norm.code")):
        if one.is_cited:
            raise Refusal(
                f"La norma {one.norm.code} falta en el archivo y todavía la citan: {one.words}. Déjela, con su estado."
            )


def _row(norm: Norm | None, fields: NormFields, position: int) -> Norm:
    norm = norm or Norm(code=fields.code)
    for name, value in _values(fields, position).items():
        setattr(norm, name, value)
    norm.pk = None  # written by its code, with the new ones
    return norm


def _values(fields: NormFields, position: int) -> dict[str, object]:
    return {
        "name": fields.name, "checked_on": fields.checked_on, "status": fields.status, "note": fields.note,
        "cited_as": list(fields.cited_as), "position": position,
    }  # fmt: skip


def _differs(norm: Norm, fields: NormFields, position: int) -> bool:
    articles = {article.number: article.certainty for article in norm.articles.all()}
    values = _values(fields, position)
    return articles != dict(fields.articles) or any(getattr(norm, name) != value for name, value in values.items())
