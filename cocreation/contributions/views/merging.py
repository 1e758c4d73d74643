"""Choosing texts to merge or to answer together, and what their authors say."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public, requires, signed_in
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda
from cocreation.contributions.actions import merging, telling
from cocreation.contributions.choices import CONSENT_DAYS, Kind
from cocreation.contributions.forms.answers import GroupForm, MergeForm
from cocreation.contributions.models import AnswerGroup, Contribution, Merge, MergeMember
from core.web.edge import attempt
from core.web.one_time_links import exchanged
from core.web.pagination import paginate
from core.web.public_limit import limited

PER_PAGE, MOST_AT_ONCE, MOST_SHOWN = 50, 20, 20


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def merge_list(request: HttpRequest, code: str) -> HttpResponse:
    """The texts of an agenda that can be merged or grouped, and the proposals that wait for authors."""
    agenda = get_object_or_404(Agenda, code=code)
    kind = request.GET.get("clase", "") if request.GET.get("clase", "") in Kind.values else Kind.IDEA.value
    rows = agenda.contributions.filter(kind=kind, state__in=merging.OPEN_TO_MERGING, group_member=None)
    rows = rows.exclude(merge_members__is_open=True).select_related("municipality").order_by("theme", "-pk")
    said = request.GET.get("q", "").strip()[:80]
    if said:
        rows = rows.filter(title__icontains=said)
    waiting = Merge.objects.filter(agenda=agenda).prefetch_related("members__contribution__agenda")
    context = {
        "agenda": agenda, "kinds": Kind.choices, "kind": kind, "said": said,
        "page": paginate(request, rows.annotate(supports_n=Count("supports")), PER_PAGE),
        "proposals": waiting.select_related("result__agenda").order_by("-pk")[:MOST_SHOWN],
        "groups": AnswerGroup.objects.filter(agenda=agenda).prefetch_related("members__contribution__agenda").order_by(
            "-pk"
        )[:MOST_SHOWN],
    }  # fmt: skip
    return render(request, "cocreation/contributions/merge_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def merge_new(request: HttpRequest, code: str) -> HttpResponse:
    """The chosen texts beside each other: propose one text to their authors, or only answer them together."""
    agenda = get_object_or_404(Agenda, code=code)
    chosen = request.GET.getlist("aporte")[:MOST_AT_ONCE]
    rows = agenda.contributions.filter(code__in=chosen).select_related("participant", "agenda", "municipality")
    rows = list(rows.annotate(supports_n=Count("supports")).order_by("pk"))
    back = reverse("contributions:merge-list", args=[agenda.code])
    if len(rows) < 2:
        messages.error(request, "Elija al menos dos aportes.")
        return redirect(back)
    operation = request.POST.get("operation", "")
    merge = MergeForm(request.POST if operation == "merge" else None)
    group = GroupForm(request.POST if operation == "group" else None, prefix="group")
    bound, status = (group if operation == "group" else merge), 200
    if request.method == "POST":
        status = 422
        if bound.is_valid():
            act = merging.group if operation == "group" else merging.propose
            who = {"contributions": rows, "by": request.user, "at": timezone.now()}
            tried = attempt(bound, act, **bound.cleaned_data, **who)
            if tried:
                messages.success(request, _done(operation, len(rows)))
                return redirect(back)
            status = tried.status
    reached = telling.reachable([row.participant for row in rows if row.participant])
    context = {
        "agenda": agenda, "rows": rows, "merge": merge, "group": group, "bound": bound if bound.is_bound else None,
        "unasked": [row for row in rows if row.participant_id not in reached], "consent_days": CONSENT_DAYS,
    }  # fmt: skip
    return render(request, "cocreation/contributions/merge_new.html", context, status=status)


def _done(operation: str, count: int) -> str:
    if operation == "group":
        return f"Los {count} aportes se responden juntos. Ningún texto ni apoyo cambió."
    return f"Se preguntó a los autores de los {count} aportes. Tienen {CONSENT_DAYS} días hábiles."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@exchanged("token", is_usable=telling.member_behind)
def merge_consent(request: HttpRequest, token: str) -> HttpResponse:
    """The question to an author, behind the link of the mail. Only a button answers: link scanners press none."""
    member = telling.member_behind(token)
    if member is None:
        return render(request, "cocreation/contributions/link_gone.html", status=410)
    return _asked(request, member)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge_answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same for an author with an account."""
    rows = MergeMember.objects.select_related("merge__agenda", "merge__result__agenda", "contribution__agenda")
    mine = rows.filter(contribution__participant__user=request.user, merge__agenda__code=code)
    return _asked(request, get_object_or_404(mine, pk=number))


def _asked(request: HttpRequest, member: MergeMember) -> HttpResponse:
    merge, status, refusal = member.merge, 200, ""
    if request.method == "POST":
        said = {"si": True, "no": False}.get(request.POST.get("operation", ""))
        if said is None:
            status, refusal = 422, "Presione uno de los dos botones."
        else:
            done = attempt(None, merging.consent, member=member, agreed=said, at=timezone.now())
            if done:
                return redirect(request.path)
            status, refusal = done.status, done.message
    is_open = merge.ended_at is None and timezone.localdate() <= merge.due_on
    together = Contribution.objects.public().filter(merge_members__merge=merge).select_related("agenda").order_by("pk")
    context = {
        "agenda": merge.agenda, "member": member, "merge": merge, "row": member.contribution, "is_open": is_open,
        "together": together.exclude(pk=member.contribution_id), "refusal": refusal,
    }  # fmt: skip
    return render(request, "cocreation/contributions/merge_consent.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # mail programs post here directly (RFC 8058); the token authorises them
@public
@limited
@exchanged("token", is_usable=telling.contact_behind)
def digest_leave(request: HttpRequest, token: str) -> HttpResponse:
    """End the weekly digest by button or by mail program. Idempotent."""
    contact = telling.contact_behind(token)
    if contact is None:
        return render(request, "cocreation/contributions/link_gone.html", status=410)
    if request.method == "POST":
        telling.leave_digest(token=token, at=timezone.now())
        if "List-Unsubscribe" not in request.POST:  # RFC 8058: no redirect for mail programs
            return redirect(request.path)
        contact.wants_digest = False
    context = {"agenda": contact.agenda, "has_left": not contact.wants_digest}
    return render(request, "cocreation/contributions/digest_leave.html", context)
