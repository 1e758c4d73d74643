from django.http import HttpRequest, HttpResponse

from accounts.access import requires
from accounts.permissions import Permission
from tests.new_app.pilots.models import Pilot


@requires(Permission.VIEW_BOARD)
def pilot_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Pilot.objects.visible_to(request.user).count()} pilotos")


@requires(Permission.VIEW_BOARD)
def pilots_of_round(request: HttpRequest, code: str) -> HttpResponse:
    return pilot_list(request)
