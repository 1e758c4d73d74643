from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "diagnostics.instruments"
    verbose_name = "instrumentos"

    def ready(self) -> None:
        from core import acts
        from diagnostics.instruments.choices import ACTS

        acts.register(acts.Acts(words=ACTS))
