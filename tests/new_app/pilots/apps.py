from django.apps import AppConfig


class PilotsConfig(AppConfig):
    name = "tests.new_app.pilots"
    label = "pilots"
    verbose_name = "pilotos"
    indicator_sources = {"IND-99": "tests.new_app.pilots.queries.running"}
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus, slots
        from core.datasets import registry
        from core.process import steps
        from notices import choices as notices
        from tests.new_app.pilots.choices import ACTS, KIND, PROCESS
        from tests.new_app.pilots.models import Pilot
        from tests.new_app.pilots.queries import SOURCE

        steps.register(PROCESS)
        acts.register(acts.Acts(words=ACTS, named={Pilot: ("title",)}))
        notices.register(KIND)
        registry.register(SOURCE)
        menus.register(menus.Link("pilots", "Pilotos", "pilots:list", 45, permissions=(Permission.VIEW_BOARD,)))
        slots.register_fragment("board", "Pilotos del ciclo", "pilots:of-round")
