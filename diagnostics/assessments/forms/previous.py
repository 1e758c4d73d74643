"""Reusing answers and proofs of the previous round."""

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
    """Copy the previous answer and links into the questions that only say «sigue igual».

    With JavaScript the page already put them into its inputs (static/js/previous.js). `read` returns the previous
    answers and is called only when one is needed.
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
    """Proofs of the previous round to reuse for a question; each keeps its option and place."""

    proofs = forms.MultipleChoiceField(
        label="Evidencias que todavía sirven",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque al menos una evidencia, o vuelva sin usar ninguna."},
    )

    def __init__(self, *args, question: Question, before: Previous | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.known = {str(proof.use): proof for proof in before.reusable} if before else {}
        self.fields["proofs"].choices = [(key, _in_words(proof)) for key, proof in self.known.items()]

    @property
    def uses(self) -> list[tuple[int, Use]]:
        """The chosen proofs as (primary key of the evidence, its use here)."""
        chosen = [self.known[key] for key in self.cleaned_data["proofs"]]
        return [(proof.evidence, Use(self.question.code, self._option(proof), proof.place)) for proof in chosen]

    def _option(self, proof: Proof) -> str:
        is_there = self.question.type == MULTI and any(o.code == proof.option for o in self.question.options)
        return proof.option if is_there else ""


def _in_words(proof: Proof) -> str:
    parts = ["Archivo" if proof.is_file else "Dirección", proof.name, proof.place]
    parts += [f"opción {proof.option}" if proof.option else "", "" if proof.is_public else "solo para la revisión"]
    return " · ".join(part for part in parts if part)
