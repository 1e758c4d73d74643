from django.apps import AppConfig


class AgendasConfig(AppConfig):
    name = "cocreation.agendas"
    verbose_name = "agendas"

    def ready(self) -> None:
        from cocreation.agendas.choices import ACT_DETAILS, ACTS
        from cocreation.agendas.models import Agenda
        from core import acts

        acts.register(acts.Acts(words=ACTS, named={Agenda: ("name",)}, details=ACT_DETAILS))
