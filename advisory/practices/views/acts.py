"""What is done to a practice: sent, reviewed or given back, published, written again, confirmed, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from advisory.practices.actions import publishing, reviewing, writing
from advisory.practices.forms import ChangeForm, ReasonForm, ReviewForm
from advisory.practices.models import Practice
from advisory.practices.queries.who import Act
from advisory.practices.views.shared import EVERYBODY, page_of, practice_for, seen_anew
from core.forms import SeenForm
from core.numbers import whole
from core.web.edge import attempt, status_of

BACK = "devolver"


@require_POST
@requires(Permission.WRITE_PRACTICES)
def submit(request: HttpRequest, code: str) -> HttpResponse:
    return _pressed(request, code, Act.SUBMIT, writing.submit, "La práctica quedó enviada a revisión.")


@require_POST
@requires(Permission.WRITE_PRACTICES)
def revise(request: HttpRequest, code: str) -> HttpResponse:
    return _pressed(request, code, Act.REVISE, writing.revise, "Ya puede escribir la versión siguiente.")


def _pressed(
    request: HttpRequest, code: str, act: Act, action: Callable[..., Practice], words: str
) -> HttpResponse:  # fmt: skip
    row = practice_for(request, code, act)
    seen = whole(request.POST.get("seen", "")) or 0
    if attempt(request, action, practice=row, seen=seen, by=request.user, at=timezone.now()):
        messages.success(request, words)
    return redirect("practices:work", row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_PRACTICES)
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Accept it under a name, or give it back with a reason (`op`)."""
    row = practice_for(request, code, Act.REVIEW)
    posted, gives_back = request.POST if request.method == "POST" else None, request.POST.get("op") == BACK
    initial = {"seen": row.version, "signed_as": request.user.name}
    form = ReviewForm(None if gives_back else posted, initial=initial)
    back = ReasonForm(posted if gives_back else None, initial=initial, auto_id="id_back_%s")
    used, action = (back, reviewing.give_back) if gives_back else (form, reviewing.review)
    words = "La práctica quedó devuelta." if gives_back else "La revisión quedó guardada: la publica su municipio."
    more = {"form": form, "back": back, "op": BACK}
    return _form_page(request, row, Act.REVIEW, used, action, words, "review", "Revisar", more)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRACTICES)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    row = practice_for(request, code, Act.PUBLISH)
    posted, is_next = request.POST if request.method == "POST" else None, row.versions.exists()
    form = ChangeForm(posted, initial={"seen": row.version}, is_next=is_next)

    def act(**said: Any) -> Practice:
        return publishing.publish(**({"change": ""} | said))

    words = f"La práctica {row.code} es pública desde hoy."
    return _form_page(request, row, Act.PUBLISH, form, act, words, "publish", "Publicar", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EVERYBODY)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    row = practice_for(request, code, Act.WITHDRAW)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": row.version})
    words = f"La práctica {row.code} quedó retirada."
    return _form_page(
        request, row, Act.WITHDRAW, form, publishing.withdraw, words, "withdraw", "Retirar", {"form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_PRACTICES)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """«¿Sigue vigente?»."""
    row = practice_for(request, code, Act.CONFIRM)
    initial = {"seen": row.version, "signed_as": request.user.name}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    words = "Quedó anotado: sigue vigente."
    return _form_page(
        request, row, Act.CONFIRM, form, reviewing.confirm, words, "confirm", "¿Sigue vigente?", {"form": form}
    )


def _form_page(
    request: HttpRequest, row: Practice, act: Act, form: SeenForm, action: Callable[..., Practice], words: str, name: str,
    here: str, more: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Do what a valid form says, or show the page of the act."""
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, action, practice=row, **form.cleaned_data, by=request.user, at=timezone.now())
        if done:
            messages.success(request, words)
            return redirect("practices:work", row.code)
        seen_anew(form, done, row)
    context = page_of(request, row, act, here, used=form, **more)
    return render(request, f"advisory/practices/{name}.html", context, status=status_of(done, form))
