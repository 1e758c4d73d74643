"""Parts of pages of the diagnosis and of agendas: the commitments born there. Each is also a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.public_limit import limited
from followup.commitments.presenters.circle import item_rows, question_rows, take_up_of_item
from followup.commitments.queries.circle import born_of_item, place_questions


@require_safe
@never_cache
@public
@limited
def of_questions(request: HttpRequest, round: str, divipola: str, part: str) -> HttpResponse:
    """`part`: a theme, an indicator or a question. Of a round that is not published, for who sees its questionnaire."""
    found = place_questions(round, divipola, part, request.user)
    if found is None:
        raise Http404
    rows = question_rows(found, timezone.localdate())
    context = {"found": found, "rows": rows, "has_born": any(one.rows for one in rows), "is_demo": found.round.is_demo}
    return render(request, f"followup/commitments/circle/questions{'_part' if request.htmx else ''}.html", context)


@require_safe
@never_cache
@public
@limited
def of_item(request: HttpRequest, agenda: str, code: str) -> HttpResponse:
    found = born_of_item(agenda, code, request.user)
    if found is None:
        raise Http404
    item, rows, may_take_up = found
    context = {
        "item": item, "rows": item_rows(rows, timezone.localdate()), "take_up": take_up_of_item(item) if may_take_up else "",
        "is_demo": item.agenda.is_demo,
    }  # fmt: skip
    return render(request, f"followup/commitments/circle/item{'_part' if request.htmx else ''}.html", context)
