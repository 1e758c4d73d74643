"""The queue of who moderates and of the offices that answer, and one sighting with what may be done to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.process.deadlines import deadline_words
from core.web.edge import attempt
from core.web.pagination import paginate
from followup.sightings.actions import moderation as acts
from followup.sightings.models import Sighting
from followup.sightings.presenters.desk import Desk, finds_of
from followup.sightings.queries.work import TABS, counts_by_state, in_state, tabs_of

PER_PAGE = 30


@require_safe
@requires(Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits by its last day, or what was decided newest first."""
    tabs = tabs_of(request.user)
    counts = counts_by_state(request.user)
    asked = request.GET.get("estado", "")
    # Without one: the first that holds something.
    key = asked if asked in tabs else next((one for one, state in tabs.items() if counts.get(state)), next(iter(tabs)))
    page, today = paginate(request, in_state(request.user, tabs[key]), PER_PAGE), timezone.localdate()
    rows = [(row, finds_of(row), deadline_words(row, today), row.is_overdue(today)) for row in page]
    context = {
        "page": page, "rows": rows, "here": key, "waits": key in ("moderar", "responder"),
        "tabs": [(one, LABELS[one], counts.get(state, 0)) for one, state in tabs.items()],
    }  # fmt: skip
    return render(request, "followup/sightings/queue.html", context)


LABELS = dict(zip(TABS, ("Por moderar", "Por responder", "Respondidos", "No publicados", "Trasladados"), strict=True))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK)
def work(request: HttpRequest, code: str, number: int) -> HttpResponse:
    rows = Sighting.objects.visible_to(request.user).with_context().select_related("photo")
    row = get_object_or_404(rows, commitment__code=code, number=number)
    data, status = (request.POST if request.method == "POST" else None), 200
    desk = Desk(row, request.user, timezone.localdate(), data)
    if data is not None:
        status = 422
        if desk.bound is not None and desk.bound.is_valid():
            done = attempt(desk.bound, _do, desk, request)
            if done:
                messages.success(request, done.result)
                return redirect("sightings:queue")
            status = done.status
            desk.refresh()
    context = {"desk": desk, "sighting": desk.sighting, "commitment": row.commitment, "is_demo": row.commitment.is_demo}
    return render(request, "followup/sightings/work.html", context, status=status)


def _do(desk: Desk, request: HttpRequest) -> str:
    """Do what was pressed; return what to say about it."""
    row, data = desk.sighting, desk.bound.cleaned_data
    who = {"sighting": row, "by": request.user, "at": timezone.now()}
    seen = {"seen": desk.seen}
    match desk.operation:
        case "publish":
            acts.publish(with_photo=data.get("with_photo", False), **seen, **who)
            return f"{row.display_name} es público y espera la respuesta de la dependencia."
        case "decline":
            acts.decline(**data, **seen, **who)
            return f"{row.display_name} no se publica. La regla y la razón están en el recibo de quien lo escribió."
        case "transfer":
            acts.transfer(**data, **seen, **who)
            return f"{row.display_name} quedó trasladado a PQRSD. La oficina, el número y el día están en el recibo."
        case "take_down":
            acts.take_down(**data, **who)
            return f"{row.display_name} ya no es público. La regla y la razón están en el recibo de quien lo escribió."
    acts.answer(text=data["text"], **who)
    return f"{row.display_name} ya tiene respuesta, en público."
