"""One template for several contributions, each with its own reason."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.contributions.actions import answers as acts
from cocreation.contributions.forms.answers import SeveralAnswersForm
from cocreation.contributions.models import Contribution
from cocreation.contributions.presenters.answers import begun_in, preview_of, term_of
from cocreation.contributions.queries.answers import draft_in, to_answer_together
from core.numbers import whole
from core.web.edge import attempt

FEWEST, MOST = 2, 30  # as many as a page of the queue shows
PUBLISH = "publish"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_CONTRIBUTIONS)
def answer_several(request: HttpRequest) -> HttpResponse:
    """`aporte`: keys. POST keeps a draft of each, which `?vista=1` shows as it will stand; `operation` publish publishes them."""
    posted = request.POST if request.method == "POST" else None
    keys = {whole(typed) or 0 for typed in (posted or request.GET).getlist("aporte")[:MOST]}
    rows, left_out = to_answer_together(request.user, keys)
    if len(rows) < FEWEST:
        messages.error(request, _too_few(left_out))
        return redirect("contributions:answer-queue")
    drafts = [draft_in(row) for row in rows]
    demonstration = next((row.agenda for row in rows if row.agenda.is_demo), None)  # its page says so
    context = {
        "rows": rows, "left_out": left_out, "here": f"{request.path}?{_query([*rows, *left_out])}", "agenda": demonstration,
    }  # fmt: skip
    if request.POST.get("operation") == PUBLISH:
        is_out = _publish(request, rows, is_whole=len(rows) == len(keys))
        return redirect("contributions:answer-queue" if is_out else f"{context['here']}&vista=1")
    if "vista" in request.GET and posted is None and all(draft and draft.is_complete for draft in drafts):
        context["previews"] = [preview_of(row, draft, request.user) for row, draft in zip(rows, drafts, strict=True)]
        return render(request, "cocreation/contributions/answer_several_preview.html", context)
    form, status = SeveralAnswersForm(posted, rows=rows, initial=begun_in(rows)), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            done = attempt(
                form, acts.save_several, seen=_seen(request, rows), by=request.user, at=timezone.now(), **form.said
            )
            if done:
                return redirect(f"{context['here']}&vista=1")
            status = done.status
    today = timezone.localdate()
    context |= {"form": form, "each": [(row, field, term_of(row, today)) for row, field in form.each]}
    return render(request, "cocreation/contributions/answer_several.html", context, status=status)


def _publish(request: HttpRequest, rows: Sequence[Contribution], *, is_whole: bool) -> bool:
    """Publish what was seen, whole or not at all, and say what became of it."""
    if not is_whole:
        messages.error(
            request, "Alguno de los aportes cambió después de esta vista previa. Léala otra vez antes de publicar."
        )
        return False
    versions, at = _seen(request, rows), timezone.now()
    done = attempt(request, acts.publish_several, versions=versions, by=request.user, at=at)
    if done.result:
        messages.success(request, f"{len(done.result)} respuestas son públicas.")
    return bool(done)


def _seen(request: HttpRequest, rows: Sequence[Contribution]) -> dict[int, int]:
    """The version of each draft that stood on the page that was sent."""
    return {row.pk: whole(request.POST.get(f"version_{row.pk}", "")) or 0 for row in rows}


def _query(rows: Sequence[Contribution]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("aporte", [str(row.pk) for row in rows])
    return query.urlencode()


def _too_few(left_out: Sequence[Contribution]) -> str:
    if left_out:
        codes = ", ".join(row.code for row in left_out)
        return f"No van con una plantilla: {codes}. Ya se respondieron, van en un grupo o tienen otro borrador."
    return "Marque al menos dos aportes para responderlos con una plantilla."
