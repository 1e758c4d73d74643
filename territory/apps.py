from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "territory"

    def ready(self) -> None:
        from core import acts
        from territory.choices import ACTS

        acts.register(acts.Acts(words=ACTS))
