"""Fill once, report many: the answers of an assessment in the order of another form."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.workbook import XLSX
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.exchange.exports.crosswalk import report_csv, report_workbook
from diagnostics.exchange.queries.crosswalk import Form, coverage_of, forms_of, lines_of
from diagnostics.exchange.queries.reporting import about, notes, rows_of
from diagnostics.instruments.loaders.crosswalks import known_names

FORMATS = {"csv": (report_csv, "text/csv; charset=utf-8"), "xlsx": (report_workbook, XLSX)}
NO_FORMAT = "Ese formato no existe. Descargue el reporte en XLSX o en CSV."


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def report_list(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    forms = forms_of(filling.instrument, known_names())
    if "formulario" in request.GET:
        return _preview(request, assessment, filling, _chosen(request, forms))
    covered = [coverage_of(filling, form) for form in forms.values()]
    groups = [
        ("Modelos y políticas", "Formulario", [one for one in covered if not one.form.is_norm]),
        ("Normas y documentos", "Norma", [one for one in covered if one.form.is_norm]),
    ]
    context = context_of(assessment, groups=[group for group in groups if group[-1]])
    return render(request, "diagnostics/exchange/crosswalk/list.html", context)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def report_download(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    form = _chosen(request, forms_of(filling.instrument, known_names()))
    kind = request.GET.get("formato", "")
    if kind not in FORMATS:
        return _preview(request, assessment, filling, form, fault=NO_FORMAT)
    write, content_type = FORMATS[kind]
    lines, now = lines_of(filling, form), timezone.localtime()
    data = write(rows_of(lines), about=about(assessment, form, now), notes=notes(assessment, form, lines))
    response = HttpResponse(data, content_type=content_type)
    place = f"{assessment.municipality.slug}-{assessment.round.code}"
    response["Content-Disposition"] = f'attachment; filename="reporte-{form.key}-{place}-{now:%Y%m%d-%H%M}.{kind}"'
    return response


def _chosen(request: HttpRequest, forms: dict[str, Form]) -> Form:
    form = forms.get(request.GET.get("formulario", ""))
    if form is None:
        raise Http404
    return form


def _preview(
    request: HttpRequest, assessment: Assessment, filling: Filling, form: Form, fault: str = ""
) -> HttpResponse:
    lines = lines_of(filling, form)
    context = context_of(
        assessment, form=form, coverage=coverage_of(filling, form), lines=lines, notes=notes(assessment, form, lines), fault=fault
    )  # fmt: skip
    return render(request, "diagnostics/exchange/crosswalk/form.html", context, status=400 if fault else 200)
