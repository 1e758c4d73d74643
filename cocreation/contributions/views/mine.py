"""«Mis aportes»: what a person wrote, supported and said in an agenda, and their data."""

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Agenda, Contact, Participant, PriorityResult
from cocreation.contributions.actions import authoring
from cocreation.contributions.actions import participation as joining
from cocreation.contributions.actions.erasure import erase_person
from cocreation.contributions.choices import CommentState, Texts
from cocreation.contributions.forms.participation import ErasureForm
from cocreation.contributions.models import Comment, Contribution
from cocreation.contributions.presenters.people import join_address, public_agenda, refused
from cocreation.contributions.queries.mine import agendas_of, comments_by, supported_by, written_by
from cocreation.contributions.queries.own_data import data_of
from cocreation.contributions.queries.participation import forget, participant_of
from cocreation.contributions.views.receipts import opened_contribution
from core.numbers import whole
from core.web.edge import attempt
from core.web.pagination import paginate
from core.web.public_limit import limited

PER_PAGE, MOST = 20, 100


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def mine(request: HttpRequest, code: str) -> HttpResponse:
    agenda = public_agenda(code)
    participant = participant_of(request, agenda)
    if participant is None:
        return redirect(join_address(agenda, request.path))
    if "borrar" in request.GET:
        return _erase(request, agenda, participant)
    if request.method == "POST":
        problem = _do(request, agenda, participant)
        if problem:
            return refused(request, agenda, message=problem, back=request.path, title="No se guardó")
        return redirect(
            "contributions:join" if request.POST.get("op") == "leave" else "contributions:mine", agenda.code
        )
    context = {
        "agenda": agenda, "participant": participant, "page": paginate(request, written_by(participant), PER_PAGE),
        "supports": supported_by(participant)[:MOST], "comments": comments_by(participant)[:MOST],
        "contact": Contact.objects.filter(participant=participant).first(),
        "is_account": participant.user_id is not None, "withdrawn": CommentState.WITHDRAWN,
    }  # fmt: skip
    return render(request, "cocreation/contributions/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def own(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The receipt page of a contribution, for its author without the code."""
    agenda = public_agenda(code)
    participant = participant_of(request, agenda)
    if participant is None:
        return redirect(join_address(agenda, request.path))
    found = get_object_or_404(Contribution, agenda=agenda, code=number.upper(), participant=participant)
    return opened_contribution(request, found.pk)


@require_safe
@never_cache
@public
@limited
def my_data(request: HttpRequest, code: str) -> HttpResponse:
    agenda = public_agenda(code)
    participant = participant_of(request, agenda)
    if participant is None:
        return redirect(join_address(agenda, request.path))
    options = {"ensure_ascii": False, "indent": 2}
    found, *others = data_of(participant)
    found |= {"otras_agendas": others} if participant.user_id else {}
    response = JsonResponse(found, encoder=DjangoJSONEncoder, json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="mis-datos-{agenda.code}.json"'
    return response


def _erase(request: HttpRequest, agenda: Agenda, participant: Participant) -> HttpResponse:
    """Ask what becomes of the texts, then erase the person's data in this agenda, or in all of an account's."""
    others = list(agendas_of(participant.user).exclude(pk=participant.pk)) if participant.user is not None else []
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        everywhere = others if form.cleaned_data["everywhere"] else []
        texts = Texts(form.cleaned_data["texts"])
        erase_person(participants=[participant, *everywhere], texts=texts, at=timezone.now())
        forget(request, agenda)
        messages.success(request, "Sus datos quedaron borrados. Lo que sigue publicado ya no lleva su nombre.")
        return redirect("agenda_pages:agenda", agenda.code)
    if not others:
        del form.fields["everywhere"]
    context = {
        "agenda": agenda, "form": form, "is_card": participant.channel == Channel.CARD,
        "is_frozen": PriorityResult.objects.filter(agenda=agenda).exists(),
    }  # fmt: skip
    return render(request, "cocreation/contributions/mine_erase.html", context, status=422 if form.is_bound else 200)


def _do(request: HttpRequest, agenda: Agenda, participant: Participant) -> str:
    """Do what a button asks for; return why not, or ""."""
    operation = request.POST.get("op", "")
    if operation == "forget-address" and joining.forget_address(participant=participant):
        messages.success(
            request, "Su correo quedó borrado. Lo que escribió sigue aquí, y sus recibos lo siguen abriendo."
        )
    elif operation in ("digest-on", "digest-off"):
        wanted = operation == "digest-on"
        joining.set_digest(participant=participant, wanted=wanted)
        messages.success(request, "Recibirá el resumen semanal." if wanted else "No recibirá más el resumen semanal.")
    elif operation == "leave":
        forget(request, agenda)
        messages.success(request, "Este navegador ya no participa en su nombre.")
    elif operation == "withdraw-comment":
        pk = whole(request.POST.get("comment", "")[:12]) or 0
        found = get_object_or_404(Comment.objects.select_related("contribution"), pk=pk, participant=participant)
        done = attempt(None, authoring.withdraw_comment, comment=found, at=timezone.now())
        if not done:
            return done.message
        messages.success(request, "El comentario quedó retirado y su texto, borrado.")
    return ""
