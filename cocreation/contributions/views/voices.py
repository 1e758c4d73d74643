"""Supporting a contribution, and commenting on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import public
from cocreation.agendas.choices import Channel
from cocreation.agendas.choices.stages import Act, Actor, why_not
from cocreation.agendas.models import Agenda, Participant
from cocreation.agendas.queries.stages import acts_open
from cocreation.contributions.actions import supports
from cocreation.contributions.actions.comments import CommentReceived, comment
from cocreation.contributions.choices import CommentState, ContributionState
from cocreation.contributions.forms.writing import CommentForm
from cocreation.contributions.models import Comment, Contribution
from cocreation.contributions.presenters.people import join_address, public_agenda, refused, take_sending, wait_words
from cocreation.contributions.queries.mine import last_day_of
from cocreation.contributions.queries.offices import office_of
from cocreation.contributions.queries.participation import participant_of
from core.numbers import whole
from core.web import attempts
from core.web.edge import attempt
from core.web.public_limit import limited
from core.words import clock, long_day

YES, NO = "si", "no"
RECEIVED = "Su comentario llegó. Se publica cuando la moderación lo revise."


@require_POST
@never_cache
@public
@limited
def support(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Support, or take the support back; each press is saved, and says until when it may be changed."""
    agenda = public_agenda(code)
    row = _public(agenda, number)
    page, at = row.get_absolute_url(), timezone.now()
    participant = participant_of(request, agenda)
    if participant is None:
        return redirect(join_address(agenda, page))
    wanted = request.POST.get("apoyo", YES)
    act = supports.take_back if wanted == NO else supports.support
    done = attempt(None, act, contribution=row, participant=participant, at=at)
    if not done:
        return refused(request, agenda, message=done.message, back=page, title="No se guardó el apoyo")
    until = (
        last_day_of(agenda, Act.SUPPORT, timezone.localdate(at)) if row.state == ContributionState.PUBLISHED else None
    )
    what = "retirarlo" if wanted != NO else "apoyar otra vez"
    saved = f"Guardado {clock(at)}" if wanted != NO else f"Apoyo retirado {clock(at)}"
    messages.success(request, f"{saved} · puede {what} hasta el {long_day(until)}." if until else f"{saved}.")
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def comment_new(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Write a comment, or a reply (`responde`: the comment that it answers)."""
    agenda = public_agenda(code)
    row = _public(agenda, number)
    office, participant = office_of(request.user, row), participant_of(request, agenda)
    if not office and participant is None:
        return redirect(join_address(agenda, request.path))
    parent = _parent(request, row)
    is_card = participant is not None and participant.channel == Channel.CARD
    form = CommentForm(request.POST if request.method == "POST" else None, office=office, is_card=is_card)
    status, finds, actor = 200, [], Actor.OFFICE if office else Actor.PERSON
    today = timezone.localdate()
    if form.is_bound:
        status = 422
        if form.is_valid():
            finds = [] if request.POST.get("asked") else form.finds
            if not finds:
                sent, status = _say(request, row, form, participant if not office else None, parent)
                if sent is not None:
                    return sent
    stages = list(agenda.stages.all())
    closed = "" if Act.COMMENT in acts_open(agenda, actor, today) else why_not(Act.COMMENT, actor, stages, today)
    context = {
        "agenda": agenda, "contribution": row, "form": form, "office": office, "parent": parent, "finds": finds,
        "closed": closed, "asked": bool(finds or request.POST.get("asked")),
    }  # fmt: skip
    return render(request, "cocreation/contributions/comment_new.html", context, status=status)


def _public(agenda: Agenda, code: str) -> Contribution:
    rows = Contribution.objects.public().select_related("agenda", "municipality")
    found = get_object_or_404(rows, agenda=agenda, code=code.upper())
    found.agenda = agenda
    return found


def _parent(request: HttpRequest, contribution: Contribution) -> Comment | None:
    typed = request.POST.get("responde") or request.GET.get("responde", "")
    if not typed:
        return None
    pk = whole(typed) if len(typed) <= 12 else None
    return get_object_or_404(Comment, contribution=contribution, state=CommentState.PUBLISHED, pk=pk or 0)


def _say(
    request: HttpRequest, row: Contribution, form: CommentForm, participant: Participant | None, parent: Comment | None
) -> tuple[HttpResponse | None, int]:
    """Store a valid comment; return the answer, or none with its status and the reason on the form."""
    sha256, page = form.form_sha256(row.pk), row.get_absolute_url()
    if Comment.objects.filter(form_sha256=sha256).exists():
        return redirect(page), 302
    who = f"participant:{participant.pk}" if participant else f"user:{request.user.pk}"
    try:
        taken = take_sending(request, who)
    except attempts.Exhausted as wait:
        form.add_error(None, wait_words(wait))
        return None, 429
    done = attempt(
        None, comment, contribution=row, text=form.cleaned_data["text"], at=timezone.now(), participant=participant,
        by=None if participant else request.user, signature=form.cleaned_data.get("signature", ""), parent=parent,
        form_sha256=sha256,
    )  # fmt: skip
    if done or isinstance(done.refusal, CommentReceived):
        if done.result is not None:
            messages.success(request, "Su comentario es público." if done.result.office else RECEIVED)
        return redirect(page), 302
    taken.take_back()
    form.add_error(None, done.message)
    return None, 409
