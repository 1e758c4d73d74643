"""How the questions of a quiz work, for who runs the cohort."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from training.grading.items import APART, EASY, FEWEST, HARD
from training.quizzes.presenters.items import items_of
from training.quizzes.queries.items import MOST, first_attempts
from training.quizzes.views.paper import WHO, place_of


@require_safe
@requires(*WHO)
def item_list(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    found, part = place_of(request, cohort, module)
    taken = first_attempts(found, part)
    items = items_of(part, taken)
    context = {
        "cohort": found, "module": part, "course": found.version.parsed, "items": items, "people": len(taken),
        "flagged": sum(bool(one.faults) for one in items), "is_enough": len(taken) >= FEWEST, "fewest": FEWEST,
        "hard": HARD, "easy": EASY, "apart": int(APART * 100), "most": MOST,
    }  # fmt: skip
    return render(request, "training/quizzes/item_list.html", context)
