"""The questionnaire on paper: a page and a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from diagnostics.assessments.exports.printed import questionnaire_pdf as write_pdf
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.printing import printed_parts


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def questionnaire_print(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    parts = printed_parts(filling)
    context = context_of(assessment, parts=parts, instrument=filling.instrument, whole=filling.whole)
    return render(request, "diagnostics/assessments/print/questionnaire.html", context)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def questionnaire_pdf(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    now = timezone.localtime()
    data = write_pdf(
        printed_parts(filling),
        title=filling.instrument.short_name,
        place=str(assessment.municipality),
        round=assessment.round.name,
        date=formats.date_format(now, r"j \d\e F \d\e Y, G:i"),
        demo=assessment.round.caveat,
    )
    response = HttpResponse(data, content_type="application/pdf")
    name = f"cuestionario-{assessment.municipality.slug}-{assessment.round.code}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
