"""What search engines read of a course: JSON-LD in the words of schema.org."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from core.web.addresses import absolute
from training.cohorts.models import Cohort
from training.pages.queries.courses import Listed

SCHEMA = "https://schema.org"
Node = dict[str, Any]


def courses_of(listed: list[Listed]) -> Node:
    """The catalogue as a list of courses."""
    items = [
        {"@type": "ListItem", "position": number, "item": _course(one)} for number, one in enumerate(listed, start=1)
    ]
    return {"@context": SCHEMA, "@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


def course_of(one: Listed) -> Node:
    """A course with the cohorts in which one may enrol now."""
    node = {"@context": SCHEMA} | _course(one)
    if one.cohorts:
        node["hasCourseInstance"] = [_instance(cohort, one) for cohort in one.cohorts]
    return node


def _course(one: Listed) -> Node:
    node = {
        "@type": "Course",
        "name": one.course.title,
        "description": one.course.summary or one.course.title,
        "courseCode": one.code,
        "version": one.version.version,
        "url": absolute(reverse("training:course", args=[one.code])),
        "inLanguage": "es-CO",
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": settings.PUBLISHER_NAME, "url": settings.SITE_URL},
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "COP"},
        "timeRequired": f"PT{one.course.hours}H",
    }
    if one.course.competences:
        node["teaches"] = list(one.course.competences)
    if one.course.in_preparation:
        node["creativeWorkStatus"] = "Incomplete"
    elif not one.course.is_demonstration:
        node["educationalCredentialAwarded"] = f"Certificado de {one.course.hours} horas"
    return node


def _instance(cohort: Cohort, one: Listed) -> Node:
    return {
        "@type": "CourseInstance",
        "name": cohort.name,
        "url": absolute(cohort.get_absolute_url()),
        "courseMode": "Blended",
        "startDate": cohort.starts_on.isoformat(),
        "endDate": cohort.ends_on.isoformat(),
        "courseWorkload": f"PT{one.course.hours}H",
        "inLanguage": "es-CO",
    }
