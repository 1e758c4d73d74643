"""Error reports: the form behind every page's foot, the page of one report, and the list of those who answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, public, requires
from accounts.permissions import Permission
from citizens.actions import reports as acts
from citizens.choices import ReportState
from citizens.forms import ReportAnswerForm, ReportForm
from citizens.models import ErrorReport
from core import personal_data
from core.web.edge import attempt
from core.web.pages import known_page
from core.web.pagination import paginate
from core.web.public_limit import limited
from core.web.rate_limit import client_network, goes_on

HOURLY = 10
PER_PAGE = 30
OWN = 5
TOO_MANY = "Llegaron muchos reportes desde su conexión. Espere una hora y envíe otra vez: su texto sigue aquí."
STATES = {"abiertos": ReportState.OPEN, "respondidos": ReportState.ANSWERED}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def report_new(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None, page=known_page(request.GET.get("en", "/")))
    author = request.user if request.user.is_authenticated else None
    status = 200
    if form.is_valid():
        who = f"user:{author.pk}" if author else client_network(request)
        if goes_on("report", who, most=HOURLY, seconds=3600):
            report = acts.receive(**form.said, by=author, at=timezone.now())
            messages.success(request, "Gracias: el reporte llegó. En esta página verá la respuesta.")
            return redirect(report)
        form.add_error(None, TOO_MANY)
        status = 429
    elif form.errors:
        status = 422
    own = ErrorReport.objects.filter(author=author).order_by("-received_at", "-pk")[:OWN] if author else ()
    return render(request, "citizens/report_new.html", {"form": form, "own": own}, status=status)


@require_safe
@never_cache
@public
@limited
def report_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The state and the answer of one report, for whoever has its number. Its text: only for those who may read it."""
    report = get_object_or_404(ErrorReport, code=code.upper())
    reads = ErrorReport.objects.visible_to(request.user).filter(pk=report.pk).exists()
    answers = can(request.user, Permission.ANSWER_REPORTS)
    response = render(request, "citizens/report_detail.html", {"report": report, "reads": reads, "answers": answers})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@requires(Permission.ANSWER_REPORTS)
def report_queue(request: HttpRequest) -> HttpResponse:
    """Open reports oldest first, or answered ones newest first."""
    state = STATES.get(request.GET.get("estado", ""), ReportState.OPEN)
    order = ("received_at", "pk") if state == ReportState.OPEN else ("-state_since", "-pk")
    rows = ErrorReport.objects.visible_to(request.user).filter(state=state).select_related("author").order_by(*order)
    tabs = [(key, value.plural, value == state) for key, value in STATES.items()]
    context = {"page": paginate(request, rows, PER_PAGE), "tabs": tabs, "is_open": state == ReportState.OPEN}
    return render(request, "citizens/report_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_REPORTS)
def report_answer(request: HttpRequest, code: str) -> HttpResponse:
    report = get_object_or_404(ErrorReport.objects.visible_to(request.user).select_related("author"), code=code)
    form = ReportAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, acts.answer, report=report, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    ):
        messages.success(request, f"El reporte {report.code} quedó respondido.")
        return redirect("citizens:report-queue")
    finds = personal_data.in_words(personal_data.scan(f"{report.did}\n{report.expected}"))
    context = {"report": report, "form": form, "finds": finds}
    return render(request, "citizens/report_answer.html", context, status=422 if form.errors else 200)
