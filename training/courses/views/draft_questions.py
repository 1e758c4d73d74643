"""Questions in GIFT or Aiken brought into a draft, all of them or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt, status_of
from core.web.upload_limit import limited_uploads, tell
from core.words import counted
from training.courses.actions.drafts import add_questions
from training.courses.forms.questions import QuestionsForm
from training.courses.loaders.question_files import unexplained
from training.courses.presenters.drafts import modules_of
from training.courses.views.drafts import draft_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
@limited_uploads
def draft_questions(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    posted = request.method == "POST"
    form = QuestionsForm(
        request.POST if posted else None, request.FILES if posted else None, modules=modules_of(draft),
        initial={"module": request.GET.get("en", "")},
    )  # fmt: skip
    tell(form, request)
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, add_questions, draft=draft, module=form.cleaned_data["module"], bank=form.cleaned_data["bank"],
            found=form.found, by=request.user, at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, _said(done.result, unexplained(form.found)))
            names = list(done.result)
            return redirect("courses:draft-text", pk, names[0]) if len(names) == 1 else redirect(draft)
    context = {"draft": draft, "form": form}
    return render(request, "training/courses/staff/draft_questions.html", context, status=status_of(done, form))


def _said(counts: dict[str, int], without: int) -> str:
    added = "; ".join(f"{name}: {counted(number, 'pregunta', 'preguntas')}" for name, number in counts.items())
    later = f" Escriba antes de publicar {counted(without, 'explicación', 'explicaciones')}." if without else ""
    return f"Agregado a {added}.{later}"
