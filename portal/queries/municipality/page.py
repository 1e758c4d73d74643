"""The public page of a municipality: sentences, themes, account of the score, strengths and largest gaps."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from core.charts import Chart
from core.numbers import signed
from diagnostics.results import charts
from diagnostics.results.models import Publication
from diagnostics.results.queries.evolution import Trajectory
from diagnostics.results.queries.gaps import gaps_of, standings_by_question, strengths_of
from diagnostics.results.queries.level_counts import MEDIAN, Medians, borders_of, frame_of, medians_of
from diagnostics.results.queries.published import (
    Edition,
    corrected_at,
    document_of,
    edition_about,
    said_of,
)
from diagnostics.results.queries.results import Outcome, Results
from diagnostics.results.queries.sentences import (
    NO_CHANGE,
    gate_sentence,
    partial_sentence,
    published_words,
)
from portal.queries.municipality.answer_changes import (
    AnswerChanges,
    changes_between,
    results_to_compare,
    trajectory_of,
    why_not_compared,
)
from portal.queries.municipality.course import Course, course_of
from portal.queries.municipality.facts import Fact, open_facts, strong_facts
from portal.queries.municipality.level import LevelNote, level_note
from portal.queries.municipality.phrases import Phrase, phrases_of, phrases_of_partial, phrases_without_result
from portal.queries.municipality.themes import EXACT, Theme, themes_of
from portal.queries.peers import Peers, peers_of
from territory.models import Municipality


@dataclass(frozen=True)
class Change:
    """A theme, or the total, in the last two rounds with a complete result; `tag`: the change in words."""

    name: str
    before: Decimal | None
    now: Decimal | None
    tag: str


@dataclass(frozen=True)
class Page:
    """Context of the template. `outcome` is None if the round published nothing about the municipality."""

    municipality: Municipality
    edition: Edition | None
    outcome: Outcome | None = None
    medians: Medians | None = None  # of all, or of the peers
    peers: Peers | None = None
    is_by_size: bool = False  # whether the medians are those of the peers
    phrases: tuple[Phrase, ...] = ()
    gate: tuple[str, str] | None = None
    themes: tuple[Theme, ...] = ()
    radar: Chart | None = None
    level_note: LevelNote | None = None
    strengths: tuple[Fact, ...] = ()
    gaps: tuple[Fact, ...] = ()
    borders: tuple[float, ...] = ()
    bands: tuple[tuple[int, str, float, float], ...] = ()
    signed_on: date | None = None
    corrected: tuple[str, ...] = ()  # codes of questions that an erratum corrected
    corrected_at: datetime | None = None
    trajectory: Trajectory | None = None  # if several rounds are comparable
    answer_changes: AnswerChanges | None = None
    latest: Publication | None = None  # the last round that published the municipality

    @property
    def published_words(self) -> str:
        return published_words(self.edition.publication, self.corrected_at) if self.edition else ""

    @property
    def share_title(self) -> str:
        return f"Gobierno abierto en {self.municipality}"

    @property
    def summary(self) -> str:
        """The result in a sentence, for search engines and messages."""
        if self.edition is None or not self.phrases:
            return f"Todavía no hay un resultado publicado de la alcaldía de {self.municipality}."
        demo = "Datos de demostración. " if self.edition.round.is_demo else ""
        return f"{demo}{self.edition.round}. {self.phrases[0]}"

    @property
    def picture_text(self) -> str:
        """What the picture of the card shows, for those who do not see it."""
        return f"{self.summary} {self.gate[0]} {self.gate[1]}" if self.gate else self.summary

    @property
    def is_earlier(self) -> bool:
        """Whether a later round published the municipality."""
        if self.edition is None or self.latest is None:
            return False
        return self.edition.all.index(self.latest) < self.edition.all.index(self.edition.publication)

    @property
    def others(self) -> list[Publication]:
        """Other published rounds, newest first."""
        return [p for p in self.edition.all if p != self.edition.publication] if self.edition else []

    @property
    def course(self) -> Course | None:
        """All comparable rounds; None unless two of them have a complete result, this one among them."""
        if self.edition is None or self.trajectory is None or not self.outcome or not self.outcome.is_comparable:
            return None
        return course_of(self.edition.chain[::-1], self.trajectory, self.outcome)

    @property
    def not_compared_because(self) -> str:
        """Why there is nothing to tell of a change, where an earlier comparable round was published; "" otherwise."""
        has_earlier = self.trajectory is not None and self.outcome is not None and self.course is None
        return why_not_compared(self.outcome) if has_earlier and self.outcome else ""

    @property
    def changes(self) -> list[Change]:
        """Every theme, then the total, since the previous complete result."""
        before = (
            self.trajectory.last_before if self.trajectory and self.outcome and self.outcome.is_comparable else None
        )
        if before is None or not self.outcome:
            return []
        rows = [(d.short_name, before.dimensions.get(d.code), score.displayed) for d, score in self.outcome.dimensions]
        rows.append(("Total", before.displayed, self.outcome.total.displayed))
        return [Change(name, then, now, _moved(then, now)) for name, then, now in rows]

    @property
    def radar_title(self) -> str:
        if self.outcome and self.outcome.partial:
            return "Puntaje de lo que se alcanzó a responder"
        return self.radar.sentence if self.radar else ""

    @property
    def total_difference(self) -> Decimal | None:
        if not self.outcome or not self.medians or self.outcome.total.displayed is None or self.medians.total is None:
            return None
        return self.outcome.total.displayed - self.medians.total

    @property
    def exact_total(self) -> Decimal | None:
        return (
            self.outcome.total.score.quantize(EXACT) if self.outcome and self.outcome.total.score is not None else None
        )


def municipality_page(slug: str, code: str | None, *, by_size: bool = False) -> Page | None:
    """Return the page of a municipality in its last published round, or in the named one; None if either is missing.

    `by_size`: its themes are compared with the municipalities of a similar size, where there are enough.
    At most seven queries with the instrument's document, whatever the number of municipalities; one more where files prove
    strengths, three more where the previous round had another edition.
    """
    found = edition_about(slug, code)
    if found is None:
        municipality = Municipality.objects.filter(slug=slug).first() if not code else None
        return Page(municipality, None) if municipality else None
    shown, latest = found
    results = shown.results()
    outcome = results.by_slug.get(slug)
    if outcome is None:
        municipality = Municipality.objects.filter(slug=slug).first()
        return Page(municipality, shown, latest=latest) if municipality else None
    if not outcome.has_result:
        document = document_of(shown.publication, outcome.municipality.pk)
        page = Page(outcome.municipality, shown, outcome, phrases=phrases_without_result(outcome, document))
    else:
        page = _full(shown, results, outcome, by_size)
    return replace(page, latest=latest)


def _full(shown: Edition, results: Results, outcome: Outcome, by_size: bool) -> Page:
    instrument, valley = results.instrument, medians_of(results)
    peers = peers_of(results, outcome)
    by_size = by_size and peers.are_enough
    medians = medians_of(results, peers.group) if by_size else valley
    place, trajectory = outcome.municipality.pk, trajectory_of(shown, outcome.municipality)
    now, before = results_to_compare(shown, outcome, trajectory)
    outcome, answers = replace(outcome, detail=now.detail), now.answers
    standings = standings_by_question(instrument, outcome.detail)
    has_reference = medians.count > 1 and outcome.is_comparable
    frame = frame_of(results, [outcome], medians if has_reference else None)
    borders = borders_of(instrument)
    levels = sorted(instrument.levels, key=lambda level: level.start)
    partial = partial_sentence(outcome, instrument)
    corrected = tuple(sorted(code for code, a in answers.items() if a.get("corrected")))
    return Page(
        municipality=outcome.municipality,
        edition=shown,
        outcome=outcome,
        trajectory=trajectory,
        medians=medians if has_reference else None,
        peers=peers,
        is_by_size=by_size,
        phrases=phrases_of_partial(outcome, partial) if partial else phrases_of(trajectory, outcome, valley),
        gate=gate_sentence(outcome, instrument),
        level_note=level_note(outcome, instrument),
        answer_changes=changes_between(before, now) if before else None,
        themes=tuple(themes_of(results, outcome, medians if has_reference else None)),
        radar=charts.radar(frame, reference=MEDIAN if has_reference else ""),
        strengths=tuple(strong_facts(instrument, strengths_of(standings), answers, shown.publication, place)),
        gaps=tuple(open_facts(instrument, gaps_of(instrument, standings, said_of(now.document)), answers)),
        borders=borders,
        signed_on=_day(now.document.get("signed_at", "")),
        corrected=corrected,
        corrected_at=corrected_at(shown.publication, corrected, place) if corrected else None,
        bands=tuple(
            (level.number, level.name, start, end - start)
            for level, start, end in zip(levels, borders, borders[1:], strict=False)
        ),
    )


def _moved(before: Decimal | None, now: Decimal | None) -> str:
    if before is None or now is None:
        return "no se compara"
    return "sin cambio" if abs(now - before) < NO_CHANGE else signed(now - before)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
