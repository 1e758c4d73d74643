"""The indicators that training is the source of (core.indicators.sources).

What is shown of them hides small cells: whoever shows a count does it (core.small_cells).
"""

from collections import Counter
from datetime import date

from django.db.models import Q

from core.indicators.sources import Count, months_before
from territory.models import Municipality
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.pages.queries.counts import valid_certificates

MONTHS, LEAST_HOURS = 24, 8
INVENTED = Q(cohort__is_demonstration=True) | Q(cohort__version__is_demonstration=True)


def certified_people(
    municipality: Municipality | None, starts_on: date, ends_on: date, *, is_demo: bool = False
) -> Count:
    """IND-19: people whose certificates of the 24 months up to `ends_on` add up to 8 hours or more.

    Without a denominator: the town hall types its staff. `municipality`: where they worked when they enrolled; None: all. One
    query.
    """
    rows = valid_certificates().filter(
        is_demonstration=is_demo, issued_on__gt=months_before(ends_on, MONTHS), issued_on__lte=ends_on
    )
    if municipality is not None:
        rows = rows.filter(enrolment__municipality=municipality)
    issued = list(rows.order_by("pk").values_list("pk", "user", "hours"))
    hours: Counter[int] = Counter()
    for _, user, number in issued:
        hours[user] += number
    people = {user for user, number in hours.items() if number >= LEAST_HOURS}
    inputs = tuple(f"certificates.certificate:{pk}" for pk, user, _ in issued if user in people)
    return Count(len(people), None, inputs)


def completed_enrolments(
    municipality: Municipality | None, starts_on: date, ends_on: date, *, is_demo: bool = False
) -> Count:
    """IND-20: of the enrolments whose cohort ended in the period, those that were certified. Two queries."""
    rows = Enrolment.objects.active().filter(
        INVENTED if is_demo else ~INVENTED,
        cohort__state=CohortState.ENDED,
        cohort__ended_at__date__range=(starts_on, ends_on),
    )
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    ended = list(rows.order_by("pk").values_list("pk", flat=True))
    certified = dict(valid_certificates().filter(enrolment__in=rows).order_by("pk").values_list("pk", "enrolment"))
    inputs = [f"cohorts.enrolment:{pk}" for pk in ended] + [f"certificates.certificate:{pk}" for pk in certified]
    return Count(len(set(certified.values())), len(ended), tuple(inputs))
