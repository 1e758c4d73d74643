"""A municipality's result as an embeddable card, and its embed code."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape

from core.web.addresses import absolute
from diagnostics.results.queries.published import Edition, detail_of, document_of, edition, publications_about
from diagnostics.results.queries.results import Outcome, Results
from diagnostics.results.queries.sentences import gate_sentence, partial_sentence
from territory.models import Municipality

THEMES = {"": "Como prefiera cada visitante", "claro": "Claro", "oscuro": "Oscuro"}
WIDTH, HEIGHT = 360, 410  # pixels that fit the longest card; smaller frames scroll


@dataclass(frozen=True)
class Card:
    """Context of the card. `outcome` is None if nothing was published about the municipality."""

    municipality: Municipality
    edition: Edition | None
    outcome: Outcome | None = None
    gate: tuple[str, str] | None = None
    note: str = ""

    @property
    def level_number(self) -> int:
        return self.outcome.level_number if self.outcome else 0

    @property
    def word(self) -> str:
        return self.outcome.level_words if self.outcome else "Sin publicar"


def card_of(slug: str) -> Card | None:
    """Return the card of a municipality in its last published round; None if there is no such municipality.

    At most five queries with the instrument's document.
    """
    shown = edition()
    if shown and (about := publications_about(slug, shown.all)):
        shown = shown.showing(about[0])
    results = shown.results() if shown else None
    outcome = results.by_slug.get(slug) if results else None
    if outcome is None:
        municipality = Municipality.objects.filter(slug=slug).first()
        note = "No hizo parte del ciclo publicado." if shown else "Todavía no hay resultados publicados."
        return Card(municipality, shown, note=note) if municipality else None
    return _full(shown, results, outcome)


def _full(shown: Edition, results: Results, outcome: Outcome) -> Card:
    place = outcome.municipality
    if not outcome.has_result:
        withdrew = document_of(shown.publication, place.pk).get("withdrawn_because", "")
        note = "La alcaldía no participó en este ciclo." if withdrew else "No respondió dentro del plazo."
        return Card(place, shown, outcome, note=f"{note} No es un cero.")
    if partial := partial_sentence(outcome, results.instrument):
        return Card(place, shown, outcome, note=" ".join(partial))
    if outcome.acting_gates:
        outcome.detail.update(detail_of(shown.publication, place.pk))
    return Card(place, shown, outcome, gate=gate_sentence(outcome, results.instrument))


def theme_of(asked: str | None) -> str:
    """Return a valid theme, else "" (as each visitor prefers)."""
    return asked if asked in THEMES else ""


def address_of(municipality: Municipality, theme: str) -> str:
    path = reverse("portal:widget", args=[municipality.slug])
    return f"{path}?tema={theme}" if theme else path


def embed_code(municipality: Municipality, theme: str) -> str:
    address = absolute(address_of(municipality, theme))
    return (
        f'<iframe src="{escape(address)}" title="{escape(f"Gobierno abierto en {municipality}: puntaje y nivel")}" '
        f'width="{WIDTH}" height="{HEIGHT}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
