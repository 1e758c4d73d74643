from django.apps import AppConfig


class AgendasConfig(AppConfig):
    name = "cocreation.agendas"
    verbose_name = "agendas"
    indicator_sources = {"IND-21": "cocreation.agendas.queries.indicators.challenges_with_pilot"}

    def ready(self) -> None:
        from accounts.permissions import Permission
        from cocreation.agendas.actions.results import freeze_closed
        from cocreation.agendas.actions.stages import on_stage_closed
        from cocreation.agendas.choices import ACT_DETAILS, ACTS, CHALLENGE, TRACE_STEPS
        from cocreation.agendas.choices.stages import PROCESS, StageCode, table_page
        from cocreation.agendas.models import Agenda, Challenge, Stage
        from cocreation.agendas.queries.manage import waits_for_facilitation
        from cocreation.agendas.queries.pilots import challenge_origins
        from core import acts, menus
        from core.process import steps
        from core.task_log import registry
        from core.trace import registry as traces

        steps.register(PROCESS)
        registry.register(
            registry.KnownTask("cocreation.agendas.tasks.close_passed_stages", "Cerrar las etapas que terminaron"),
            registry.KnownTask("cocreation.agendas.tasks.freeze_result", "Congelar el resultado de una priorización"),
        )
        on_stage_closed.fill(freeze_closed)
        steps.register_section(table_page)
        acts.register(
            acts.Acts(
                words=ACTS, values=dict(StageCode.choices), details=ACT_DETAILS,
                named={Agenda: ("name",), Stage: ("code", "agenda__name"), Challenge: ("code", "agenda__name")},
            )
        )  # fmt: skip
        traces.register(traces.TracedKind(CHALLENGE, TRACE_STEPS, challenge_origins))
        menus.register(
            menus.Link(
                "agendas", "Agendas", "agendas:agenda-list", 50, permissions=(Permission.MANAGE_AGENDAS,),
                count=waits_for_facilitation, count_label="devoluciones por publicar",
            )
        )  # fmt: skip
