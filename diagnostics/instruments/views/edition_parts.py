"""Pages of the parts of a draft: general data, rules, and each dimension, indicator and question."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from diagnostics.instruments.actions import editions as actions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.forms.edition_questions import QuestionPage
from diagnostics.instruments.forms.editions import (
    SECTIONS,
    AddForm,
    CarryForm,
    DimensionForm,
    HeadForm,
    IndicatorForm,
    Rules,
)
from diagnostics.instruments.loaders.draft_checks import checked
from diagnostics.instruments.loaders.drafts import HEAD, RULES
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.models.drafts import KINDS, fingerprint, own_fields
from diagnostics.instruments.presenters.drafts import KIND_WORDS, sentence
from diagnostics.instruments.queries.editions import numbers_in_use

BY_WORD = {word: kind for kind, word in KIND_WORDS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_head(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    seen = _seen(draft, ["instrument"])
    form = HeadForm(
        request.POST if request.method == "POST" else None, initial=HeadForm.initial_of(draft.document) | {"seen": seen}
    )
    if form.is_valid() and _write(request, draft, form, form.sections(draft.document)):
        return redirect("instruments:draft-head", pk)
    return _page(request, draft, "head", form, _faults(draft, HEAD, ""), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_rules(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    rules = Rules(draft.document, _seen(draft, SECTIONS), request.POST if request.method == "POST" else None)
    if request.method == "POST" and rules.is_valid() and _write(request, draft, rules.form, rules.sections):
        return redirect("instruments:draft-rules", pk)
    return _page(request, draft, "rules", rules.form, _faults(draft, RULES, ""), rules=rules)


def _write(request: HttpRequest, draft: EditionDraft, form: Any, sections: dict[str, Any]) -> bool:
    written = attempt(
        form, actions.write_sections, draft=draft, sections=sections, seen=form.cleaned_data["seen"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    if written:
        messages.success(request, "Guardado en el borrador.")
    return bool(written)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_part(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One dimension, indicator or question; POST saves it, or moves it elsewhere."""
    draft, of_kind, part = _part(pk, kind, code)
    own = own_fields(part)
    data = request.POST if request.method == "POST" else None
    carries = data is not None and "carry" in data
    page = _form_of(of_kind, own, fingerprint(own), None if carries else data)
    carry = CarryForm(data if carries else None, choices=_places(draft, of_kind, part), prefix="to")
    form = carry if carries else page.form if isinstance(page, QuestionPage) else page
    if data is not None and (carry if carries else page).is_valid():
        write, typed = (_carry_part, carry) if carries else (_write_part, page)
        written = attempt(form, write, request, draft, of_kind, code, typed)
        if written:
            messages.success(request, "Guardado en el borrador.")
            return redirect("instruments:draft-part", pk, kind, written.result)
    context = {
        "kind": of_kind, "kind_word": kind, "code": code, "label": part.get("text") or part.get("name") or code,
        "carry": carry if carry.fields["inside"].choices else None,
        "page" if isinstance(page, QuestionPage) else "form": page,
    }  # fmt: skip
    template = "question" if of_kind == PartKind.QUESTION else "group"
    return _page(request, draft, template, form, _faults(draft, of_kind, code), **context)


def _carry_part(request: HttpRequest, draft: EditionDraft, kind: PartKind, code: str, form: CarryForm) -> str:
    inside = form.cleaned_data["inside"]
    actions.carry_part(draft=draft, kind=kind, code=code, inside=inside, by=request.user, at=timezone.now())
    return code


def _write_part(request: HttpRequest, draft: EditionDraft, kind: PartKind, code: str, page: Any) -> str:
    """Save the part; return its code, which may be a new one."""
    is_question = isinstance(page, QuestionPage)
    fields = page.fields if is_question else page.fields_of_part
    seen = (page.form if is_question else page).cleaned_data["seen"]
    actions.write_part(draft=draft, kind=kind, code=code, fields=fields, seen=seen, by=request.user, at=timezone.now())
    return fields["code"]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    draft, of_kind = get_object_or_404(EditionDraft.objects.with_context(), pk=pk), _kind(kind)
    inside = request.GET.get("en", "")
    above = KINDS[KINDS.index(of_kind) - 1] if of_kind != PartKind.DIMENSION else None
    if above and draft.part(above, inside) is None:
        raise Http404
    form = AddForm(request.POST if request.method == "POST" else None, kind=of_kind)
    if form.is_valid():
        part = {"kind": of_kind, "inside": inside, "fields": form.fields_of_part}
        added = attempt(None, actions.add_part, draft=draft, **part, by=request.user, at=timezone.now())
        if added:
            return redirect("instruments:draft-part", pk, kind, form.cleaned_data["code"])
        form.add_error("code", added.message)
    return _page(request, draft, "add", form, [], form=form, kind=of_kind, inside=inside)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    draft, of_kind, part = _part(pk, kind, code)
    refusal = None
    if request.method == "POST":
        removed = attempt(
            None, actions.remove_part, draft=draft, kind=of_kind, code=code, by=request.user, at=timezone.now()
        )
        if removed:
            messages.success(request, f"{code} se quitó del borrador.")
            return redirect(draft)
        refusal = removed.refusal
    label = part.get("text") or part.get("name") or code
    context = {"draft": draft, "kind": of_kind, "kind_word": kind, "code": code, "label": label, "refusal": refusal}
    return render(request, "diagnostics/instruments/editions/remove.html", context, status=409 if refusal else 200)


def _part(pk: int, kind: str, code: str) -> tuple[EditionDraft, PartKind, dict[str, Any]]:
    draft, of_kind = get_object_or_404(EditionDraft.objects.with_context(), pk=pk), _kind(kind)
    part = draft.part(of_kind, code)
    if part is None:
        raise Http404
    return draft, of_kind, part


def _kind(word: str) -> PartKind:
    if word not in BY_WORD:
        raise Http404
    return BY_WORD[word]


def _form_of(kind: PartKind, own: dict[str, Any], seen: str, data: Any) -> Any:
    if kind == PartKind.QUESTION:
        return QuestionPage(own, seen, data)
    form = DimensionForm if kind == PartKind.DIMENSION else IndicatorForm
    return form(data, initial=form.initial_of(own) | {"seen": seen})


def _places(draft: EditionDraft, kind: PartKind, part: dict[str, Any]) -> list[tuple[str, str]]:
    if kind == PartKind.DIMENSION:
        return []
    above = KINDS[KINDS.index(kind) - 1]
    return [
        (other["code"], f"{other['code']} {other.get('name', '')}"[:90])
        for found, other, _ in draft.parts()
        if found == above and not any(part is inner for inner in other.get(f"{kind}s", []))
    ]


def _seen(draft: EditionDraft, sections) -> str:
    return fingerprint({key: draft.document.get(key) for key in sections})


def _faults(draft: EditionDraft, kind: str, code: str) -> list[str]:
    check = checked(draft, numbers_in_use())
    return [sentence(place, words) for place, words in check.obstacles if place.part == (kind, code)]


def _page(
    request: HttpRequest, draft: EditionDraft, name: str, bound: Any, faults: list[str], **context
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context |= {"draft": draft, "bound": bound if bound.is_bound else None, "faults": faults}
    return render(request, f"diagnostics/instruments/editions/{name}.html", context, status=status)
