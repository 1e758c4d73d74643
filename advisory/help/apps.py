from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "advisory.help"
    label = "advisory_help"
    verbose_name = "ayuda en las preguntas"

    def ready(self) -> None:
        from advisory.help.presenters.practices import practices_as_help
        from advisory.help.presenters.twins import twins_as_help
        from core.slots import help_items

        help_items.fill(practices_as_help)
        help_items.fill(twins_as_help)
