"""The desk of the offices that answer: what waits, and one contribution with its answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from cocreation.contributions.actions import answer_reviews
from cocreation.contributions.actions import answers as acts
from cocreation.contributions.choices import ContributionState, Kind, Outcome
from cocreation.contributions.choices.answers import PARTS, headline_of
from cocreation.contributions.forms.answers import AssignForm, ContributionAnswerForm, DecideReviewForm, NoteForm
from cocreation.contributions.models import Answer, AnswerDraft, Contribution
from cocreation.contributions.presenters.answers import detail_context, finds_in, parts_of, review_of, term_of
from cocreation.contributions.queries.answers import desk_of, own_of, to_review, waiting, with_counts
from cocreation.contributions.queries.offices import office_of
from core.numbers import whole
from core.refusals import Stale
from core.web.edge import attempt
from core.web.pagination import paginate

S = ContributionState
PER_PAGE = 30
TABS = {"mios": "De su dependencia", "todos": "De todas", "revisiones": "Por revisar", "respondidos": "Respondidos"}


@require_safe
@requires(Permission.ANSWER_CONTRIBUTIONS)
def answer_queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person's office, the earliest term first."""
    desk, facilitates = desk_of(request.user), can(request.user, Permission.MANAGE_AGENDAS)
    tabs = {key: label for key, label in TABS.items() if facilitates or key != "todos"}
    tab = request.GET.get("ver", "") if request.GET.get("ver", "") in tabs else "mios"
    agenda, kind = request.GET.get("agenda", ""), request.GET.get("clase", "")
    rows = desk if tab in ("todos", "revisiones") else own_of(request.user, desk)
    agendas = list(desk.order_by("agenda__name").values_list("agenda__code", "agenda__name").distinct())
    if agenda in dict(agendas):
        rows = rows.filter(agenda__code=agenda)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    is_answered, is_review, today = tab == "respondidos", tab == "revisiones", timezone.localdate()
    if is_answered:
        listed = rows.filter(state__in=[S.TAKEN_UP, S.NOT_TAKEN_UP]).order_by("-state_since", "-pk")
    elif is_review:
        listed = to_review(request.user, rows)
    else:
        listed = waiting(rows)
    late = 0 if is_answered else listed.filter(**{f"{'review_' if is_review else ''}due_on__lt": today}).count()
    page = paginate(request, with_counts(listed).select_related("answer__review"), PER_PAGE)
    context = {
        "page": page, "rows": [(row, term_of(row, today)) for row in page], "late": late, "is_answered": is_answered,
        "is_review": is_review, "may_several": not is_answered and not is_review and len(page) > 1,
        "tabs": [(key, label, key == tab) for key, label in tabs.items()], "tab": tab, "agendas": agendas,
        "agenda_code": agenda, "kinds": Kind.choices, "kind": kind, "facilitates": facilitates,
    }  # fmt: skip
    return render(request, "cocreation/contributions/answer_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_CONTRIBUTIONS)
def answer_write(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One contribution with all that an answer needs. The answer is seen as it will stand before it is published."""
    states = (S.UNDER_REVIEW, S.TAKEN_UP, S.NOT_TAKEN_UP)
    row = get_object_or_404(desk_of(request.user), agenda__code=code, code=number, state__in=states)
    forms, status, is_stale = _forms(request, row), 200, False
    operation = request.POST.get("operation", "")
    bound = forms.get({"note": "note", "assign": "assign", "review": "review"}.get(operation, "answer"))
    if request.method == "POST":
        status = 422
        if bound.is_valid():
            done = attempt(bound, _do, operation, row, bound.cleaned_data, request)
            if done:
                return redirect(done.result)
            status, is_stale = done.status, isinstance(done.refusal, Stale)
    context = detail_context(request, row) | {"forms": forms, "bound": bound if bound.is_bound else None}
    draft = AnswerDraft.objects.select_related("saved_by").filter(contribution=row).first()
    if request.method != "POST" and "vista" in request.GET and draft and draft.outcome and row.state == S.UNDER_REVIEW:
        context |= {"draft": draft, "parts": parts_of(draft), "headline": headline_of(draft.outcome, draft.headline)}
        context |= {"finds": finds_in(draft), "office": office_of(request.user, row)}
        return render(request, "cocreation/contributions/answer_preview.html", context)
    answer = Answer.objects.filter(contribution=row).first()
    context |= {"draft": draft, "answer": answer, "parts": parts_of(answer) if answer else ()}
    context["other"] = parts_of(draft) if is_stale and draft and operation != "publish" else None
    context["seen"] = _seen(request) if forms["answer"].is_bound and not is_stale else draft.version if draft else 0
    context["review"], context["may_review"] = review_of(row, request.user)
    return render(request, "cocreation/contributions/answer_write.html", context, status=status)


def _seen(request: HttpRequest) -> int:
    """The version of the draft that stood on the page that was sent."""
    return whole(request.POST.get("version", "")) or 0


def _forms(request: HttpRequest, row: Contribution) -> dict:
    operation = request.POST.get("operation", "") if request.method == "POST" else None
    of_answer = operation is not None and operation not in ("note", "assign", "review")
    draft = AnswerDraft.objects.filter(contribution=row).first()
    initial = {name: getattr(draft, name) for name in ("outcome", "headline", *PARTS)} if draft else {}
    posted = request.POST
    if operation == "publish" and draft:  # its text is the draft that was seen
        posted = initial
    answer = ContributionAnswerForm(posted if of_answer else None, initial=initial, is_draft=operation == "save")
    given = Answer.objects.filter(contribution=row).first()
    of_review = request.POST if operation == "review" else None
    review = DecideReviewForm(of_review, answered=Outcome(given.outcome) if given else Outcome.YES, prefix="review")
    note = NoteForm(request.POST if operation == "note" else None, prefix="note")
    found = {"answer": answer, "note": note, "review": review}
    if can(request.user, Permission.MANAGE_AGENDAS):
        office = {"office": row.answering_id}
        posted = request.POST if operation == "assign" else None
        found["assign"] = AssignForm(posted, agenda=row.agenda, initial=office, prefix="assign")
    elif operation == "assign":  # nobody else sees the form
        found["assign"] = answer
    return found


def _do(operation: str, row: Contribution, data: dict, request: HttpRequest) -> str:
    """Do what a button asks for, and return where to go then."""
    who = {"contribution": row, "by": request.user, "at": timezone.now()}
    here = reverse("contributions:answer-write", args=[row.agenda.code, row.code])
    if operation == "note":
        acts.add_note(text=data["text"], **who)
        messages.success(request, "La nota quedó guardada. Solo la ven quienes pueden responder.")
        return f"{here}#notas"
    if operation == "assign":
        acts.assign(municipality=data["office"], **who)
        messages.success(request, f"Ahora responde {data['office'] or 'el equipo metropolitano'}.")
        return reverse("contributions:answer-queue")
    if operation == "review":
        answer_reviews.decide(outcome=Outcome(data["outcome"]), decision=data["decision"], **who)
        messages.success(
            request, f"La revisión de la respuesta a {row.code} es pública, y quien la pidió ya recibió el aviso."
        )
        return f"{reverse('contributions:answer-queue')}?ver=revisiones"
    if operation == "publish":
        given = acts.publish_draft(version=_seen(request), **who)
        also = f" La misma respuesta quedó en {len(given) - 1} más." if len(given) > 1 else ""
        messages.success(request, f"La respuesta a {row.code} es pública.{also}")
        return reverse("contributions:answer-queue")
    acts.save_draft(seen=_seen(request), **data, **who)
    if operation == "preview":
        return f"{here}?vista=1"
    messages.success(request, "El borrador quedó guardado. Nadie fuera de su dependencia lo ve.")
    return here
