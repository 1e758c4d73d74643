from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "diagnostics.exchange"
    verbose_name = "archivos de respuestas"

    def ready(self) -> None:
        from core import acts
        from core.task_log import registry
        from diagnostics.exchange.choices import ACT_DETAILS, ACTS

        acts.register(acts.Acts(words=ACTS, details=ACT_DETAILS))
        registry.register(
            registry.KnownTask("diagnostics.exchange.tasks.load_answers", "Cargar respuestas desde un archivo")
        )
