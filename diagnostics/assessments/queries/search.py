"""Questions of the round in hand, and evidence, for the search of people who are signed in."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import can
from accounts.permissions import Permission
from core.search.columns import having_words, holds_words, words_of
from core.search.sources import Found, Source
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.assessments.queries.rounds import first_round
from diagnostics.instruments.queries.criteria import searched_text


class _Hit(NamedTuple):
    code: str
    text: str
    url: str
    note: str


def _questions(user, text: str) -> list[_Hit]:
    """Return the questions of the round in hand of the user's municipalities, once for each of these; of that of the board for
    metropolitan roles, and of the newest published one for those who see no assessment. At most three queries.
    """
    if can(user, Permission.VIEW_BOARD):
        known = Round.objects.in_force().select_related("version").defer("version__content")
        places = [(first_round(known, timezone.localdate()), "results:board-question", "")]
    elif mine := _in_hand(user):
        places = [(one.round, "assessments:question-fill", one.municipality) for one in mine]
    else:
        published = Round.objects.select_related("version").published().newest_first().first()
        places = [(published, "portal:question", "")]
    hits = [hit for round, name, place in places if round for hit in _matching(round, name, place, words_of(text))]
    return sorted(hits, key=lambda hit: not hit.code.casefold().startswith(text.strip().casefold()))


def _in_hand(user) -> list[Assessment]:
    rows = Assessment.objects.visible_to(user).with_context().order_by("municipality__sort_key")
    theirs: dict[int, dict[Round, Assessment]] = {}
    for row in rows:
        theirs.setdefault(row.municipality_id, {})[row.round] = row
    return [rounds[first_round(rounds, timezone.localdate())] for rounds in theirs.values()]


def _matching(round: Round, name: str, place, words: list[str]) -> list[_Hit]:
    found = []
    for indicator in round.version.parsed.indicators:
        for question in indicator.questions:
            if holds_words(searched_text(question, indicator), words):
                found.append(_hit(question.code, question.text, indicator.name, round, name, place))
    return found


def _hit(code: str, text: str, indicator: str, round: Round, name: str, place) -> _Hit:
    if name == "portal:question":
        url = reverse(name, args=[code])
    else:
        url = reverse(name, args=[round.code, place.slug, code] if place else [round.code, code])
    return _Hit(code, text, url, " · ".join(map(str, filter(None, [indicator, place, round]))))


def _shown_questions(user, hits: Sequence[_Hit]) -> list[Found]:
    return [Found(f"{hit.code}. {hit.text}", hit.url, hit.note) for hit in hits]


def _evidence(user, text: str) -> QuerySet[Evidence]:
    rows = Evidence.objects.visible_to(user).select_related("assessment__municipality", "assessment__round")
    return having_words(rows, text, "title", "file_name", "url").order_by("-added_at", "-pk")


def _shown_evidence(user, rows: Sequence[Evidence]) -> list[Found]:
    return [
        Found(
            title=row.name,
            url=reverse(
                "assessments:evidence-detail",
                args=[row.assessment.round.code, row.assessment.municipality.slug, row.pk],
            ),
            note=" · ".join(
                filter(
                    None,
                    [
                        str(row.assessment.municipality),
                        str(row.assessment.round),
                        row.url if row.url != row.name else "",
                    ],
                )
            ),
        )
        for row in rows
    ]


QUESTIONS = Source("preguntas", "Preguntas", 10, _questions, _shown_questions)
EVIDENCE = Source("evidencias", "Evidencias", 30, _evidence, _shown_evidence)
