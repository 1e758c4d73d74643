from django.apps import AppConfig, apps
from django.core import checks


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "archivos"

    def ready(self) -> None:
        from core.task_log.registry import KnownTask, register

        register(
            KnownTask("files.tasks.check_links", "Abrir las direcciones de las evidencias"),
            # What it is asked to open is asked for anew every hour, with another moment.
            KnownTask("files.tasks.check_links_of_site", "Abrir las direcciones de un sitio", may_repeat=False),
            KnownTask("files.tasks.check_stored_files", "Comprobar los archivos guardados"),
            KnownTask("files.tasks.sweep_stored_files", "Borrar los archivos que ya nadie usa"),
        )
        checks.register(files_are_registered)


def files_are_registered(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """The files of a model that is not registered would be swept as if no row named them."""
    from files.models import StoredContent
    from files.queries import SOURCES

    registered = {source.model for source in SOURCES}
    return [
        checks.Error(
            f"{model._meta.label} has private files and is not registered (files.queries.register).", id="files.E001"
        )
        for model in apps.get_models()
        if issubclass(model, StoredContent) and model not in registered
    ]
