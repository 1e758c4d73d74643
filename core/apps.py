from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import acts

        acts.register(acts.Acts(words={"open_data.written": "Archivos de datos abiertos escritos"}))
