"""Minutes of follow-up sessions: the list, the draft of coordination, and the closed record with its PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.refusals import Stale
from core.web.edge import Attempt, attempt, status_of
from followup.minutes import actions, queries
from followup.minutes.exports.minutes import minutes_pdf as write_pdf
from followup.minutes.forms import MinutesForm
from followup.minutes.models import Minutes
from followup.minutes.presenters import has_demo, rows_of
from followup.pages.choices import BOARD
from followup.pages.queries.board import board

CLOSE, GATHER = "cerrar", "traer"  # values of `op`; any other saves
DONE = {
    CLOSE: "El acta quedó cerrada.",
    GATHER: "El acta tiene ahora las filas de hoy. Las decisiones que había siguen.",
}


@require_safe
@requires(*BOARD)
def minutes_list(request: HttpRequest) -> HttpResponse:
    writes = can(request.user, Permission.MANAGE_COMMITMENTS)
    rows = list(queries.closed())
    draft = queries.draft() if writes else None
    is_demo = any(row.is_demo for row in rows)
    context = {"rows": rows, "draft": draft, "writes": writes, "is_demo": is_demo}
    return render(request, "followup/minutes/minutes_list.html", context)


@require_POST
@requires(Permission.MANAGE_COMMITMENTS)
def start(request: HttpRequest) -> HttpResponse:
    """Begin the minutes of today from the board; the draft that there is, if there is one."""
    found = board()
    rows = rows_of(found, timezone.localdate())
    attempt(request, actions.start, rows=rows, is_demo=has_demo(found), by=request.user, at=timezone.now())
    return redirect("minutes:draft")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_COMMITMENTS)
def draft(request: HttpRequest) -> HttpResponse:
    # What was typed while somebody else closed it is refused on the page, which still holds it.
    minutes = queries.draft() or (queries.closed().first() if request.method == "POST" else None)
    if minutes is None:
        messages.info(request, "No hay ningún borrador. Puede empezar un acta.")
        return redirect("minutes:minutes-list")
    op = request.POST.get("op", "")
    form = MinutesForm(request.POST if request.method == "POST" else None, minutes=minutes, rows=minutes.rows.all())
    done: Attempt | None = None
    if form.is_bound and form.is_valid():
        done = _write(request, minutes, form, op)
        if done:
            messages.success(request, DONE.get(op, "El borrador quedó guardado."))
            return redirect(done.result)
        if isinstance(done.refusal, Stale):
            form.now_seen(Minutes.objects.get(pk=minutes.pk).version)
    context = {"minutes": minutes, "form": form, "close": CLOSE, "gather": GATHER, "is_demo": minutes.is_demo}
    return render(request, "followup/minutes/draft.html", context, status=status_of(done, form))


def _write(request: HttpRequest, minutes: Minutes, form: MinutesForm, op: str) -> Attempt:
    now = timezone.now()
    typed = {"minutes": minutes, "said": form.said, "seen": form.cleaned_data["seen"], "by": request.user, "at": now}
    if op != GATHER:
        return attempt(form, actions.close if op == CLOSE else actions.save, **typed)
    found = board()
    rows = rows_of(found, timezone.localdate(now))
    return attempt(form, actions.gather, **typed, rows=rows, is_demo=has_demo(found))


@require_safe
@requires(*BOARD)
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    row = get_object_or_404(Minutes, number=number)
    context = {"minutes": row, "said": queries.minutes_in_words(row), "is_demo": row.is_demo}
    return render(request, "followup/minutes/minutes.html", context)


@require_safe
@requires(*BOARD)
def minutes_pdf(request: HttpRequest, number: int) -> HttpResponse:
    row = get_object_or_404(Minutes, number=number)
    response = HttpResponse(write_pdf(queries.minutes_in_words(row)), content_type="application/pdf")
    demo = "-demostracion" if row.is_demo else ""
    response["Content-Disposition"] = f'attachment; filename="acta-seguimiento-{row.number}{demo}.pdf"'
    return response
