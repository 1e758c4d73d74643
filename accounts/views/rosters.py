"""Bulk invitations from a spreadsheet after a dry run, and the list of people who never signed in."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.actions import rosters
from accounts.choices import MailProblem, Verdict
from accounts.exports import roster_template as template_file
from accounts.forms import InvitationForm, RosterAgainForm, RosterForm
from accounts.loaders.roster import KNOWN, MAX_PEOPLE, Line
from accounts.loaders.verdicts import judge, summary_of
from accounts.permissions import Permission
from accounts.presenters import absent_sentence
from accounts.queries import holdings_of
from accounts.queries.contacts import unstaffed_for
from accounts.queries.rosters import never_came, unmailed
from core.refusals import Refusal
from core.web.edge import attempt
from core.web.pagination import paginate
from core.web.set_aside import actions as set_aside
from core.web.upload_limit import limited_uploads, tell
from core.workbook import XLSX

INVITERS = (Permission.INVITE_TO_MUNICIPALITY, Permission.INVITE_ANYONE)
PERIODS = (0, 3, 7, 14, 30)
USUAL_PERIOD = 7
PER_PAGE = 50
READ, KIND = "revision", "roster"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*INVITERS)
@limited_uploads
def roster_upload(request: HttpRequest) -> HttpResponse:
    """Dry run: shows for each row what inviting it would do, at an address of its own, and invites no one."""
    if request.method != "POST" and (key := request.GET.get(READ)):
        return _read(request, key)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    tell(form, request)
    if request.method == "POST" and form.is_valid():
        report = _report(request, form.lines)
        if report.status_code != 200:
            return report
        rows = RosterAgainForm(person=request.user).carrying(form.lines).initial["lines"]
        kept = attempt(form, set_aside.put, kind=KIND, owner_id=request.user.pk, content=rows, at=timezone.now())
        if kept:
            return redirect(f"{request.path}?{urlencode({READ: kept.result})}")
    return render(request, "accounts/roster.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(*INVITERS)
def roster_invite(request: HttpRequest) -> HttpResponse:
    again = RosterAgainForm(request.POST, person=request.user)
    if not again.is_valid():
        messages.error(request, "La revisión venció. Suba el archivo otra vez.")
        return redirect("accounts:roster-upload")
    lines = again.cleaned_data["lines"]
    invited = attempt(None, rosters.invite_many, lines=lines, by=request.user, at=timezone.now())
    if not invited:
        return _report(request, lines, refusal=invited.refusal)
    count = invited.result
    said = "1 invitación creada. Sirve" if count == 1 else f"{count} invitaciones creadas. Cada una sirve"
    messages.success(request, f"{said} 14 días y una sola vez.")
    return redirect("accounts:team-list")


def _read(request: HttpRequest, key: str) -> HttpResponse:
    kept = set_aside.get(kind=KIND, key=key, user=request.user, at=timezone.now())
    again = RosterAgainForm({"lines": kept or ""}, person=request.user)
    if not again.is_valid():
        messages.error(request, "La revisión venció. Suba el archivo otra vez.")
        return redirect("accounts:roster-upload")
    return _report(request, again.cleaned_data["lines"])


def _report(request: HttpRequest, lines: list[Line], refusal: Refusal | None = None) -> HttpResponse:
    judged = judge(lines, held=holdings_of(request.user), at=timezone.now())
    counts = {verdict.value: sum(one.verdict == verdict for one in judged) for verdict in Verdict}
    context = {
        "judged": judged,
        "summary": summary_of(judged),
        "counts": counts,
        "wrong": [one for one in judged if one.verdict == Verdict.ERROR],
        "refusal": refusal,
        "form": RosterForm(),
        "again": RosterAgainForm(person=request.user).carrying(lines),
    }
    status = 409 if refusal else 422 if counts[Verdict.ERROR] else 200
    return render(request, "accounts/roster_report.html", context, status=status)


@require_safe
@requires(*INVITERS)
def roster_template(request: HttpRequest) -> HttpResponse:
    offered = InvitationForm(holdings=holdings_of(request.user))
    roles = [label for value, label in offered.fields["role"].choices if value]
    places = [place.name for place in offered.places.values()]
    content = template_file(columns=list(KNOWN), roles=roles, places=places, rows=MAX_PEOPLE)
    headers = {"Content-Disposition": 'attachment; filename="personas.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
@requires(*INVITERS)
def absent_list(request: HttpRequest) -> HttpResponse:
    """People invited, or with an account, for some days who never signed in."""
    asked = request.GET.get("dias", "")
    days = int(asked) if asked in map(str, PERIODS) else USUAL_PERIOD
    now = timezone.now()
    before = now - timedelta(days=days)
    people = never_came(request.user, before=before, at=now)
    missing = unmailed(request.user, at=now)
    context = {
        "page": paginate(request, people, PER_PAGE),
        "sentence": absent_sentence(people),
        "unmailed": len(missing),
        "refused": sum(invitation.mail_problem == MailProblem.REFUSED for invitation in missing),
        "days": days,
        "periods": PERIODS,
        "now": now,
        "unstaffed": unstaffed_for(request.user, at=now),
    }
    return render(request, "accounts/absent.html", context)


@require_POST
@requires(*INVITERS)
def absent_mail(request: HttpRequest) -> HttpResponse:
    count = rosters.mail_what_did_not_leave(by=request.user, at=timezone.now())
    messages.info(request, f"Correos en camino: {count}." if count else "No hay correos por enviar.")
    return redirect("accounts:absent-list")
