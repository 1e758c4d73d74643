"""Cost of requests: CPU of Django, queries and bytes, through the test client and all middleware."""

import random
from collections.abc import Callable
from functools import partial

from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from benchmarks.agendas import CODE
from benchmarks.data import Portal, value_of
from benchmarks.meter import Cost, cost
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.scoring.instrument import MULTI, NUMERIC, Question

HOST = "127.0.0.1"
QUESTIONNAIRE, AUTOSAVE, PAGE_POST = "questionnaire, GET", "questionnaire, autosave", "questionnaire, POST of a page"
MY_WORK, ONE_QUESTION, WHOLE = "my work", "one question", "all 72 questions on one page"
QUEUE = "staff queue"
BOARD, MUNICIPALITY_COLD, MUNICIPALITY_WARM = "staff board", "public municipality, cold", "public municipality, warm"
COMPARISON, HOME_COLD, HOME_WARM = "comparison of 4", "home, cold", "home, warm"
CONTRIBUTIONS, CONTRIBUTION = "contributions of an agenda", "one contribution"
BARE_PAGE = "bare page of that size"


def measure(portal: Portal, runs: int) -> dict[str, Cost]:
    pages = _signed_in(portal) | _public(portal)
    costs = {name: cost(work, runs=runs, **more) for name, (work, more) in pages.items()}
    with override_settings(ROOT_URLCONF="benchmarks.bare_page"):
        bare = partial(get, Client(), f"/{costs[MUNICIPALITY_COLD].raw}/")
        costs[BARE_PAGE] = cost(bare, runs=runs)
    return costs


def _signed_in(portal: Portal) -> dict[str, tuple[Callable, dict]]:
    official, coordinator = Client(), Client()
    official.force_login(portal.official)
    coordinator.force_login(portal.coordinator)
    filling = filling_of(portal.assessment)
    # The page with most text, and on it the longest question.
    indicator = max(portal.assessment.round.version.parsed.indicators, key=lambda i: sum(map(_length, i.questions)))
    question = max(indicator.questions, key=_length)
    where = [portal.open.code, portal.assessment.municipality.slug]
    page = reverse("assessments:indicator-fill", args=[*where, indicator.code])
    save = reverse("assessments:answer-save", args=[*where, question.code])
    whole = {name: value for q in indicator.questions for name, value in typed(filling, q).items()}
    return {
        MY_WORK: (partial(get, official, reverse("assessments:assessment-detail", args=where)), {}),
        ONE_QUESTION: (partial(get, official, reverse("assessments:question-fill", args=[*where, question.code])), {}),
        WHOLE: (partial(get, official, reverse("assessments:questionnaire-fill", args=where)), {}),
        QUESTIONNAIRE: (partial(get, official, page), {}),
        AUTOSAVE: (partial(_post, official, save, typed(filling, question), 200), {"writes": True}),
        PAGE_POST: (partial(_post, official, page, whole, 302), {"writes": True}),
        BOARD: (partial(get, coordinator, reverse("results:board-round", args=[portal.open.code])), {}),
        QUEUE: (partial(get, coordinator, f"{reverse('review:review-list')}?ciclo={portal.open.code}"), {}),
    }


def _public(portal: Portal) -> dict[str, tuple[Callable, dict]]:
    citizen = Client()
    step = max(len(portal.slugs) // 4, 1)
    home, one = reverse("portal:home"), reverse("portal:municipality", args=[portal.slugs[len(portal.slugs) // 2]])
    four = "&".join(f"m={slug}" for slug in portal.slugs[::step][:4])
    cold = {"before": cache.clear}
    return {
        MUNICIPALITY_COLD: (partial(get, citizen, one), cold),
        MUNICIPALITY_WARM: (partial(get, citizen, one), {}),
        COMPARISON: (partial(get, citizen, f"{reverse('portal:compare')}?{four}"), cold),
        HOME_COLD: (partial(get, citizen, home), cold),
        HOME_WARM: (partial(get, citizen, home), {}),
        CONTRIBUTIONS: (partial(get, citizen, reverse("agenda_pages:contribution-list", args=[CODE])), {}),
        CONTRIBUTION: (partial(get, citizen, reverse("contributions:contribution", args=[CODE, "ID-0001"])), {}),
    }


def _length(question: Question) -> int:
    return 1 + len(question.options) + len(question.levels)


def typed(filling: Filling, question: Question) -> dict[str, object]:
    """Return the POST data of a question after its value was changed."""
    cell, name = filling.cells[question.code], question.code
    value, chance = cell.value, random.Random(name)
    while value == cell.value:
        value = value_of(question, chance)
    data: dict[str, object] = {f"{name}-version": str(cell.version)}
    data |= {f"{name}-links-{option}": "\n".join(urls) for option, urls in cell.links.items()}
    if question.type == NUMERIC and "/" in value:
        data[f"{name}-value-num"], data[f"{name}-value-den"] = value.split("/")
    else:
        data[f"{name}-value"] = value.split("|") if question.type == MULTI else value
    return data


def get(client: Client, address: str) -> bytes:
    response = client.get(address, HTTP_HOST=HOST)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return response.content


def _post(client: Client, address: str, data: dict, expected: int) -> bytes:
    response = client.post(address, data, HTTP_HOST=HOST)
    assert response.status_code == expected, f"{address} answered {response.status_code}"
    return response.content
