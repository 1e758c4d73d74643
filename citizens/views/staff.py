"""The queue of feedback, and handling one message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from citizens.actions import feedback as acts
from citizens.choices import FeedbackState
from citizens.forms import AnswerForm, DeclineForm
from citizens.models import Feedback
from citizens.queries.feedback import STATES, days_between, term_words
from core import personal_data
from core.web.edge import attempt
from core.web.pagination import paginate

PER_PAGE = 30


@require_safe
@requires(Permission.ANSWER_FEEDBACK)
def feedback_queue(request: HttpRequest) -> HttpResponse:
    """Waiting messages oldest first, or handled ones newest first."""
    state = STATES.get(request.GET.get("estado", ""), FeedbackState.WAITING)
    order = ("received_at", "pk") if state == FeedbackState.WAITING else ("-state_since", "-pk")
    mine = Feedback.objects.visible_to(request.user)
    page = paginate(request, mine.filter(state=state).order_by(*order), PER_PAGE)
    now = timezone.now()
    today = timezone.localdate(now)
    rows = [
        (
            row,
            _finds(row),
            days_between(row.received_at, row.state_since or now),
            row.is_late(today),
            term_words(row, today),
        )
        for row in page
    ]
    tabs = [(key, value.label, value == state) for key, value in sorted(STATES.items())]
    context = {"page": page, "rows": rows, "tabs": tabs, "is_waiting": state == FeedbackState.WAITING}
    return render(request, "citizens/feedback_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER_FEEDBACK)
def feedback_attend(request: HttpRequest, code: str) -> HttpResponse:
    feedback = get_object_or_404(Feedback.objects.visible_to(request.user), code=code)
    finds, operation = _finds(feedback), request.POST.get("operation", "")
    answer = AnswerForm(request.POST if operation == "answer" else None, finds=finds, prefix="answer")
    decline = DeclineForm(request.POST if operation in ("decline", "withdraw") else None, prefix="decline")
    bound = answer if answer.is_bound else decline if decline.is_bound else None
    if bound is not None and bound.is_valid():
        done = attempt(bound, _do, operation, feedback, bound.cleaned_data, request)
        if done:
            messages.success(request, done.result)
            return redirect("citizens:feedback-queue")
    context = {"feedback": feedback, "finds": finds, "answer": answer, "decline": decline, "bound": bound}
    status = 422 if request.method == "POST" else 200
    return render(request, "citizens/feedback_attend.html", context, status=status)


def _do(operation: str, feedback: Feedback, data: dict, request: HttpRequest) -> str:
    who = {"feedback": feedback, "by": request.user, "at": timezone.now()}
    if operation == "answer":
        acts.answer(text=data["text"], **who)
        return f"La opinión sobre {feedback.title} es pública, con su respuesta."
    act = acts.withdraw if operation == "withdraw" else acts.decline
    act(rule=data["rule"], reason=data["reason"], **who)
    return f"La opinión sobre {feedback.title} no es pública. La razón está en la página de quien la escribió."


def _finds(feedback: Feedback) -> list[str]:
    return personal_data.in_words(personal_data.scan(feedback.text))
