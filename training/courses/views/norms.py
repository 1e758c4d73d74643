"""The norms for who writes courses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from training.courses.actions.norms import stored_norms
from training.courses.presenters.norms import by_need, unsure_lessons
from training.courses.queries.citations import citations


@require_safe
@requires(Permission.EDIT_COURSES)
def norm_manage(request: HttpRequest) -> HttpResponse:
    """What each norm touches, drafts too."""
    context = {"norms": by_need(citations(drafts_too=True)), "unsure": unsure_lessons(stored_norms())}
    return render(request, "training/courses/staff/norms.html", context)
