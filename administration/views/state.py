"""The state of the portal, running a failed task again, and taking one off the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from administration.queries.state import portal_state as state_at
from core.task_log import actions
from core.task_log.models import RunState
from core.task_log.queries import state_of_run
from core.web.edge import attempt


@require_safe
@requires(Permission.VIEW_PORTAL_STATE)
def portal_state(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "administration/state.html", {"state": state_at(now), "now": now})


@require_POST
@requires(Permission.VIEW_PORTAL_STATE)
def task_run_again(request: HttpRequest, number: int) -> HttpResponse:
    asked = attempt(request, actions.run_again, number=number, by=request.user, at=timezone.now())
    if asked:
        _say_how_it_went(request, state_of_run(asked.result or ""))
    return redirect("administration:state")


@require_POST
@requires(Permission.VIEW_PORTAL_STATE)
def task_dismiss(request: HttpRequest, number: int) -> HttpResponse:
    if attempt(request, actions.dismiss, number=number, by=request.user, at=timezone.now()):
        messages.success(request, "La tarea salió de la lista. Queda en la bitácora.")
    return redirect("administration:state")


def _say_how_it_went(request: HttpRequest, state: RunState | None) -> None:
    """Without a worker the run is over by now."""
    if state is RunState.FAILED:
        messages.error(request, "La tarea volvió a fallar. Su razón está abajo.")
    elif state is RunState.DONE:
        messages.success(request, "La tarea terminó bien.")
    else:
        messages.success(request, "La tarea está en la cola. Abra esta página otra vez para ver cómo le fue.")
