"""The boards of training: of who teaches, of the valley and of one municipality."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import municipalities_of, require_permission, requires
from accounts.permissions import Permission
from core.downloads import Column, Table, table_response
from territory.models import Municipality
from training.courses.models import CourseVersion
from training.courses.queries.versions import newest_versions
from training.pages.presenters.transfer import transfer_rows, transfer_sentence
from training.pages.queries.boards import courses_in, standings_of
from training.pages.queries.counts import HIDDEN, course_counts
from training.pages.queries.transfer import transfer_of
from training.recall.queries.retention import opinions_of, retention_of

PLACE, COURSE = Column("municipality", "Municipio"), Column("course", "Curso")
DEMO, OFFICE = Column("is_demo", "De demostración"), Column("office", "Dependencia")
ENROLLED, CERTIFIED = Column("enrolled", "Inscripciones"), Column("certified", "Certificados")


@require_safe
@requires(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)
def teaching(request: HttpRequest) -> HttpResponse:
    """Per cohort that one runs: who did nothing for a week, who failed twice, what waits for correction."""
    return render(request, "training/pages/teaching.html", {"rows": standings_of(request.user, timezone.localdate())})


@require_safe
@requires(Permission.VIEW_TRAINING)
def board(request: HttpRequest) -> HttpResponse:
    """The valley; who belongs to municipalities goes to theirs. `?formato=csv` or xlsx sends the table."""
    reach = municipalities_of(request.user, Permission.VIEW_TRAINING)
    if reach is not None:
        place = Municipality.objects.in_river_order().filter(pk__in=reach).first()
        if place is None:
            raise PermissionDenied
        return redirect("training:board-municipality", place.slug)
    counts = course_counts()
    if wanted := request.GET.get("formato"):
        rows = [
            [one.code, _yes(one.is_demo), str(row.place or "Sin dato"), _said(row.enrolled), _said(row.certified)]
            for one in counts
            for row in one.places
        ]
        return table_response(Table("formacion", "Formación", [COURSE, DEMO, PLACE, ENROLLED, CERTIFIED], rows), wanted)
    codes, versions = [one.code for one in counts], newest_versions()
    titles, kept, opinions = _titles(versions), retention_of(codes), opinions_of(codes)
    shown = [(titles.get(one.code, one.code), one, kept.get(one.code, []), opinions.get(one.code)) for one in counts]
    transfer = transfer_of(versions)
    context = {
        "rows": shown, "transfer": transfer, "transfer_rows": transfer_rows(transfer) if transfer else [],
        "transfer_sentence": transfer_sentence(transfer) if transfer else "",
    }  # fmt: skip
    return render(request, "training/pages/board.html", context)


@require_safe
@requires(Permission.VIEW_TRAINING)
def board_municipality(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Municipality, slug=slug)
    require_permission(request.user, Permission.VIEW_TRAINING, place)
    found = courses_in(place, course_counts())
    if wanted := request.GET.get("formato"):
        rows = [
            [one.count.code, _yes(one.count.is_demo), office.office, _said(office.certified)]
            for one in found
            for office in one.offices
        ]
        return table_response(
            Table(f"formacion-{place.slug}", f"Formación en {place}", [COURSE, DEMO, OFFICE, CERTIFIED], rows), wanted
        )
    titles = _titles(newest_versions())
    shown = [(titles.get(one.count.code, one.count.code), one) for one in found]
    context = {
        "place": place, "rows": shown, "sees_all": municipalities_of(request.user, Permission.VIEW_TRAINING) is None,
    }  # fmt: skip
    return render(request, "training/pages/board_municipality.html", context)


def _titles(versions: list[CourseVersion]) -> dict[str, str]:
    return {version.course.code: version.title for version in versions}


def _said(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def _yes(is_so: bool) -> str:
    return "si" if is_so else "no"
