from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.core import checks

        from core import acts
        from core.web.checks import broker_apart, failure_pages, static_files

        acts.register(acts.Acts(words={"open_data.written": "Archivos de datos abiertos escritos"}))
        for check in (broker_apart, failure_pages, static_files):
            checks.register(check, deploy=True)
