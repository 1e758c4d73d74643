from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "territory"

    def ready(self) -> None:
        from core import acts
        from territory.choices import ACT_DETAILS, ACTS

        acts.register(acts.Acts(words=ACTS, details=ACT_DETAILS))
