"""What an office tells of its commitment."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.queries import office_of
from core import audit
from core.refusals import Refusal
from followup.commitments.actions import proofs
from followup.commitments.actions.locks import locked_for
from followup.commitments.choices import Act, NewsKind
from followup.commitments.models import Commitment, News
from followup.commitments.queries.who import NotNow
from followup.rules.states import State, standing


@transaction.atomic
def tell_news(
    *, commitment: Commitment, kind: str, text: str, contents: proofs.Contents, by: User, at: datetime
) -> News:  # fmt: skip
    """Publish news, with up to five pieces of evidence. The same again by the same person is the first one.

    Refuses MayNot, NotNow; and a reason for not keeping a promise that was not broken.
    """
    row = locked_for(Act.TELL, commitment, by, at)
    text = text.strip()
    if not text:
        raise Refusal("Escriba qué pasó.")
    proofs.require_few(contents)
    last = row.news.order_by("-at", "-pk").first()
    if last is not None and (last.by_id, last.kind, last.text) == (by.pk, kind, text) and _holds(last, contents):
        return last
    if kind == NewsKind.REASON and standing(row.rules, timezone.localdate(at)).state != State.NOT_FULFILLED:
        raise NotNow("La razón de no haberlo cumplido se cuenta cuando el compromiso está «no cumplido».")
    evidence = proofs.add_all(row, contents, by=by, at=at)
    news = News.objects.create(
        commitment=row, kind=kind, text=text, office=office_of(by, row.municipality), at=at, by=by
    )
    news.evidence.set(evidence)
    data = {"kind": kind, "evidence": len(evidence)}
    audit.record(by=by, verb="commitment.news", target=row, at=at, data=data)
    proofs.store_all(evidence, contents)
    return news


def _holds(news: News, contents: proofs.Contents) -> bool:
    return {proofs.identity(one) for one in contents} <= proofs.identities(list(news.evidence.all()))
