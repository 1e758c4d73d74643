"""The three sentences of a municipality's page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.numbers import count_in_words, signed
from core.numbers import score as number
from core.words import joined, named
from diagnostics.results.queries.evolution import Moment, Trajectory
from diagnostics.results.queries.level_counts import Medians
from diagnostics.results.queries.results import Outcome
from diagnostics.results.queries.sentences import NO_CHANGE, change_sentence


@dataclass(frozen=True)
class Phrase:
    """One of the three sentences, with its emphasised parts."""

    start: str = ""
    strong: str = ""
    end: str = ""
    more: str = ""
    tail: str = ""

    @property
    def text(self) -> str:
        return f"{self.start}{self.strong}{self.end}{self.more}{self.tail}"


def phrases_of(trajectory: Trajectory | None, outcome: Outcome, medians: Medians) -> tuple[Phrase, ...]:
    level = outcome.level.name if outcome.level else ""
    scores = [(d.short_name, s.displayed) for d, s in outcome.dimensions if s.displayed is not None]
    best, worst = max(scores, key=lambda s: s[1]), min(scores, key=lambda s: s[1])
    return (
        Phrase(
            f"La alcaldía de {outcome.municipality} sumó ", f"{number(outcome.total.displayed)} de 100 puntos",
            " y está en el nivel ", level, ".",
        ),
        _extremes(best, worst),
        _third(trajectory, outcome, medians),
    )  # fmt: skip


def _extremes(best: tuple[str, Decimal], worst: tuple[str, Decimal]) -> Phrase:
    if best[1] == worst[1]:
        return Phrase("Ningún tema se destaca: ", "todos tienen el mismo puntaje", f" ({number(best[1])}).")
    end = f" ({number(best[1])}). Lo que más le falta: "
    return Phrase("Lo mejor: ", best[0], end, worst[0], f" ({number(worst[1])}).")


def _third(trajectory: Trajectory | None, outcome: Outcome, medians: Medians) -> Phrase:
    """The change since the previous comparable round; without one, the position relative to the median."""
    now = outcome.total.displayed
    last = trajectory.last_before if trajectory else None
    before = last.displayed if last else None
    if last is not None and now is not None and before is not None:
        since = f" {named(last.publication.round, 'desde')}: de {number(before)} a {number(now)} puntos"
        return Phrase("", change_sentence(now, before), f"{since}{_moved(outcome, last, now - before)}.")
    if medians.count < 2 or medians.total is None or now is None:
        return Phrase(
            "Es el único municipio con resultado completo en este ciclo; todavía no hay con quién compararlo."
        )
    above = sum(
        1 for d, s in outcome.dimensions
        if s.displayed is not None and (m := medians.by_code[d.code]) is not None and s.displayed > m
    )  # fmt: skip
    where = "por encima de" if now > medians.total else "por debajo de" if now < medians.total else "justo en"
    joint = "aunque" if (now < medians.total) == bool(above) else "y"
    tail = f" ({number(medians.total)}), {joint} {_above(above, len(outcome.dimensions))}."
    return Phrase("En total está ", f"{where} la mediana del valle", tail)


def _moved(outcome: Outcome, before: Moment, change: Decimal) -> str:
    """The themes that went against the total, or all that moved if the total did not."""
    moves = [
        (dimension.short_name, score.displayed - then)
        for dimension, score in outcome.dimensions
        if score.displayed is not None and (then := before.dimensions.get(dimension.code)) is not None
    ]
    risen = [f"{name} ({signed(by)})" for name, by in moves if by >= NO_CHANGE and change < NO_CHANGE]
    fallen = [f"{name} ({signed(by)})" for name, by in moves if by <= -NO_CHANGE and change > -NO_CHANGE]
    said = [f"{verb} en {joined(themes)}" for verb, themes in (("subió", risen), ("bajó", fallen)) if themes]
    but = "pero " if abs(change) >= NO_CHANGE else ""
    return f"; {but}{joined(said)}" if said else ""


def _above(count: int, total: int) -> str:
    if not count:
        return "no la supera en ningún tema"
    return "la supera en todos los temas" if count == total else (
        f"la supera en {count_in_words(count)} de los {count_in_words(total)} temas"
    )  # fmt: skip


def phrases_of_partial(outcome: Outcome, why: tuple[str, str]) -> tuple[Phrase, ...]:
    return (
        Phrase(
            f"La alcaldía de {outcome.municipality} sumó ", f"{number(outcome.total.displayed)} de 100 puntos",
            ", pero el resultado es ", "parcial", ".",
        ),
        Phrase("", why[0], f" {why[1]}"),
        Phrase("Por eso queda ", "fuera de las comparaciones", " y no cuenta en la mediana del valle."),
    )  # fmt: skip


def phrases_without_result(outcome: Outcome, document: dict[str, Any]) -> tuple[Phrase, ...]:
    if because := document.get("withdrawn_because", ""):
        return (
            Phrase(f"La alcaldía de {outcome.municipality} ", "no participó", " en este ciclo."),
            Phrase("Razón: ", because, ""),
            Phrase("Sin resultado no es cero: ", "no se compara", " con otros municipios."),
        )
    return (
        Phrase(f"La alcaldía de {outcome.municipality} quedó ", "sin resultado", " en este ciclo."),
        Phrase("No respondió ninguna pregunta dentro del plazo, y por eso no hay ", "ni puntaje ni nivel", "."),
        Phrase(
            "Sin resultado no es cero: ", "no se compara", " con otros municipios ni cuenta en la mediana del valle."
        ),
    )
