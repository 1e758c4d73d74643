"""The indicators that agendas are the source of (core.indicators.sources)."""

from datetime import date

from cocreation.agendas.models import Challenge, ChallengePilot
from core.indicators.sources import Count, months_before
from territory.models import Municipality

MONTHS = 24


def challenges_with_pilot(
    municipality: Municipality | None, starts_on: date, ends_on: date, *, is_demo: bool = False
) -> Count:
    """IND-21: of the challenges opened in the 24 months up to `ends_on`, those with a pilot that had begun by then.

    A challenge opens with its agenda's publication. `municipality`: only challenges that name it;
    None: all. The window ends with the period, however long that is. Two queries.
    """
    opened = Challenge.objects.filter(
        agenda__is_demo=is_demo, agenda__published_at__date__gt=months_before(ends_on, MONTHS),
        agenda__published_at__date__lte=ends_on,
    )  # fmt: skip
    if municipality is not None:
        opened = opened.filter(municipalities=municipality)
    pilots = ChallengePilot.objects.standing().filter(challenge__in=opened, started_on__lte=ends_on).order_by("pk")
    tried = list(pilots.values_list("pk", "challenge"))
    counted = sorted(opened.values_list("pk", flat=True))
    inputs = [f"agendas.challenge:{pk}" for pk in counted] + [f"agendas.challengepilot:{pk}" for pk, _ in tried]
    return Count(len({challenge for _, challenge in tried}), len(counted), tuple(inputs))
