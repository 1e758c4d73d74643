"""Courses: what they are, the cohorts that are open, and counts with small cells hidden."""

from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import public
from core.web.api import PagedQuery, PublicView, api_page, described, paged
from training.certificates.models import Certificate
from training.cohorts.models import Cohort, Enrolment
from training.courses.models import CourseVersion
from training.pages.api.serializers import CourseHead, CourseShape
from training.pages.exports.files import with_nulls
from training.pages.queries import open_data
from training.pages.queries.counts import course_counts
from training.pages.queries.courses import Listed, listed_course, listed_courses, with_words

# Raise it when the body for the same courses changes, so that cached answers expire.
REPRESENTATION = 1


class CourseView(PublicView):
    def state(self) -> str:
        """Four queries: what courses, cohorts, enrolments and certificates have come to; and the day, on which cohorts close."""
        seen = (
            timezone.localdate(),
            CourseVersion.objects.published().aggregate(n=Count("pk"), at=Max("published_at"), on=Max("reviewed_on")),
            Cohort.objects.public().aggregate(n=Count("pk"), at=Max("state_since"), revisions=Sum("revision")),
            Enrolment.objects.aggregate(n=Count("pk"), left=Count("withdrawn_at"), at=Max("withdrawn_at")),
            Certificate.objects.aggregate(n=Count("pk"), gone=Count("revoked_at"), replaced=Count("superseded_at")),
        )
        return f"{REPRESENTATION} {sha256(repr(seen).encode()).hexdigest()}"


class CoursesQuery(PagedQuery):
    q = serializers.CharField(required=False, max_length=80, help_text="Palabras que el curso dice.")


@public
@described("Los cursos publicados, por su código: las columnas del archivo CSV.")
class Courses(CourseView):
    query = CoursesQuery
    shape = paged(CourseHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        listed = listed_courses(timezone.localdate())
        found = with_words(listed, wanted["q"]) if "q" in wanted else listed
        return api_page(self.request, wanted, [_row(one) for one in found])


@public
@described(
    "Un curso: módulos, grupos abiertos, inscripciones y certificados por municipio.", code="Código de un curso."
)
class OneCourse(CourseView):
    shape = CourseShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        found = listed_course(code, timezone.localdate())
        if found is None:
            raise NotFound("No hay un curso publicado con ese código.")
        course = found.course
        return _row(found) | {
            "competences": course.competences, "pass_mark": int(course.pass_mark * 100), "parts": course.modules,
            "cohorts": [open_data.cohort_row(one) for one in found.cohorts],
            "people": [with_nulls(row) for row in open_data.people_rows(course_counts([code]))],
        }  # fmt: skip


def _row(one: Listed) -> dict[str, Any]:
    return with_nulls(open_data.course_row(one))
