"""What people take from the round before: an answer that stays the same, proofs that still serve."""

from collections.abc import Callable
from dataclasses import replace

from django import forms

from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.forms.municipality import Typed
from diagnostics.assessments.queries.filling import Proof
from diagnostics.assessments.queries.previous import Previous, Proposal
from diagnostics.scoring.instrument import MULTI, Question


def with_previous(typed: dict[str, Typed], read: Callable[[], dict[str, Previous]]) -> dict[str, Typed]:
    """Return the questions of a page; those that say «sigue igual» and nothing else get the previous answer and links.

    With JavaScript the page put them into its inputs already (static/js/previous.js). `read` gives the previous answers and
    is asked only when one is needed.
    """
    waiting = [code for code, one in typed.items() if _is_waiting(one)]
    before = read() if waiting else {}
    taken = {
        code: _take(typed[code], before[code].proposal) for code in waiting if code in before and before[code].proposal
    }
    return typed | taken


def _is_waiting(typed: Typed) -> bool:
    draft = typed.draft
    return draft.claim == Claim.SAME and not draft.value and not draft.not_applicable


def _take(typed: Typed, proposal: Proposal) -> Typed:
    draft = typed.draft
    own = draft.links or {}
    links = {option: [*own.get(option, []), *proposal.links.get(option, [])] for option in [*own, *proposal.links]}
    return replace(
        typed,
        draft=replace(
            draft,
            value=proposal.value,
            not_applicable=proposal.not_applicable,
            na_reason=draft.na_reason or proposal.na_reason,
            links={option: list(dict.fromkeys(urls)) for option, urls in links.items()},
        ),
    )


class ReuseForm(forms.Form):
    """The proofs of the round before that shall prove a question of today; each with its option and place."""

    proofs = forms.MultipleChoiceField(
        label="Pruebas que todavía sirven",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque al menos una prueba, o vuelva sin usar ninguna."},
    )

    def __init__(self, *args, question: Question, before: Previous | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.known = {str(proof.use): proof for proof in before.reusable} if before else {}
        self.fields["proofs"].choices = [(key, _in_words(proof)) for key, proof in self.known.items()]

    @property
    def uses(self) -> list[tuple[int, Use]]:
        """The chosen ones as (primary key of the evidence, what it shall prove here)."""
        chosen = [self.known[key] for key in self.cleaned_data["proofs"]]
        return [(proof.evidence, Use(self.question.code, self._option(proof), proof.place)) for proof in chosen]

    def _option(self, proof: Proof) -> str:
        """What it proved, where the question of today still has that option."""
        is_there = self.question.type == MULTI and any(o.code == proof.option for o in self.question.options)
        return proof.option if is_there else ""


def _in_words(proof: Proof) -> str:
    parts = ["Archivo" if proof.is_file else "Enlace", proof.name, proof.place]
    parts += [f"opción {proof.option}" if proof.option else "", "" if proof.is_public else "solo para la revisión"]
    return " · ".join(part for part in parts if part)
