"""Forms of the questionnaire: answers of a page, facts of the municipality, submission."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from core.numbers import whole
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.choices.wording import PARTIAL_RULE
from diagnostics.assessments.models.answers import MAX_LINKS
from diagnostics.scoring.instrument import MULTI, Attribute, Question
from diagnostics.scoring.typed import read_value, text_of
from diagnostics.scoring.values import number_for_screen, number_from_screen, number_problem
from files.loaders.links import clean_link, links_of, problem_of

MOST_WORDS = 200  # that are looked at for links


@dataclass(frozen=True)
class Typed:
    """One question of a submitted page: the draft to save, the links that were not understood, and all links as typed."""

    draft: Draft
    bad_links: list[str] = field(default_factory=list)
    link_texts: dict[str, str] = field(default_factory=dict)

    @property
    def link_error(self) -> str:
        if not self.bad_links:
            return ""
        if clean_link(self.bad_links[0]):
            return f"Una respuesta lleva hasta {MAX_LINKS} direcciones; las que siguen no se guardaron."
        return f"No se guardó «{self.bad_links[0][:60]}»: {problem_of(self.bad_links[0])}."


def read_question(question: Question, data: QueryDict) -> Typed | None:
    """Read one question of a page; None when the page did not show it."""
    name = question.code
    if f"{name}-version" not in data:
        return None
    keep = data.get(f"{name}-keep", "")  # «dejar la mía»: the version that the person chose to overwrite
    seen = keep or data[f"{name}-version"]
    texts = _link_texts(question, data)
    links, bad = _read_links(texts)
    clears = f"{name}-clear" in data
    draft = Draft(
        question=name,
        value="" if clears else read_value(question, data),
        seen_version=whole(seen) or 0,
        not_applicable=question.na_allowed and f"{name}-na" in data and not clears,
        na_reason=text_of(data, f"{name}-reason") if question.na_allowed else "",
        links=links,
        claim="" if clears else _among(Claim.values, text_of(data, f"{name}-claim")),
        written_from=text_of(data, "written_from")[:36],
    )
    return Typed(draft, bad, texts)


def _among(values: list[str], text: str) -> str:
    return text if text in values else ""


def _link_texts(question: Question, data: QueryDict) -> dict[str, str]:
    options = ["", *(o.code for o in question.options if question.type == MULTI)]
    return {option: data.get(f"{question.code}-links-{option}", "") for option in options}


def _read_links(texts: dict[str, str]) -> tuple[dict[str, list[str]], list[str]]:
    links: dict[str, list[str]] = {}
    bad: list[str] = []
    for option, text in texts.items():
        is_readable = len(text.split()) <= MOST_WORDS
        read = [links_of(line) for line in text.splitlines()] if is_readable else [([], [text])]
        found = list(dict.fromkeys(link for ones, _ in read for link in ones))
        if found:
            links[option] = found[:MAX_LINKS]
        bad += [part for _, wrong in read for part in wrong] + found[MAX_LINKS:]
    return links, bad


class FactsForm(forms.Form):
    """One field per fact that the instrument asks; all are optional."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, attributes: tuple[Attribute, ...], required: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        for attribute in attributes:
            self.fields[attribute.code] = _fact_field(attribute, attribute.code in required)
            self.fields[attribute.code].is_needed_later = attribute.code in required  # not «opcional» on the page

    @property
    def facts(self) -> dict[str, bool | int | str | None]:
        """The cleaned facts, typed; None where left empty."""
        cleaned = {code: value for code, value in self.cleaned_data.items() if code != "version"}
        return {code: None if value == "" else value for code, value in cleaned.items()}


class _WholeNumber(forms.IntegerField):
    """A whole number, read by the rules of answers: Django's own make 125 of «0.125»."""

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "")
        if problem := number_problem(typed):
            raise forms.ValidationError(f"{problem[0].upper()}{problem[1:]}.")
        stored = number_from_screen(typed)
        if "." in stored:
            raise forms.ValidationError(f"Se esperaba un número entero y dice «{number_for_screen(stored)}».")
        return super().to_python(stored)


def _fact_field(attribute: Attribute, is_read: bool) -> forms.Field:
    # Required to submit, not to save: a fact that is not known yet must not hold back the others.
    hint = attribute.help + ("" if is_read else " Hoy no cambia ninguna pregunta.")
    common = {"label": attribute.name, "help_text": hint.strip(), "required": False}
    if attribute.type == "integer":
        # Text, because a number field rejects «1.200», the local notation.
        typing = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-number": ""})
        return _WholeNumber(min_value=0, max_value=999_999, localize=True, widget=typing, **common)
    if attribute.type == "choice":
        return forms.ChoiceField(choices=[("", "Sin definir"), *((v, v) for v in attribute.values)], **common)
    return forms.TypedChoiceField(
        choices=[("", "Sin definir"), ("True", "Sí"), ("False", "No")],
        coerce=lambda text: text == "True",
        empty_value=None,
        **common,
    )


class SubmitForm(forms.Form):
    even_if_partial = forms.BooleanField(
        required=False,
        label="Enviar así, como resultado parcial",
        help_text=PARTIAL_RULE,
    )
