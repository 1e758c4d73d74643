"""The review's outcome for the municipality: each adjustment, the conversation, the reply, the history."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, require_permission, requires
from accounts.permissions import Permission
from accounts.queries import has_role_in
from core.numbers import whole
from core.web.edge import attempt
from core.web.upload_limit import drop_uploads, limited_uploads, upload_problem
from diagnostics.assessments.choices import Party, State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.review_messages import questions_with_unread_messages
from diagnostics.review.actions import clarifications, conversations, replies
from diagnostics.review.forms.replies import ReplyEvidenceForm, ReplyForm
from diagnostics.review.forms.reviewer import WordsForm
from diagnostics.review.queries.cases import Case, Casefile, after, casefile_of
from diagnostics.review.queries.history import history_of
from diagnostics.review.queries.second_reading import blind_for


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def outcome(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    casefile = _seen(request, assessment)
    context = context_of(
        assessment,
        casefile=casefile,
        unread=questions_with_unread_messages(assessment, request.user),
        today=timezone.localdate(),
        may_write=can(request.user, Permission.FILL_ANSWERS, assessment.municipality),
        may_send=can(request.user, Permission.SEND_REPLY, assessment.municipality),
        signature=getattr(assessment, "signature", None),
    )
    return render(request, "diagnostics/review/outcome/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
@limited_uploads
def outcome_answer(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """One answer through its layers, where the municipality replies, clarifies and writes to the review."""
    assessment = fetch(request, round, municipality)
    casefile = _seen(request, assessment)
    case = casefile.cases.get(question)
    if case is None:
        raise Http404
    if request.method == "POST":
        require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    if request.FILES and not (
        asked := attempt(None, replies.require_reply_open, casefile, case.code, at=timezone.now())
    ):
        drop_uploads(request, asked.message)
    forms = _forms(request, assessment, case)
    operation = request.POST.get("operation", "") if request.method == "POST" else ""
    bound = forms.get(operation)
    is_complete = operation == "detach" or (bound is not None and bound.is_valid())
    if is_complete and attempt(bound or request, OPERATIONS[operation], request, assessment, case, bound):
        return redirect("review:outcome-answer", round, municipality, question)
    unread = questions_with_unread_messages(assessment, request.user)
    if case.code in unread and request.method == "GET":
        conversations.opened(assessment=assessment, question=case.code, by=request.user, at=timezone.now())
        unread.remove(case.code)
    cases = _listed(casefile)
    context = context_of(
        assessment, casefile=casefile, case=case, forms=forms, today=timezone.localdate(),
        cases=cases, following=after(cases, case), bound=bound,
        unread=unread, may_write=can(request.user, Permission.FILL_ANSWERS, assessment.municipality),
        is_staff=not has_role_in(request.user, assessment.municipality),
    )  # fmt: skip
    return render(request, "diagnostics/review/outcome/answer.html", context, status=422 if bound is not None else 200)


def _seen(request: HttpRequest, assessment: Assessment) -> Casefile:
    casefile = casefile_of(assessment)
    if has_role_in(request.user, assessment.municipality):
        return casefile.seen_by_municipality()
    return casefile.seen_by_review(blind_for(request.user, assessment))


def _listed(casefile: Casefile) -> list[Case]:
    """The answers to walk through: those to clarify during clarifications, then the adjusted ones, most points first."""
    if casefile.assessment.state == State.CLARIFICATION:
        return casefile.requests
    points_at_stake = casefile.points_at_stake.by_code
    return sorted(
        casefile.adjusted, key=lambda c: -abs(points_at_stake[c.code].points) if c.code in points_at_stake else 0
    )


def _forms(request: HttpRequest, assessment: Assessment, case: Case) -> dict:
    operation = request.POST.get("operation", "")
    data = request.POST if request.method == "POST" else None
    evidence = assessment.evidence.filter(withheld_at=None).order_by("-added_at", "-pk")
    words = {
        "label": "Su aclaración",
        "hint": "Diga dónde está lo que la revisión busca. Puede corregir antes la respuesta.",
    }
    problem = upload_problem(request)
    brings = operation == "reply" and ReplyEvidenceForm.is_begun(request.POST, request.FILES, problem)
    proof = ReplyEvidenceForm(
        data if brings else None, request.FILES if brings else None, library=evidence,
        cutoff_on=assessment.round.cutoff_on, upload_problem=problem, use_required_attribute=False,
    )  # fmt: skip
    return {
        "reply": ReplyForm(data if operation == "reply" else None, case=case, proof=proof),
        "message": WordsForm(data if operation == "message" else None, label="Mensaje a la revisión", prefix="message"),
        "clarify": WordsForm(data if operation == "clarify" else None, prefix="clarify", **words),
    }


def _reply(request: HttpRequest, assessment: Assessment, case: Case, form: ReplyForm) -> None:
    use = replies.store(assessment=assessment, said=form.said, proof=form.new_proof, by=request.user, at=timezone.now())
    brings = f" con «{use.evidence.name}»" if use else ""
    messages.success(request, f"Guardado{brings}. La réplica sobre {case.code} se envía con las demás.")


def _detach(request: HttpRequest, assessment: Assessment, case: Case, form: None) -> None:
    use = whole(request.POST.get("use", ""))
    if use is not None:
        replies.detach(assessment=assessment, question=case.code, use=use, by=request.user, at=timezone.now())


def _message(request: HttpRequest, assessment: Assessment, case: Case, form: WordsForm) -> None:
    conversations.say(
        assessment=assessment, question=case.code, party=Party.MUNICIPALITY, text=form.cleaned_data["text"],
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Mensaje enviado.")


def _clarify(request: HttpRequest, assessment: Assessment, case: Case, form: WordsForm) -> None:
    after = clarifications.clarify(
        assessment=assessment, question=case.code, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    done = after.state == State.IN_REVIEW
    messages.success(request, "Todo quedó aclarado: la revisión sigue." if done else f"{case.code} quedó aclarada.")


OPERATIONS: dict[str, Callable] = {
    "reply": _reply, "detach": _detach, "message": _message, "clarify": _clarify,
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEND_REPLY)
def reply_send(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.SEND_REPLY)
    refusal = None
    if request.method == "POST":
        sent = attempt(None, replies.send, assessment=assessment, by=request.user, at=timezone.now())
        if sent:
            contested = sent.result.state == State.REPLY_DECISION
            messages.success(
                request,
                "Réplica enviada: la decide alguien que no revisó esas respuestas." if contested else
                "Aceptaron todos los ajustes: el resultado es definitivo.",
            )  # fmt: skip
            return redirect("review:outcome", round, municipality)
        refusal = sent.refusal
    context = context_of(assessment, casefile=_seen(request, assessment), refusal=refusal, today=timezone.localdate())
    return render(request, "diagnostics/review/outcome/send.html", context, status=409 if refusal else 200)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def answer_history(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    casefile = _seen(request, assessment)
    case = casefile.cases.get(question)
    if case is None:
        raise Http404
    is_staff = can(request.user, Permission.REVIEW_ANSWERS, assessment.municipality)
    is_blind = is_staff and question in blind_for(request.user, assessment)
    events = history_of(assessment, case, shows_review=(is_staff and not is_blind) or casefile.shows_reasons)
    context = context_of(assessment, case=case, events=events, is_staff=is_staff)
    return render(request, "diagnostics/review/outcome/history.html", context)
