"""Preview of an edition draft: its questions as officials will fill them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from diagnostics.assessments.presenters.pages import PageState, panels_of
from diagnostics.assessments.queries.filling import build_filling
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.loaders.draft_checks import checked
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.presenters.drafts import KIND_WORDS, obstacles_of
from diagnostics.instruments.queries.conditions import Names, condition_words
from diagnostics.instruments.queries.editions import numbers_in_use


@require_safe
@requires(Permission.EDIT_INSTRUMENTS)
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """One dimension at a time, with the conditions in words."""
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    check = checked(draft, numbers_in_use())
    context = {"draft": draft, "check": check, "obstacles": obstacles_of(draft, check)}
    if check.instrument:
        dimensions = check.instrument.dimensions
        chosen = next((d for d in dimensions if d.code == request.GET.get("dimension")), dimensions[0])
        filling, names = build_filling(check.instrument, {}, {}, {}, {}), Names(draft)
        sections = [
            (
                indicator,
                [
                    (p, condition_words(p.question.applies_when, names))
                    for p in panels_of(filling, indicator.questions, PageState())
                ],
            )
            for indicator in chosen.indicators
        ]
        context |= {
            "dimensions": dimensions,
            "chosen": chosen,
            "sections": sections,
            "kind": KIND_WORDS[PartKind.QUESTION],
        }
    return render(request, "diagnostics/assessments/editions/preview.html", context)
