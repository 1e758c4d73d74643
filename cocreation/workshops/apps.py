from django.apps import AppConfig
from django.utils.module_loading import import_string


def _receipt_page(request, subject_id: int):
    """Views are named, not imported, as by URLs."""
    return import_string("cocreation.workshops.views.registrations.receipt_page")(request, subject_id)


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
        registry.register(registry.ReceiptKind(REGISTRATION, _receipt_page))
        manage.staff_pages.fill(pages_of_agenda)
