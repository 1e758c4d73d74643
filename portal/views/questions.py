"""From themes down to answers: one theme of a municipality, all questions, one question over all municipalities."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import can, public
from accounts.permissions import Permission
from core.downloads import table_response
from core.search.columns import LONGEST_QUERY
from core.web.page_cache import cached_page
from portal.queries import question as questions
from portal.queries import theme as themes


@require_safe
@public
@cached_page(reads=("ciclo",))
def theme(request: HttpRequest, slug: str, dimension: str) -> HttpResponse:
    page = themes.theme_page(slug, dimension, request.GET.get("ciclo"))
    if page is None:
        raise Http404("No hay un resultado publicado de ese tema y municipio.")
    may_correct = can(request.user, Permission.CORRECT_PUBLISHED)
    return render(request, "portal/theme.html", {"page": page, "round": page.edition.round, "may_correct": may_correct})


@require_safe
@public
@cached_page(reads=("ciclo", "formato", "q"))
def question_list(request: HttpRequest) -> HttpResponse:
    page = questions.question_list(request.GET.get("ciclo"), request.GET.get("q", ""))
    if page is None and "ciclo" in request.GET:
        raise Http404("No hay un ciclo publicado con ese código.")
    if page and "formato" in request.GET:
        return table_response(page.table(), request.GET["formato"])
    context = {"page": page, "round": page and page.edition.round, "longest": LONGEST_QUERY}
    return render(request, "portal/questions.html", context)


@require_safe
@public
@cached_page(reads=("ciclo", "formato"))
def question(request: HttpRequest, code: str) -> HttpResponse:
    page = questions.question_page(code, request.GET.get("ciclo"))
    if page is None:
        raise Http404("No hay una pregunta publicada con ese código.")
    if "formato" in request.GET:
        return table_response(page.table(), request.GET["formato"])
    return render(request, "portal/question.html", {"page": page, "round": page.edition.round})
