"""Commitments as files give them away: a row of cells, and a document with versions, milestones and news."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from core.web.addresses import absolute
from followup.commitments.choices import Ambition, Completion
from followup.commitments.exports.columns import COLUMNS, OF_OGP, OURS
from followup.commitments.exports.sheets import OGP_AMBITION, OGP_COMPLETION, OGP_VERIFIABLE
from followup.commitments.models import Commitment, News
from followup.commitments.queries.file_rows import file_row, for_file
from followup.commitments.queries.standing import Stood, stood

Row = dict[str, Any]
ALL_COLUMNS = (*COLUMNS, *OF_OGP, *OURS)


def exported(rows: QuerySet[Commitment], day: date) -> list[Row]:
    """Return the flat rows, in the order of `rows`. A fixed number of queries."""
    return [_row(one, on) for one, on in _pairs(rows, day)]


def documents(rows: QuerySet[Commitment], day: date) -> list[Row]:
    """Return the rows with what does not fit in a cell. A fixed number of queries."""
    return [_document(one, on) for one, on in _pairs(rows, day)]


def _pairs(rows: QuerySet[Commitment], day: date) -> Iterable[tuple[Commitment, Stood]]:
    standings = {one.pk: one for one in stood(rows, day)}
    newest = Prefetch("news", News.objects.order_by("-at", "-pk"), to_attr="told")
    # Read once more by key: what was added between both reads has no state here yet.
    found = for_file(rows).select_related("municipality", "origin", "second_reading", "indicator")
    return [(one, standings[one.pk]) for one in found.prefetch_related(newest) if one.pk in standings]


def _row(one: Commitment, on: Stood) -> Row:
    told: list[News] = one.told  # type: ignore[attr-defined]
    ours = {
        "state": on.standing.state.value, "derived": on.standing.derived.value, "why": on.standing.why.value,
        "mark": "; ".join(on.marks), "changes": on.changes, "tags": ";".join(one.tags),
        "indicator": one.indicator.code if one.indicator else "",
        "last_news_on": timezone.localdate(told[0].at).isoformat() if told else "", "last_news": told[0].text if told else "",
        "is_demo": one.is_demo, "page": absolute(one.get_absolute_url()),
    }  # fmt: skip
    return file_row(one) | _ogp_fields(one) | ours


def _ogp_fields(one: Commitment) -> dict[str, str]:
    """`early_results`: the words of the second reading; there is no judgement of results beyond them."""
    reading = getattr(one, "second_reading", None)
    parts = (
        one.what_changes,
        f"Para quién: {one.for_whom}" if one.for_whom else "",
        f"Cuánto: {one.measure}" if one.measure else "",
    )
    return {
        "description": " ".join(filter(None, (part.strip() for part in parts))), "start_date": one.start.isoformat(),
        "end_date": one.end.isoformat(), "lead_institution": one.office, "supporting_institutions": one.partners,
        "verifiable": OGP_VERIFIABLE[one.is_verifiable],
        "ambition": OGP_AMBITION[Ambition(one.ambition)] if one.ambition else "",
        "completion": OGP_COMPLETION[Completion(reading.completion)] if reading else "",
        "early_results": reading.words if reading else "",
    }  # fmt: skip


def _document(one: Commitment, on: Stood) -> Row:
    return _row(one, on) | {
        "municipalities": sorted(place.divipola for place in one.municipalities.all()), "tags": one.tags,
        "mark": on.marks,
        "milestones": [
            {"number": step.number, "title": step.title, "due_on": str(step.due_on), "done_on": str(step.done_on or "")}
            for step in one.milestones.all()
        ],
        "versions": [
            {"number": v.number, "made_on": str(v.made_on), "reason": v.reason, "office": v.office, "content": v.content}
            for v in one.versions.all()
        ],
        "news": [
            {"on": timezone.localdate(news.at).isoformat(), "kind": news.kind, "office": news.office, "text": news.text}
            for news in one.told  # type: ignore[attr-defined]
        ],
    }  # fmt: skip
