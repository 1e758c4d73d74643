"""The review beyond marking: the case of one answer, its decision, second readings, declarations of conflict."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import can, requires
from accounts.permissions import Permission
from core.web.edge import attempt
from diagnostics.assessments.choices import Party, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.presenters.assessments import context_of
from diagnostics.assessments.queries.review_messages import questions_with_unread_messages
from diagnostics.review.actions import clarifications, conversations, decisions, declarations, second_readings
from diagnostics.review.forms.declarations import DeclarationForm
from diagnostics.review.forms.replies import DecisionForm
from diagnostics.review.forms.reviewer import JUDGED, WordsForm, read_mark, typed_review
from diagnostics.review.models import ConflictDeclaration
from diagnostics.review.queries.cases import Case, Casefile, after, casefile_of
from diagnostics.review.queries.conflicts import part_of, reviewed_dimensions
from diagnostics.review.queries.reviewing import reasons_of
from diagnostics.review.queries.second_reading import blind_for, second_reading_of
from diagnostics.review.views.reviewer import fetch_signed
from diagnostics.scoring.typed import text_of

ASK_HINT = "Se envían todas juntas, una sola vez. El municipio puede corregir la respuesta y poner otra evidencia."
ORDERS = {"puntos": "Puntos en disputa", "fecha": "Fecha de la réplica", "dimension": "Dimensión"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def case_detail(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    blind = blind_for(request.user, assessment)
    casefile = casefile_of(assessment).seen_by_review(blind)
    case = casefile.cases.get(question)
    if case is None:
        raise Http404
    forms = _forms(request, case)
    operation = request.POST.get("operation", "") if request.method == "POST" else ""
    bound = forms.get(operation)
    if operation == "drop" or (bound is not None and bound.is_valid()):
        done = attempt(bound or request, OPERATIONS[operation], request, assessment, case, bound)
        if done:
            return done.result
    unread = questions_with_unread_messages(assessment, request.user)
    if case.code in unread and request.method == "GET":
        conversations.opened(assessment=assessment, question=case.code, by=request.user, at=timezone.now())
        unread.remove(case.code)
    order = request.GET.get("orden", "")
    cases, part = _queue(casefile, order), part_of(request.user, assessment)
    reviewed = reviewed_dimensions(request.user, assessment)
    may_decide = can(request.user, Permission.DECIDE_REPLIES, assessment.municipality)
    speaks = not part.stake and case.item.cell.is_answered
    offers = {
        "message": speaks and not case.decision and casefile.takes_messages,
        "ask": speaks and assessment.is_in_review and not casefile.has_asked,
        "decide": case.is_open and may_decide and part.has_declared and not part.stake and case.dimension.code not in reviewed,
    }  # fmt: skip
    context = context_of(
        assessment, casefile=casefile, case=case, forms=forms, bound=bound, orders=ORDERS, order=order,
        cases=cases, following=after(cases, case), today=timezone.localdate(), stake=part.stake,
        reviewed=reviewed, has_declared=part.has_declared, may_decide=may_decide, offers=offers, proof_states=JUDGED,
        is_blind=question in blind, unread=unread,
    )  # fmt: skip
    return render(request, "diagnostics/review/reviewer/case.html", context, status=422 if bound is not None else 200)


def _queue(casefile: Casefile, order: str) -> list[Case]:
    """What is in dispute: the contested cases while they are decided, the adjusted ones before and after."""
    cases = casefile.contested or casefile.adjusted
    points_at_stake = casefile.points_at_stake.by_code
    if order == "dimension":
        return cases
    if order == "fecha":
        return sorted(cases, key=lambda c: c.reply.written_at if c.reply else timezone.now())
    return sorted(cases, key=lambda c: -abs(points_at_stake[c.code].points) if c.code in points_at_stake else 0)


def _forms(request: HttpRequest, case: Case) -> dict:
    data, operation = request.POST if request.method == "POST" else None, request.POST.get("operation", "")
    request_text = case.request.text if case.request else ""
    return {
        "decide": DecisionForm(data if operation == "decide" else None, case=case),
        "message": WordsForm(data if operation == "message" else None, prefix="message", label="Mensaje al municipio"),
        "ask": WordsForm(
            data if operation == "ask" else None, prefix="ask", label="Qué se debe aclarar", hint=ASK_HINT,
            initial={"text": request_text},
        ),
    }  # fmt: skip


def _decide(request: HttpRequest, assessment: Assessment, case: Case, form: DecisionForm) -> HttpResponse:
    after = decisions.decide(assessment=assessment, decision=form.decision, by=request.user, at=timezone.now())
    place = [assessment.round.code, assessment.municipality.slug]
    if after.state == State.FINAL_READY:
        messages.success(
            request, f"Última decisión registrada: el resultado de {assessment.municipality} es definitivo."
        )
        return redirect("review:review-detail", *place)
    messages.success(request, f"Decisión sobre {case.code} registrada.")
    reviewed = reviewed_dimensions(request.user, assessment)
    following = [c for c in _queue(casefile_of(assessment), "") if c.is_open and c.dimension.code not in reviewed]
    if following:
        return redirect("review:case", *place, following[0].code)
    return redirect("review:review-detail", *place)


def _message(request: HttpRequest, assessment: Assessment, case: Case, form: WordsForm) -> HttpResponse:
    conversations.say(
        assessment=assessment, question=case.code, party=Party.REVIEW, text=form.cleaned_data["text"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    place = assessment.municipality
    if conversations.readers_in(place):
        messages.success(request, f"Mensaje enviado a {place}.")
    else:
        messages.warning(
            request, f"Mensaje guardado. Nadie de {place} tiene cuenta: lo verá quien reciba la invitación."
        )
    return _here(assessment, case)


def _ask(request: HttpRequest, assessment: Assessment, case: Case, form: WordsForm) -> HttpResponse:
    clarifications.ask(
        assessment=assessment, question=case.code, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, "Solicitud guardada. Se envía con las demás desde la página de la revisión.")
    return _here(assessment, case)


def _drop(request: HttpRequest, assessment: Assessment, case: Case, form: None) -> HttpResponse:
    clarifications.drop(assessment=assessment, question=case.code, by=request.user, at=timezone.now())
    messages.success(request, "Solicitud borrada.")
    return _here(assessment, case)


def _here(assessment: Assessment, case: Case) -> HttpResponse:
    return redirect("review:case", assessment.round.code, assessment.municipality.slug, case.code)


OPERATIONS: dict[str, Callable] = {"decide": _decide, "message": _message, "ask": _ask, "drop": _drop}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_ANSWERS)
def second_reading(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    part = part_of(request.user, assessment)
    if not part.has_declared:
        return redirect("review:conflicts-declare", round)
    reading, problem, typed = second_reading_of(request.user, assessment), "", None
    if request.method == "POST":
        code = request.POST.get("question", "")
        item = next((i for i in reading.items if i.code == code), None)
        mark = read_mark(item, request.POST) if item else None
        if item is None:
            problem = f"{code[:20]} ya no espera su lectura: otra persona la leyó o el municipio puede cambiarla."
        elif mark is None:
            problem = "Mire cada evidencia antes de guardar. Todavía no se guardó nada."
        else:
            saved = attempt(
                None, second_readings.mark, assessment=assessment, mark=mark, by=request.user, at=timezone.now()
            )
            if saved:
                messages.success(request, f"Segunda lectura de {mark.question} guardada.")
                return redirect("review:second-reading", round, municipality)
            problem = saved.message
        typed = replace(item, review=typed_review(item, request.POST)) if item else None
    item = typed or (reading.items[0] if reading.items else None)
    context = context_of(
        assessment, reading=reading, item=item, problem=problem, stake=part.stake,
        words=text_of(request.POST, f"{code}-why") if problem and typed is None else "",
        proof_states=JUDGED, reasons=reasons_of(assessment.round.version.parsed), may_mark=assessment.is_in_review,
    )  # fmt: skip
    return render(request, "diagnostics/review/reviewer/second.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def conflicts_declare(request: HttpRequest, round: str) -> HttpResponse:
    chosen = get_object_or_404(Round.objects.in_force().select_related("version__instrument"), code=round)
    places = [a.municipality for a in chosen.assessments.select_related("municipality").in_river_order()]
    known = ConflictDeclaration.objects.filter(round=chosen, user=request.user).prefetch_related("conflicts").first()
    before = {c.municipality_id: c.reason for c in known.conflicts.all()} if known else {}
    form = DeclarationForm(request.POST if request.method == "POST" else None, places=places, before=before)
    if request.method == "POST" and form.is_valid():
        declarations.declare(round=chosen, conflicts=form.conflicts, by=request.user, at=timezone.now())
        messages.success(request, f"Declaración guardada para {chosen}.")
        return redirect("review:review-list")
    context = {"round": chosen, "form": form, "known": known}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "diagnostics/review/reviewer/conflicts.html", context, status=status)
