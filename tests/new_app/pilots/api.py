"""The address of the API that lists pilots."""

from typing import Any

from rest_framework import serializers

from accounts.access import public
from core.web.api import PublicView, described
from tests.new_app.pilots.models import Pilot


class PilotShape(serializers.Serializer):
    municipality = serializers.CharField(source="municipality.divipola")
    title = serializers.CharField()
    state = serializers.CharField()


class PilotsShape(serializers.Serializer):
    pilots = PilotShape(many=True)


@public
@described("Pilotos de los municipios.")
class Pilots(PublicView):
    shape = PilotsShape

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return {"pilots": Pilot.objects.with_context().order_by("pk")}

    def state(self) -> str:
        return " ".join(f"{pk}:{state}" for pk, state in Pilot.objects.order_by("pk").values_list("pk", "state"))
