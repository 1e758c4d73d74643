"""Questions about lessons, for who teaches: those of the cohorts that they may run."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import Attempt, attempt, status_of
from core.web.pagination import paginate
from training.learning.actions import questions as acts
from training.learning.forms.questions import AnswerForm
from training.learning.models import LessonQuestion
from training.learning.presenters.asked import asked_of, asked_rows
from training.learning.queries.questions import questions_for

PER_PAGE = 30
WHO = (Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)


@require_safe
@requires(*WHO)
def question_list(request: HttpRequest) -> HttpResponse:
    """Those that wait first, the most urgent at the top; late ones flagged."""
    page = paginate(request, questions_for(request.user), PER_PAGE)
    context = {"page": page, "rows": asked_rows(page.object_list, today=timezone.localdate())}
    return render(request, "training/learning/staff/question_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; once answered, put it among the frequent questions of its lesson or take it out."""
    question = get_object_or_404(questions_for(request.user), pk=pk)
    initial = {"publish": question.is_published, "public_text": question.public_text or question.text}
    posted = request.POST if request.method == "POST" else None
    form, done = AnswerForm(posted, initial=initial, is_answered=not question.is_waiting), None
    if form.is_bound and form.is_valid():
        done = _acted(request, question, form)
        if done:
            messages.success(request, "La respuesta quedó enviada." if question.is_waiting else "Quedó guardado.")
            return redirect("learning:question-list")
    asked = asked_of(question, today=timezone.localdate())
    context = {
        "question": question,
        "asked": asked,
        "form": form,
        "is_own": question.enrolment.user_id == request.user.pk,
    }
    return render(request, "training/learning/staff/question_answer.html", context, status=status_of(done, form))


def _acted(request: HttpRequest, question: LessonQuestion, form: AnswerForm) -> Attempt:
    common = {"question": question, "by": request.user, "at": timezone.now()}
    if question.is_waiting:
        return attempt(form, acts.answer, text=form.cleaned_data["answer"], public_text=form.to_publish, **common)
    if form.to_publish:
        return attempt(form, acts.publish, public_text=form.to_publish, **common)
    return attempt(form, acts.unpublish, **common)
