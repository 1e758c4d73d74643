"""Cost of co-creation at its own sizes, whatever the number of municipalities: reading, ranking and its stability."""

from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.agendas import fill_agenda, fill_votes
from benchmarks.meter import Cost, cost, queries
from benchmarks.pages import get
from cocreation.agendas.models import Vote
from cocreation.agendas.queries.priorities import challenges_of, tally_of, votes_of
from cocreation.ranking.places import ranking
from cocreation.ranking.stability import stability
from territory.models import Municipality

SMALL, LARGE, VOTES, CHALLENGES, VOTERS, PLACES = 1_000, 10_000, 400_000, 100, 200, 5
LIST, DETAIL = "list of contributions", "one contribution"
OF_STABILITY = 60  # challenges


@dataclass(frozen=True)
class CoCreation:
    """`pages`: by name and number of contributions, ten comments each. `ranking`: from `votes` votes, with its statements."""

    pages: dict[tuple[str, int], Cost]
    ranking: Cost
    votes: int
    statements: list[str]
    stability: Cost


def measure(runs: int) -> CoCreation:
    places = list(Municipality.objects.order_by("pk")[:10])
    pages = {}
    for size in (SMALL, LARGE):
        code = f"AG-{size}"
        fill_agenda(places, code=code, count=size)
        _analyze()
        addresses = {
            LIST: reverse("agenda_pages:contribution-list", args=[code]),
            DETAIL: reverse("contributions:contribution", args=[code, "ID-0001"]),
        }
        pages |= {(name, size): cost(partial(get, Client(), path), runs=runs) for name, path in addresses.items()}
    agenda = fill_votes(places, code="AG-VOTOS", challenges=CHALLENGES, votes=VOTES)
    _analyze()
    with queries() as statements:
        ranked = ranking(challenges_of(agenda), tally_of(agenda))
    assert all(row.place for row in ranked), "every challenge has votes in every criterion"
    small = fill_votes(places, code="AG-SESION", challenges=OF_STABILITY, votes=OF_STABILITY * VOTERS * 3)
    challenges, cast = challenges_of(small), votes_of(small)
    return CoCreation(
        pages=pages,
        ranking=cost(lambda: ranking(challenges_of(agenda), tally_of(agenda)), runs=runs),
        votes=Vote.objects.filter(challenge__agenda=agenda).count(),
        statements=list(statements),
        stability=cost(lambda: stability(challenges, cast, PLACES), runs=min(runs, 3)),
    )


def _analyze() -> None:
    """Query plans as in production, not as for a table just written."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
