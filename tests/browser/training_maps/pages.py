"""Training, pages: a course with an open cohort, one in preparation, counts that are shown and counts that are not."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.permissions import Role
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.accounts import make_user
from tests.factories.training import course_content, make_cohort, make_course, make_enrolment


def visits() -> Iterator[Visit]:
    today = timezone.localdate()
    course = make_course("P01")
    cohort = make_cohort(course, code="p-1", seats=30, starts_on=today, ends_on=today + timedelta(days=40))
    places = list(Municipality.objects.in_river_order()[:3])
    for number, place in ((6, places[0]), (3, places[1]), (7, places[2])):
        for _ in range(number):
            make_enrolment(cohort, make_user(), municipality=place)
    announced = [one | {"in_preparation": True} for one in course_content()["modules"]]
    make_course("P02", title="Publicar los contratos", modules=announced)
    yield Visit("training:catalogue", "/cursos/")
    yield Visit("training:catalogue", "/cursos/?q=contratos")
    yield Visit("training:catalogue", "/cursos/?q=xyz")
    yield Visit("training:course", "/cursos/P01/")
    yield Visit("training:course", "/cursos/P02/")
    yield Visit("training:course", "/cursos/P99/", status=404)
    yield Visit("training:question-list", "/cursos/preguntas/")
    yield Visit("training:data", "/cursos/datos/")
    yield Visit("training:teaching", "/docencia/", Role.COORDINATOR)
    yield Visit("training:board", "/formacion/", Role.COORDINATOR)
    yield Visit("training:board-municipality", f"/formacion/municipios/{places[0].slug}/", Role.COORDINATOR)
