"""Pages of the parts of a draft: general data, rules, and each dimension, indicator and question."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.refusals import Stale
from core.web.edge import Attempt, attempt
from diagnostics.instruments.actions import editions as actions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.forms.edition_fields import moved_to
from diagnostics.instruments.forms.edition_questions import QuestionPage
from diagnostics.instruments.forms.edition_rules import SECTIONS, Rules
from diagnostics.instruments.forms.editions import AddForm, CarryForm, DimensionForm, HeadForm, IndicatorForm
from diagnostics.instruments.loaders.draft_checks import checked
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.models.drafts import KINDS, fingerprint, own_fields
from diagnostics.instruments.presenters.comparison import differences, part_lines, section_lines
from diagnostics.instruments.presenters.drafts import KIND_WORDS
from diagnostics.instruments.presenters.pages import errors_of, head_page, part_page, rules_page, suggested_code
from diagnostics.instruments.queries.conditions import Names
from diagnostics.instruments.queries.editions import numbers_in_use

BY_WORD = {word: kind for kind, word in KIND_WORDS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_head(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    seen = _seen(draft, ["instrument"])
    form = HeadForm(_posted(request), initial=HeadForm.initial_of(draft.document) | {"seen": seen})
    written = _write(request, draft, form, form.sections(draft.document)) if form.is_valid() else None
    if written:
        return redirect("instruments:draft-head", pk)
    context = head_page(draft, checked(draft, numbers_in_use())) | {"form": form}
    return _page(request, draft, "head", [form], written, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_rules(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    rules = Rules(draft.document, _seen(draft, SECTIONS), _posted(request))
    is_sent = request.method == "POST" and rules.is_valid()
    written = _write(request, draft, rules.form, rules.sections) if is_sent else None
    if written:
        return redirect(reverse("instruments:draft-rules", args=[pk]) + moved_to(rules.move))
    context = rules_page(draft, checked(draft, numbers_in_use())) | {"rules": rules}
    return _page(request, draft, "rules", rules.parts, written, context)


def _write(request: HttpRequest, draft: EditionDraft, form: Any, sections: dict[str, Any]) -> Attempt:
    """Write sections of the document. Where they changed meanwhile, the form may be sent again over what is stored now."""
    written = attempt(
        form, actions.write_sections, draft=draft, sections=sections, seen=form.cleaned_data["seen"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    if written:
        messages.success(request, "Guardado en el borrador.")
    elif isinstance(written.refusal, Stale):
        stored = {key: draft.document.get(key) for key in sections}
        _show_both(form, section_lines(sections), section_lines(stored), _seen(draft, list(sections)))
    return written


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_part(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One dimension, indicator or question; POST saves it, or moves it elsewhere."""
    draft, of_kind, part = _part(request, pk, kind, code)
    own, data = own_fields(part), _posted(request)
    carries = data is not None and "carry" in data
    page = _form_of(of_kind, own, fingerprint(own), None if carries else data)
    carry = CarryForm(data if carries else None, choices=_places(draft, of_kind, part), prefix="to")
    written = None
    if data is not None and (carry if carries else page).is_valid():
        write, typed = (_carry_part, carry) if carries else (_write_part, page)
        written = attempt(carry if carries else _main(page), write, request, draft, of_kind, code, typed)
        if written:
            messages.success(request, "Guardado en el borrador.")
            address = reverse("instruments:draft-part", args=[pk, kind, written.result])
            return redirect(address + moved_to(data.get("move", "")))
        if isinstance(written.refusal, Stale):
            names = Names(draft)
            mine, stored = (part_lines(of_kind, one, names) for one in (_fields_of(page), own))
            _show_both(_main(page), mine, stored, fingerprint(own))
    is_question = isinstance(page, QuestionPage)
    context = part_page(draft, of_kind, part, code, checked(draft, numbers_in_use()))
    context |= {"carry": carry if carry.fields["inside"].choices else None, "page" if is_question else "form": page}
    if isinstance(page, QuestionPage):
        context["levels"] = list(zip(page.levels, context["scale_points"], strict=False))
    forms = [carry] if carries else page.parts if isinstance(page, QuestionPage) else [page]
    return _page(request, draft, "question" if is_question else "group", forms, written, context)


def _carry_part(request: HttpRequest, draft: EditionDraft, kind: PartKind, code: str, form: CarryForm) -> str:
    inside = form.cleaned_data["inside"]
    actions.carry_part(draft=draft, kind=kind, code=code, inside=inside, by=request.user, at=timezone.now())
    return code


