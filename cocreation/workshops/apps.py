from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "cocreation.workshops"
    verbose_name = "talleres"

    def ready(self) -> None:
        from cocreation.agendas.queries import manage
        from cocreation.workshops.choices import ACT_DETAILS, ACTS, PROCESS, REGISTRATION
        from cocreation.workshops.models import CardKit, Workshop
        from cocreation.workshops.queries.pages import pages_of_agenda
        from core import acts
        from core.process import steps
        from core.receipts import registry

        steps.register(PROCESS)
        acts.register(
            acts.Acts(
                words=ACTS, named={Workshop: ("title", "agenda__name"), CardKit: ("first", "last")}, details=ACT_DETAILS
            )
        )
        registry.register(registry.ReceiptKind(REGISTRATION, f"{self.name}.views.registrations.receipt_page"))
        manage.staff_pages.fill(pages_of_agenda)
