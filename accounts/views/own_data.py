"""«Mis datos»: a person takes what the portal holds of them, and erases what may be erased (Ley 1581)."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.actions import personal
from accounts.forms import ErasureForm
from accounts.queries.personal import data_of, parts
from core.words import counted


@require_safe
@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/own_data.html", {"parts": parts()})


@require_safe
@never_cache
@signed_in
@reauthentication_required
def own_data_file(request: HttpRequest) -> HttpResponse:
    found = data_of(request.user, at=timezone.now())
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(found, encoder=DjangoJSONEncoder, json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="mis-datos.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@reauthentication_required
def own_data_erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and erase once the person has ticked that they understood."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        changed = sum(personal.erase(user=request.user, at=timezone.now()).values())
        if changed:
            said = counted(
                changed, "registro quedó borrado o sin su nombre", "registros quedaron borrados o sin su nombre"
            )
            messages.success(request, f"Listo: {said}. Su cuenta sigue abierta.")
        else:
            messages.info(request, "No había nada por borrar.")
        return redirect("accounts:own-data")
    shown = [(part, part.seen(request.user) if part.seen else None) for part in parts() if part.template]
    context = {"form": form, "parts": shown}
    return render(request, "accounts/own_data_erase.html", context, status=422 if form.is_bound else 200)
