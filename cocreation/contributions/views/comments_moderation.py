"""The comments that wait for who moderates, with one form each; those of one contribution also once they are public."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda, ModerationRule
from cocreation.contributions.actions import comments_moderation as acts
from cocreation.contributions.choices import CommentState
from cocreation.contributions.models import Comment, Contribution
from cocreation.contributions.presenters.moderation import CommentPanel, comment_panel
from cocreation.contributions.queries.moderation import Term, comment_due_on, waiting_comments
from core.numbers import whole
from core.web.edge import attempt
from core.web.pagination import paginate

PER_PAGE = 20
OPERATIONS = {
    "publish": "El comentario es público.",
    "decline": "El comentario no se publica.",
    "take_down": "El comentario ya no es público.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MODERATE_CONTRIBUTIONS)
def moderation_comments(request: HttpRequest) -> HttpResponse:
    contribution = _chosen(request)
    rows = _listed(contribution)
    bound, refused, status = None, None, 200
    if request.method == "POST":
        status = 422
        comment = get_object_or_404(rows_with_context(Comment.objects.all()), pk=_number(request))
        bound = _panel(comment, list(comment.contribution.agenda.moderation_rules.all()), request, is_sent=True)
        operation = request.POST.get("operation", "")
        if operation in OPERATIONS and (operation == "publish" or bound.form.is_valid()):
            refused = attempt(None, _do, operation, comment, bound, request)
            if refused:
                messages.success(request, OPERATIONS[operation])
                return redirect(request.get_full_path())
            status = refused.status
    page = paginate(request, rows_with_context(rows), PER_PAGE)
    rules = _rules_of({row.contribution.agenda for row in page})
    panels = [
        bound if bound and bound.comment.pk == row.pk and not (refused and status == 409)
        else _panel(row, rules[row.contribution.agenda_id], request)
        for row in page
    ]  # fmt: skip
    context = {
        "page": page, "panels": panels, "contribution": contribution, "bound": bound,
        "refusal": refused.message if refused is not None else "", "is_over": status == 409,
    }  # fmt: skip
    return render(request, "cocreation/contributions/moderation_comments.html", context, status=status)


def rows_with_context(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return rows.select_related("contribution__agenda", "participant").order_by("received_at", "pk")


def _number(request: HttpRequest) -> int:
    return whole(request.POST.get("comment", "")[:15]) or 0


def _chosen(request: HttpRequest) -> Contribution | None:
    """The contribution that the address names, if any."""
    agenda, code = request.GET.get("agenda", ""), request.GET.get("aporte", "")
    if not code:
        return None
    return get_object_or_404(Contribution.objects.select_related("agenda"), agenda__code=agenda, code=code)


def _listed(contribution: Contribution | None) -> QuerySet[Comment]:
    if contribution is None:
        return waiting_comments()
    shown = Q(state=CommentState.IN_MODERATION) | Q(state=CommentState.PUBLISHED)
    return Comment.objects.filter(shown, contribution=contribution)


def _rules_of(agendas: set[Agenda]) -> dict[int, list[ModerationRule]]:
    """The rules of some agendas. One query."""
    found: dict[int, list[ModerationRule]] = {agenda.pk: [] for agenda in agendas}
    for rule in ModerationRule.objects.filter(agenda__in=found):
        found[rule.agenda_id].append(rule)
    return found


def _panel(
    comment: Comment, rules: list[ModerationRule], request: HttpRequest, *, is_sent: bool = False
) -> CommentPanel:  # fmt: skip
    term, data = Term(comment_due_on(comment.received_at)), request.POST if is_sent else None
    if request.POST.get("operation") == "publish":
        data = None
    return comment_panel(comment, rules, request.user, term, timezone.localdate(), data)


def _do(operation: str, comment: Comment, panel: CommentPanel, request: HttpRequest) -> Comment:
    who = {"comment": comment, "by": request.user, "at": timezone.now()}
    if operation == "publish":
        return acts.publish_comment(**who)
    act = acts.take_down_comment if operation == "take_down" else acts.decline_comment
    return act(**panel.form.cleaned_data, **who)
