"""Paper cards for facilitation: the kit, and typing what came back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.workshops.actions import cards as acts
from cocreation.workshops.actions import kits as kit_acts
from cocreation.workshops.forms import CardForm, KitForm
from cocreation.workshops.queries.cards import by_channel, last_entries
from cocreation.workshops.views.staff import workshop_of
from core.web.edge import attempt, status_of
from core.web.upload_limit import limited_uploads, upload_problem

CHANNEL = "card_channel"  # in the session: how the pile being typed came


@require_POST
@requires(Permission.MANAGE_AGENDAS)
def kit_make(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Answer with the PDF itself, once: the codes are kept nowhere."""
    workshop = workshop_of(code, number)
    form, done = KitForm(request.POST), None
    if form.is_valid():
        size = form.cleaned_data["size"]
        done = attempt(form, kit_acts.make_kit, workshop=workshop, size=size, by=request.user, at=timezone.now())
        if done:
            kit, pdf = done.result
            response = HttpResponse(pdf, content_type="application/pdf")
            name = f"taller-{workshop.number}-{kit.first}-{kit.last}.pdf"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/kit.html", context, status=status_of(done, form))


@require_POST
@requires(Permission.MANAGE_AGENDAS)
def kit_revoke(request: HttpRequest, code: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    kit = get_object_or_404(workshop.kits.select_related("workshop"), pk=pk)
    done = attempt(request, kit_acts.revoke_kit, kit=kit, by=request.user, at=timezone.now())
    if done:
        messages.success(request, f"Tarjetas anuladas: {done.result}. Las ya usadas siguen valiendo.")
    return redirect("workshops:workshop-manage", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
@limited_uploads
def card_entry(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One row for each card, without the mouse; what was refused stays in the row."""
    workshop = workshop_of(code, number)
    form = CardForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), workshop=workshop,
        upload_problem=upload_problem(request), initial={"channel": request.session.get(CHANNEL, "taller")},
    )  # fmt: skip
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.enter_card, workshop=workshop, by=request.user, at=timezone.now(), **form.entry)
        if done:
            request.session[CHANNEL] = form.cleaned_data["channel"]
            return redirect("workshops:card-entry", code, number)
    context = {
        "agenda": workshop.agenda, "workshop": workshop, "form": form, "entries": last_entries(workshop),
        "typed": workshop.entries.count(), "channels": by_channel(workshop.agenda),
    }  # fmt: skip
    return render(request, "cocreation/workshops/staff/card_entry.html", context, status=status_of(done, form))


@require_POST
@requires(Permission.MANAGE_AGENDAS)
def card_undo(request: HttpRequest, code: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    entry = workshop.entries.select_related("workshop").filter(pk=pk).first()
    if entry is None:  # a second press
        return redirect("workshops:card-entry", code, number)
    done = attempt(request, acts.undo_entry, entry=entry, by=request.user, at=timezone.now())
    if done:
        messages.success(request, f"Se deshizo {done.result}. La tarjeta se puede pasar otra vez.")
    return redirect("workshops:card-entry", code, number)
