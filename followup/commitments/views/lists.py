"""The list of commitments of a town hall or of the metropolitan team, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.web.pagination import paginate
from followup.commitments.choices import Act
from followup.commitments.presenters.drift import drift_of
from followup.commitments.presenters.standing import late_milestones, shown_of
from followup.commitments.presenters.work import NOTHING, quality_of, rows_for
from followup.commitments.queries.who import acts_of, has_part, open_request
from followup.commitments.queries.work import EVERYBODY, OF_THE_TEAM, evidence_of, listed, visible_to
from followup.commitments.views.shared import commitment_for
from notices.actions.notifications import mark_seen

PER_PAGE = 40
OPEN, CLOSED = "abiertos", "cerrados"
WRITERS = (Permission.WRITE_COMMITMENTS, Permission.MANAGE_COMMITMENTS)


@require_safe
@requires(*EVERYBODY)
def work_list(request: HttpRequest) -> HttpResponse:
    user, view = request.user, CLOSED if request.GET.get("ver") == CLOSED else OPEN
    for_team = any(can(user, one) for one in OF_THE_TEAM)
    rows = visible_to(user).filter(second_reading__isnull=view == OPEN)
    found = rows_for(listed(rows), timezone.localdate(), for_team=for_team)
    is_demo = bool(found) and all(one.row.is_demo for one in found)  # then the page says it, else each row does
    context = {
        "page": paginate(request, found, PER_PAGE), "view": view, "is_demo": is_demo, "for_team": for_team,
        "waiting": sum(one.urgency < NOTHING - 1 for one in found),
        "may_write": any(can(user, one) for one in WRITERS), "total": len(found),
    }  # fmt: skip
    return render(request, "followup/commitments/work_list.html", context)


@require_safe
@requires(*EVERYBODY)
def work(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one, with what this person may do now, and nothing else."""
    row, today = commitment_for(request, code), timezone.localdate()
    mark_seen(about=f"commitment:{row.pk}:", by=request.user, at=timezone.now())
    may, versions = acts_of(request.user, row, today), list(row.versions.all())
    drift = drift_of(versions[0].content, versions[-1].content) if versions else None
    shown = shown_of(row, today)
    context = {
        "commitment": row, "shown": shown, "is_urgent": shown.tone in ("wait", "late"),
        "late": next(iter(late_milestones(row, today)), None), "quality": quality_of(row), "today": today,
        "origin": getattr(row, "origin", None), "asked": open_request(row), "versions": versions, "drift": drift,
        "news": list(row.news.all())[:10], "milestones": sorted(row.milestones.all(), key=lambda one: one.number),
        "may": {act.name.lower(): act in may for act in Act}, "may_any": bool(may),
        "evidence": evidence_of(row) if any(has_part(request.user, act, row) for act in (Act.TELL, Act.JUDGE)) else [],
        "is_demo": row.is_demo,
    }  # fmt: skip
    return render(request, "followup/commitments/work.html", context)
