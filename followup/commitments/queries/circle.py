"""The circle: what became of the commitments born from a gap of the diagnosis, or from an agreed item. Only accepted ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from cocreation.agreements.choices import ItemState
from cocreation.agreements.models import AgreedItem
from core.trace.registry import Origin as Named
from diagnostics.assessments.models import Assessment, Round
from diagnostics.instruments.queries.editions import editions_back
from diagnostics.results.queries.improvement.indicators import applicable
from diagnostics.results.queries.published import detail_of, edition
from diagnostics.scoring.equivalence import DROPPED, NEW, match
from diagnostics.scoring.instrument import Instrument, Question
from followup.commitments.choices import OriginKind
from followup.commitments.models import Commitment
from territory.models import Municipality

BEST = 100  # points of a question that is no gap


@dataclass(frozen=True)
class Born:
    """A commitment and the round of its gap. `is_earlier`: than the round of the page."""

    commitment: Commitment
    round: Round
    is_earlier: bool


@dataclass(frozen=True)
class PlaceQuestions:
    """Questions of a municipality in a round, and what was born from them. `open_gaps`: those that the person may take up."""

    round: Round
    municipality: Municipality
    name: str
    questions: tuple[Question, ...]
    born: Mapping[str, list[Born]] = field(default_factory=dict)
    open_gaps: frozenset[str] = frozenset()


def accepted(day: date) -> QuerySet[Commitment]:
    """Return the commitments that the public reads, with what their state is made of. Three queries, one if there are none."""
    rows = Commitment.objects.filter(accepted_on__lte=day).select_related("origin", "second_reading", "municipality")
    return rows.prefetch_related("milestones", "lowerings").order_by("accepted_on", "pk")


def place_questions(round: str, divipola: str, part: str, user) -> PlaceQuestions | None:
    """Return what was born from the questions of a theme, an indicator or one question; None where the person sees no such page.

    Three queries where nothing was born; at most six more, however many questions and commitments there are, and two for who
    may write a commitment there.
    """
    rows = Round.objects.in_force().filter(code=round).select_related("version__instrument")
    found = rows.defer("version__content").first()
    municipality = Municipality.objects.filter(divipola=divipola).first()
    if found is None or municipality is None or not (found.is_published or _sees(user, found, municipality)):
        return None
    name, questions = _part(found.version.parsed, part)
    if not questions:
        return None
    born = _born(found, municipality, questions)
    return PlaceQuestions(found, municipality, name, questions, born, _open_gaps(found, municipality, questions, user))


def born_of_item(agenda: str, code: str, user) -> tuple[AgreedItem, list[Commitment], bool] | None:
    """Return a public item, what was born from it, and whether the person may take it up. Up to six queries."""
    item = AgreedItem.objects.public().select_related("agenda").filter(agenda__code=agenda, code=code).first()
    if item is None:
        return None
    origin = {"origin__kind": OriginKind.AGREEMENT, "origin__process": agenda, "origin__key": code}
    return item, list(accepted(timezone.localdate()).filter(**origin)), _may_take_up(item, user)


def commitment_origins(ids: Iterable[int]) -> dict[int, Named]:
    """Return the public names of commitments, for the trace. One query."""
    rows = Commitment.objects.filter(pk__in=list(ids), accepted_on__isnull=False)
    return {row.pk: Named(f"{row.code} {row.title}", address_of("followup:commitment", row.code)) for row in rows}


def address_of(name: str, *arguments: object) -> str:
    """Return the address of a page of another room; "" where it is not served."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _sees(user, round: Round, municipality: Municipality) -> bool:
    seen = Assessment.objects.visible_to(user) if user.is_authenticated else Assessment.objects.none()
    return seen.filter(round=round, municipality=municipality).exists()


def _part(instrument: Instrument, code: str) -> tuple[str, tuple[Question, ...]]:
    """Return name and questions of a theme, an indicator or a question of that code."""
    for dimension in instrument.dimensions:
        if dimension.code == code:
            return dimension.name, tuple(one for indicator in dimension.indicators for one in indicator.questions)
        for indicator in dimension.indicators:
            if indicator.code == code:
                return indicator.name, tuple(indicator.questions)
    question = instrument.question_by_code.get(code)
    return ("", ()) if question is None else (question.text, (question,))


def _born(round: Round, municipality: Municipality, questions: Iterable[Question]) -> dict[str, list[Born]]:
    """Return what was born from each question, and from what it was in earlier rounds of the same instrument."""
    of_place = {"origin__kind": OriginKind.GAP, "origin__municipality": municipality}
    rows = list(accepted(timezone.localdate()).filter(**of_place))
    codes = {row.origin.process for row in rows} - {round.code}
    same = {"version__instrument": round.version.instrument_id, "is_demo": round.is_demo, "code__in": codes}
    others = Round.objects.filter(**same).select_related("version").defer("version__content") if codes else []
    rounds = {round.code: round} | {one.code: one for one in others if _began(one) < _began(round)}
    editions = {code: editions_back(round.version, one.version) for code, one in rounds.items()}
    found: dict[str, list[Born]] = {}
    for question in questions:
        was = {code: _codes_of(question, before) for code, before in editions.items()}
        for row in rows:
            if row.origin.key in was.get(row.origin.process, ()):
                one = rounds[row.origin.process]
                found.setdefault(question.code, []).append(Born(row, one, one.code != round.code))
    return found


def _codes_of(question: Question, editions: list[Instrument]) -> set[str]:
    matched = match(question, editions)
    return set() if matched.relation in (NEW, DROPPED) else {one.code for one in matched.questions}


def _began(round: Round) -> tuple[date, int]:
    """Return what orders rounds: one that was held elsewhere may be loaded later than it was held."""
    return round.cutoff_on or round.closes_on or timezone.localdate(round.opened_at), round.pk


def _open_gaps(round: Round, municipality: Municipality, questions: Iterable[Question], user) -> frozenset[str]:
    if not round.is_published or not can(user, Permission.WRITE_COMMITMENTS, municipality):
        return frozenset()
    shown = edition(round.code)
    scores = applicable(detail_of(shown.publication, municipality.pk)) if shown else {}
    return frozenset(one.code for one in questions if scores.get(one.code, BEST) < BEST)


def _may_take_up(item: AgreedItem, user) -> bool:
    if item.state != ItemState.AGREED or not user.is_authenticated:
        return False
    places = municipalities_of(user, Permission.WRITE_COMMITMENTS)
    if places is None or can(user, Permission.MANAGE_COMMITMENTS):
        return True
    said = item.acceptances.filter(number=item.version, is_accepted=True, municipality__in=places)
    return bool(places) and said.exists()
