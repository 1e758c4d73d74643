from django.apps import AppConfig


class AgendasConfig(AppConfig):
    name = "cocreation.agendas"
    verbose_name = "agendas"

    def ready(self) -> None:
        from cocreation.agendas.choices import ACT_DETAILS, ACTS
        from cocreation.agendas.choices.stages import PROCESS, table_page
        from cocreation.agendas.models import Agenda, Stage
        from core import acts
        from core.process import steps
        from core.task_log import registry

        steps.register(PROCESS)
        registry.register(
            registry.KnownTask("cocreation.agendas.tasks.close_passed_stages", "Cerrar las etapas que terminaron")
        )
        steps.register_section(table_page)
        acts.register(
            acts.Acts(words=ACTS, named={Agenda: ("name",), Stage: ("code", "agenda__name")}, details=ACT_DETAILS)
        )
