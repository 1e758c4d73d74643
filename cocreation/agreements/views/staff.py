"""Writing agreed items, and speaking for a municipality."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, municipalities_of, requires
from accounts.permissions import Permission
from cocreation.agendas.choices.stages import Act, Actor, may, why_not
from cocreation.agendas.models import Agenda
from cocreation.agreements.actions import items as acts
from cocreation.agreements.choices import ItemState
from cocreation.agreements.forms import AcceptanceForm, NewItemForm, RewriteForm
from cocreation.agreements.models import AgreedItem
from cocreation.agreements.queries.items import may_write, places_to_speak_for, stands_of
from core.forms import ReasonForm
from core.web.edge import attempt, status_of
from core.web.pagination import paginate

WRITERS = (Permission.ANSWER_CONTRIBUTIONS, Permission.MANAGE_AGENDAS, Permission.ACCEPT_AGREEMENTS)
SIMPLE = {"open": (acts.open_to_acceptance, "El acuerdo está abierto: los municipios pueden aceptarlo."),
          "agree": (acts.agree, "Quedó acordado. Cada aporte del que viene lo muestra en su recorrido.")}  # fmt: skip
WITH_REASON = {"reopen": (acts.reopen, "El acuerdo volvió a redacción."), "drop": (acts.drop, "El acuerdo no sigue.")}


@require_safe
@requires(*WRITERS)
def item_work_list(request: HttpRequest, code: str) -> HttpResponse:
    agenda = _agenda(request, code)
    items = AgreedItem.objects.filter(agenda=agenda).select_related("agenda", "challenge").order_by("pk")
    is_facilitator = can(request.user, Permission.MANAGE_AGENDAS)
    actor = Actor.FACILITATOR if is_facilitator else Actor.OFFICE
    stages, today = list(agenda.stages.all()), timezone.localdate()
    context = {
        "agenda": agenda, "page": paginate(request, items), "is_facilitator": is_facilitator,
        "may_write_now": may_write(request.user, agenda) and may(Act.WRITE_ITEM, actor, stages, today),
        "why_not": why_not(Act.WRITE_ITEM, actor, stages, today),
    }  # fmt: skip
    return render(request, "cocreation/agreements/work_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def item_new(request: HttpRequest, code: str) -> HttpResponse:
    agenda = _agenda(request, code)
    form = NewItemForm(request.POST if request.method == "POST" else None, agenda=agenda)
    done = None
    if form.is_valid():
        done = attempt(form, acts.draft, agenda=agenda, by=request.user, at=timezone.now(), **form.cleaned_data)
    if done:
        messages.success(request, f"El acuerdo {done.result.code} quedó en redacción: solo lo ven quienes lo escriben.")
        return redirect("agreements:item-work", code=agenda.code, number=done.result.code)
    context = {"agenda": agenda, "form": form}
    return render(request, "cocreation/agreements/new.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def item_work(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One item for those who write it and for those who speak for a municipality; `operation` names the form that was sent."""
    agenda = _agenda(request, code)
    item = get_object_or_404(AgreedItem.objects.select_related("agenda", "challenge"), agenda=agenda, code=number)
    operation = request.POST.get("operation", "")
    places = places_to_speak_for(request.user, item)
    rewrite = RewriteForm.of(item, request.POST if operation == "rewrite" else None)
    acceptance = AcceptanceForm(request.POST if operation == "accept" else None, item=item, places=places)
    reason = ReasonForm(
        request.POST if operation in WITH_REASON else None, hint="Se publica si el acuerdo ya era público."
    )
    bound = next((form for form in (rewrite, acceptance, reason) if form.is_bound), None)
    done = None
    if operation in SIMPLE:
        done = attempt(request, SIMPLE[operation][0], item=item, by=request.user, at=timezone.now())
    elif bound is not None and bound.is_valid():
        done = attempt(bound, _do, operation, item, bound.cleaned_data, request.user)
    if done:
        messages.success(request, _said(operation))
        return redirect("agreements:item-work", code=agenda.code, number=item.code)
    item.refresh_from_db()
    context = {
        "agenda": agenda, "item": item, "rewrite": rewrite, "acceptance": acceptance, "reason_form": reason, "bound": bound,
        "stands": stands_of(item), "places": places, "may_write": may_write(request.user, agenda),
        "is_facilitator": can(request.user, Permission.MANAGE_AGENDAS), "states": ItemState,
    }  # fmt: skip
    status = 422 if done is None and request.method == "POST" else status_of(done)
    return render(request, "cocreation/agreements/work.html", context, status=status)


def _do(operation: str, item: AgreedItem, data: dict, user) -> None:
    who = {"item": item, "by": user, "at": timezone.now()}
    if operation == "rewrite":
        acts.rewrite(title=data["title"], text=data["text"], reason=data["reason"], seen=data["seen"], **who)
    elif operation == "accept":
        place, said = data["municipality"], data["says"] == "si"
        acts.accept(municipality=place, is_accepted=said, reason=data["reason"], seen=data["seen"], **who)
    else:
        WITH_REASON[operation][0](reason=data["reason"], **who)


def _said(operation: str) -> str:
    said = {name: words for name, (_, words) in (SIMPLE | WITH_REASON).items()}
    said |= {"rewrite": "El texto cambió y quedó como versión nueva.", "accept": "Quedó lo que dice el municipio."}
    return said[operation]


def _agenda(request: HttpRequest, code: str) -> Agenda:
    """Return an agenda of the person's municipality, or any for metropolitan roles; 404 for others."""
    reach = [municipalities_of(request.user, one) for one in WRITERS if can(request.user, one)]
    agendas = Agenda.objects.all()
    if None not in reach:
        agendas = agendas.filter(municipalities__in=set().union(*reach)).distinct()
    return get_object_or_404(agendas, code=code)
