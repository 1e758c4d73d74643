"""Pages of the metropolitan review: the queue, the answers of a municipality, closing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.web.pagination import paginate
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.review_messages import questions_with_unread_messages
from diagnostics.assessments.queries.rounds import first_round
from diagnostics.review.actions import clarifications, reviews
from diagnostics.review.forms.reviewer import CloseForm
from diagnostics.review.presenters.filters import chapters_of, choices_of, filter_of
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.conflicts import has_declared, part_of
from diagnostics.review.queries.doubts import worklist_of
from diagnostics.review.queries.queue import SORTS, queue_of, rounds_in_hand
from diagnostics.review.queries.second_reading import blind_for, left_to_read


def fetch_signed(request: HttpRequest, round: str, municipality: str) -> Assessment:
    """Return the assessment of an address if its town hall signed it, otherwise raise Http404."""
    assessment = fetch(request, round, municipality)
    if not assessment.was_signed:
        raise Http404  # not yet visible to the review
    return assessment


@require_safe
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def review_list(request: HttpRequest) -> HttpResponse:
    rounds = rounds_in_hand()
    code = request.GET.get("ciclo", "")
    round = next((r for r in rounds if r.code == code), None) or first_round(rounds, timezone.localdate())
    context: dict = {"round": round, "rounds": rounds, "sorts": [(word, label) for word, (label, _) in SORTS.items()]}
    if round:
        queue = queue_of(
            round, today=timezone.localdate(), sort=request.GET.get("orden", ""), show=request.GET.get("ver", ""),
            reader=request.user,
        )  # fmt: skip
        page = paginate(request, queue.shown)
        context |= {
            "queue": queue, "page": page, "has_declared": has_declared(request.user, round),
            "may_extend": can(request.user, Permission.EXTEND_TERMS),
            "may_assign": can(request.user, Permission.ASSIGN_REVIEWS) and not round.is_published,
            "dimension_names": {d.code: d.short_name for d in round.version.parsed.dimensions},
        }  # fmt: skip
    return render(request, "diagnostics/review/reviewer/list.html", context)


@require_safe
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def review_detail(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    return _detail(request, assessment, CloseForm())


def _detail(request: HttpRequest, assessment: Assessment, form: CloseForm, status: int = 200) -> HttpResponse:
    whole, part = casefile_of(assessment), part_of(request.user, assessment)
    blind = blind_for(request.user, assessment)
    casefile, reviewing = whole.seen_by_review(blind), whole.reviewing
    worklist = worklist_of(request.user, casefile, blind=blind)
    answer_filter = filter_of(request.GET, reviewing.instrument)
    context = context_of(
        assessment,
        casefile=casefile,
        reviewing=reviewing,
        heavy_na=(casefile if reviewing.pending else whole).reviewing.heavy_na,
        worklist=worklist,
        answer_filter=answer_filter,
        choices=choices_of(answer_filter, casefile, worklist),
        chapters=chapters_of(answer_filter, casefile, worklist),
        blind=blind,
        stake=part.stake,
        has_declared=part.has_declared,
        may_close=can(request.user, Permission.CLOSE_REVIEW, assessment.municipality) and not part.stake,
        may_extend=can(request.user, Permission.EXTEND_TERMS, assessment.municipality),
        may_approve_na=can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality),
        second=left_to_read(request.user, whole),
        unread=questions_with_unread_messages(assessment, request.user),
        extensions=assessment.extensions.select_related("granted_by"),
        today=timezone.localdate(),
        form=form,
    )
    return render(request, "diagnostics/review/reviewer/detail.html", context, status=status)


@require_POST
@requires(Permission.CLOSE_REVIEW)
def review_close(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    form = CloseForm(request.POST)
    may_approve = can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality)
    approves = form.is_valid() and form.cleaned_data["approves_many_na"] and may_approve
    closed = attempt(
        form, reviews.close, assessment=assessment, approves_many_na=approves, by=request.user, at=timezone.now()
    )
    if not closed:
        form.add_error(None, closed.refusal.details)
        return _detail(request, assessment, form, status=409)
    then = "Empieza su derecho de réplica." if closed.result.due_on else "Nada se ajustó: su resultado es definitivo."
    messages.success(request, f"Revisión de {assessment.municipality} cerrada. {then}")
    return redirect("review:review-list")


@require_POST
@requires(Permission.REVIEW_ANSWERS)
def clarifications_send(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    if attempt(request, clarifications.send, assessment=assessment, by=request.user, at=timezone.now()):
        messages.success(
            request, f"Solicitudes enviadas a {assessment.municipality}. El plazo de la revisión se detuvo."
        )
    return redirect("review:review-detail", round, municipality)
