from django.apps import AppConfig, apps
from django.core import checks


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "archivos"

    def ready(self) -> None:
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
