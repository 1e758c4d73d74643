from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "territory"

    def ready(self) -> None:
        from core import acts
        from territory.choices import ACT_DETAILS, ACTS
        from territory.models import BoundarySource, Municipality

        named = {Municipality: ("name",), BoundarySource: ("attribution",)}
        acts.register(acts.Acts(words=ACTS, named=named, details=ACT_DETAILS))
