"""The routes of data/courses/routes.yaml as rows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core import audit
from training.courses.loaders.routes import RouteFields
from training.courses.models import Route


@transaction.atomic
def load_routes(*, routes: Sequence[RouteFields], at: datetime, by=None) -> int:
    """Make the rows those of the file; returns how many changed, with those taken out."""
    stored = {route.code: route for route in Route.objects.select_for_update()}
    gone = stored.keys() - {route.code for route in routes}
    changed = 0
    for position, fields in enumerate(routes):
        route = stored.get(fields.code) or Route(code=fields.code)
        wanted = (fields.title, fields.audience, list(fields.courses), position)
        if route.pk and (route.title, route.audience, route.courses, route.position) == wanted:
            continue
        route.title, route.audience, route.courses, route.position = wanted
        route.save()
        changed += 1
        audit.record(by=by, verb="route.loaded", target=route, at=at, data={"courses": list(fields.courses)})
    Route.objects.filter(code__in=gone).delete()
    return changed + len(gone)
