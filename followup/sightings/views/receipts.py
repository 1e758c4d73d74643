"""What the code of a sighting opens at «/c/»: its page for whoever wrote it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.web.edge import attempt
from followup.sightings.actions import sending
from followup.sightings.choices import Finding, SightingState
from followup.sightings.forms import WordsForm
from followup.sightings.models import Sighting

S = SightingState
WITHDRAWN = "Quedó retirado: su texto y su foto se borraron."


def opened_sighting(request: HttpRequest, subject_id: int) -> HttpResponse:
    row = get_object_or_404(Sighting.objects.with_context().select_related("photo"), pk=subject_id)
    operation = request.POST.get("op", "") if request.method == "POST" else ""
    if operation == "correct":
        return _correct(request, row)
    if operation == "withdraw" and request.POST.get("sure") == "si":
        if attempt(request, sending.withdraw, sighting=row, at=timezone.now()):
            messages.success(request, WITHDRAWN)
        return redirect(request.path)
    if operation == "withdraw":
        return redirect(f"{request.path}?retirar=1")
    if operation == "remove-photo" and sending.remove_photo(sighting=row, at=timezone.now()):
        messages.success(request, "La foto quedó borrada.")
    if request.method == "POST":
        return redirect(request.path)
    if "corregir" in request.GET and row.state == S.IN_MODERATION:
        return _show(request, "correct", row, form=WordsForm(initial={"finding": row.finding, "text": row.text}))
    if "retirar" in request.GET and row.state != S.WITHDRAWN:
        return _show(request, "withdraw", row)
    return _show(request, "opened", row)


def _correct(request: HttpRequest, row: Sighting) -> HttpResponse:
    form, finds, status = WordsForm(request.POST), [], 422
    if form.is_valid():
        finds = [] if request.POST.get("asked") else form.finds
        if not finds:
            done = attempt(form, sending.correct, sighting=row, at=timezone.now(), **form.words)
            if done:
                messages.success(request, "El texto quedó corregido.")
                return redirect(request.path)
            status = done.status
    return _show(request, "correct", row, status=status, form=form, finds=finds)


def _show(request: HttpRequest, name: str, row: Sighting, *, status: int = 200, **more) -> HttpResponse:
    context = {
        "sighting": row, "commitment": row.commitment, "is_demo": row.commitment.is_demo, "path": request.path,
        "finding": Finding(row.finding).label, "may_correct": row.state == S.IN_MODERATION,
    }  # fmt: skip
    return render(request, f"followup/sightings/own_{name}.html", context | more, status=status)
