from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "cocreation.agreements"
    verbose_name = "acuerdos"

    def ready(self) -> None:
        from cocreation.agendas.queries import manage
        from cocreation.agreements import choices
        from cocreation.agreements.choices import ACT_DETAILS, ACTS, AGREEMENT, PROCESS, TRACE_STEPS, ItemState
        from cocreation.agreements.models import AgreedItem
        from cocreation.agreements.queries.items import item_origins, pages_of_agenda
        from core import acts
        from core.process import steps
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from notices import choices as notices

        steps.register(PROCESS)
        acts.register(
            acts.Acts(
                words=ACTS, named={AgreedItem: ("code", "title", "agenda__name")}, values=dict(ItemState.choices),
                details=ACT_DETAILS,
            )
        )  # fmt: skip
        traces.register(traces.TracedKind(AGREEMENT, TRACE_STEPS, item_origins))
        notices.register(choices.ACCEPTING)
        texts.register(choices.ITEM_TOLD)
        manage.staff_pages.fill(pages_of_agenda)