def _write_part(request: HttpRequest, draft: EditionDraft, kind: PartKind, code: str, page: Any) -> str:
    """Save the part; return its code, which may be a new one."""
    fields, seen = _fields_of(page), _main(page).cleaned_data["seen"]
    actions.write_part(draft=draft, kind=kind, code=code, fields=fields, seen=seen, by=request.user, at=timezone.now())
    return fields["code"]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    draft, of_kind = get_object_or_404(EditionDraft.objects.with_context(), pk=pk), _kind(kind)
    inside, data = request.GET.get("en", ""), _posted(request)
    above = KINDS[KINDS.index(of_kind) - 1] if of_kind != PartKind.DIMENSION else None
    if above and data is None and draft.part(above, inside) is None:
        raise Http404
    siblings = _siblings(draft, of_kind, inside)
    form = AddForm(data, kind=of_kind, initial={"code": suggested_code(siblings, draft.codes, inside)})
    added = None
    if form.is_valid():
        part = {"kind": of_kind, "inside": inside, "fields": form.fields_of_part}
        added = attempt(None, actions.add_part, draft=draft, **part, by=request.user, at=timezone.now())
        if added:
            return redirect("instruments:draft-part", pk, kind, form.cleaned_data["code"])
        form.add_error("code" if isinstance(added.refusal, actions.CodeTaken) else None, added.message)
    parent = draft.part(above, inside) if above else None
    there = [{"code": one.get("code"), "label": one.get("text") or one.get("name")} for one in siblings]
    context = {"form": form, "kind": of_kind, "inside": inside, "parent": parent, "siblings": there}
    return _page(request, draft, "add", [form], added, context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    draft, of_kind, part = _part(request, pk, kind, code)
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


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _part(request: HttpRequest, pk: int, kind: str, code: str) -> tuple[EditionDraft, PartKind, dict[str, Any]]:
    """Return a part of a draft. One that is gone is empty when a form is sent: its page keeps what was typed."""
    draft, of_kind = get_object_or_404(EditionDraft.objects.with_context(), pk=pk), _kind(kind)
    part = draft.part(of_kind, code)
    if part is None and request.method != "POST":
        raise Http404
    return draft, of_kind, part if part is not None else {"type": request.POST.get("type", "scale")}


def _kind(word: str) -> PartKind:
    if word not in BY_WORD:
        raise Http404
    return BY_WORD[word]


def _form_of(kind: PartKind, own: dict[str, Any], seen: str, data: Any) -> Any:
    if kind == PartKind.QUESTION:
        return QuestionPage(own, seen, data)
    form = DimensionForm if kind == PartKind.DIMENSION else IndicatorForm
    return form(data, initial=form.initial_of(own) | {"seen": seen})


def _main(page: Any) -> BaseForm:
    return page.form if isinstance(page, QuestionPage) else page


def _fields_of(page: Any) -> dict[str, Any]:
    return page.fields if isinstance(page, QuestionPage) else page.fields_of_part


def _show_both(form: Any, mine: dict[str, str], stored: dict[str, str], seen: str) -> None:
    """Put what is stored beside what was typed; the form may then be sent again, over what the person has now seen."""
    form.both = differences(mine, stored)
    form.data = form.data.copy()
    form.data["seen"] = seen


def _siblings(draft: EditionDraft, kind: PartKind, inside: str) -> list[dict[str, Any]]:
    if kind == PartKind.DIMENSION:
        return [part for found, part, _ in draft.parts() if found == kind]
    parent = draft.part(KINDS[KINDS.index(kind) - 1], inside) or {}
    return parent.get(f"{kind}s") or []


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


def _page(
    request: HttpRequest,
    draft: EditionDraft,
    name: str,
    forms: list[Any],
    written: Attempt | None,
    context: dict[str, Any],
) -> HttpResponse:
    """A page of a draft. A form that cannot be read is answered 422, one that the draft refuses 409; both keep their text."""
    refused = written is not None and not written and not isinstance(written.refusal, actions.CodeTaken)
    status = 409 if refused else 422 if request.method == "POST" else 200
    context |= {"draft": draft, "errors": errors_of(forms), "both": getattr(forms[0], "both", None)}
    return render(request, f"diagnostics/instruments/editions/{name}.html", context, status=status)
