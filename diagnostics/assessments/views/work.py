"""«Mi trabajo» and the team: what is left, one question at its own URL, the assignments."""

from datetime import date
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, require_permission, requires, signed_in
from accounts.permissions import Permission
from core.web.addresses import absolute
from core.web.edge import attempt
from diagnostics.assessments.actions import sharing
from diagnostics.assessments.choices import DONE
from diagnostics.assessments.forms.sharing import HandOverForm, SplitForm
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.presenters.pages import PageState, opener, panels_of, rules_of
from diagnostics.assessments.presenters.work import action_of, awaited, dimension_rows, heading_of
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.assessments.queries.review_messages import (
    questions_with_unread_messages,
    requests_of,
    unread_by_assessment,
)
from diagnostics.assessments.queries.teams import Team, shares_of, team_work_of
from diagnostics.assessments.queries.work import chunk_of, place_of, work_of


@require_safe
@signed_in
def work_home(request: HttpRequest) -> HttpResponse:
    """Redirect each person to their first page; those with several unfinished assessments, or none, get a list by deadline."""
    if can(request.user, Permission.VIEW_BOARD):
        return redirect("results:board")
    mine = []
    if can(request.user, Permission.VIEW_ASSESSMENT):
        mine = list(Assessment.objects.visible_to(request.user).with_context().order_by("-round__opened_at", "pk"))
    if not mine and can(request.user, Permission.VIEW_PORTAL_STATE):
        return redirect("administration:state")  # the first page of those who keep the portal
    unfinished = [a for a in mine if a.state not in DONE and not a.over_because]
    if len(unfinished) == 1:
        return redirect(unfinished[0])
    mine.sort(key=lambda a: (a not in unfinished, a.due_on or date.max))
    unread = unread_by_assessment(request.user) if mine else {}
    for one in unfinished:
        one.unread = unread.get(one.pk, [])
        one.action = action_of(one, lambda permission, one=one: can(request.user, permission, one.municipality))
    return render(request, "diagnostics/assessments/municipality/home.html", {"assessments": mine})


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def assessment_detail(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    splits = can(request.user, Permission.SPLIT_WORK, assessment.municipality)
    fills = can(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    everything = not fills or (splits and request.GET.get("ver") != "mio")
    today = timezone.localdate()
    work = work_of(assessment, today=today, user=request.user, everything=everything)
    context = {
        "work": work,
        "heading": heading_of(
            work, place=str(assessment.municipality), is_reader=not fills, is_whole_team=everything and splits
        ),
        "dimensions": dimension_rows(work, request.user),
        "awaited": awaited(work, request.user) if splits and assessment.is_fillable else [],
        "may_fill": fills and (assessment.is_open_on(today) if assessment.is_fillable else bool(work.tasks)),
        "unread": sorted(questions_with_unread_messages(assessment, request.user)),
        "is_early": assessment.opens_on is not None and today < assessment.opens_on,
        "is_reader": not fills,
        "may_submit": can(request.user, Permission.SUBMIT_ASSESSMENT, assessment.municipality),
        "may_sign": can(request.user, Permission.SIGN_ASSESSMENT, assessment.municipality),
        "may_send_reply": can(request.user, Permission.SEND_REPLY, assessment.municipality),
        "may_withdraw": can(request.user, Permission.WITHDRAW, assessment.municipality),
        "signature": getattr(assessment, "signature", None),
        "today": today,
        "may_split": splits,
        "everything": everything,
    }
    return render(request, "diagnostics/assessments/municipality/detail.html", context_of(assessment, **context))


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def question_fill(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """One question, at a URL that can be sent to a colleague; `?tanda=` steps through a chunk of work."""
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    spec = filling.instrument.question_by_code.get(question)
    if spec is None:
        raise Http404
    shares = shares_of(assessment)
    fills = can(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    opens = opener(assessment, filling.instrument, shares, request.user, may_fill=fills)
    previous, asked = previous_of(assessment, [spec]), requests_of(assessment)
    page_state = PageState(opens=opens, previous=previous, asked=asked, due_on=assessment.due_on)
    (panel,) = panels_of(filling, [spec], page_state)
    may_fill = panel.is_open and (panel.cell.applies or panel.is_live)
    indicator = filling.instrument.indicator_of[question]
    dimension = filling.instrument.dimension_of[indicator.code]
    address = absolute(reverse("assessments:question-fill", args=[round, municipality, question]))
    piece = chunk_of(filling, request.GET.get("tanda", ""))
    context = context_of(
        assessment, panel=panel, indicator=indicator, dimension=dimension, page={"whole": filling.whole}, may_fill=may_fill,
        is_given_away=fills and not shares.lets(request.user, dimension.code), given_to=shares.names(dimension.code),
        rules=rules_of(filling, [spec]), piece=piece, place=place_of(filling, question, piece), address=address,
        message=quote(f"{assessment.municipality}, {question}: {spec.text} {address}"),
    )  # fmt: skip
    return render(request, "diagnostics/assessments/municipality/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
def team_work(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    if request.method == "POST":
        require_permission(request.user, Permission.SPLIT_WORK, assessment.municipality)
    team = team_work_of(assessment)
    is_over = "over-leaving" in request.POST
    split = SplitForm(
        request.POST if request.method == "POST" and not is_over else None,
        dimensions=team.filling.instrument.dimensions, people=team.people, initial=_start(team),
    )  # fmt: skip
    holders = {user: name for row in team.rows for user, name in (row.people | row.gone).items()}
    over = HandOverForm(request.POST if is_over else None, holders=holders, people=team.people)
    bound = over if is_over else split if split.is_bound else None
    if bound is not None and bound.is_valid() and attempt(bound, _share, request, assessment, bound):
        return redirect("assessments:team-work", round, municipality)
    context = context_of(
        assessment, team=team, split=split, over=over, bound=bound, holders=holders,
        may_split=assessment.is_fillable and can(request.user, Permission.SPLIT_WORK, assessment.municipality),
        rows=list(zip(team.rows, [split[name] for name in split.codes], strict=True)),
    )  # fmt: skip
    return render(
        request, "diagnostics/assessments/sharing/team.html", context, status=409 if bound is not None else 200
    )


def _start(team: Team) -> dict:
    people = {f"d-{n}": [str(user) for user in row.people] for n, row in enumerate(team.rows)}
    return {"seen": team.shares.fingerprint, **people}


def _share(request: HttpRequest, assessment: Assessment, form: SplitForm | HandOverForm) -> None:
    common = {"assessment": assessment, "by": request.user, "at": timezone.now()}
    if isinstance(form, SplitForm):
        changed = sharing.split(wanted=form.wanted, seen=form.cleaned_data["seen"], **common)
        messages.success(request, "Reparto guardado." if changed else "El reparto quedó como estaba.")
        return
    leaving, to = form.cleaned_data["leaving"], form.cleaned_data["to"]
    count = sharing.hand_over(leaving=leaving, to=to, **common)
    words = "1 dimensión" if count == 1 else f"{count} dimensiones"
    messages.success(request, f"{form.names[leaving]} entregó {words} a {form.names.get(to, 'todo el equipo')}.")
