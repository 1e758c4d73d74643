from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages, open data and API of agendas, composed of the rooms below. Owns no tables."""

    name = "cocreation.pages"
    label = "agenda_pages"
    verbose_name = "páginas de las agendas"

    def ready(self) -> None:
        from cocreation.pages.actions import demonstration
        from cocreation.pages.queries.catalogue import agenda_datasets
        from core.datasets import living
        from core.slots import on_demonstration

        living.register(agenda_datasets)
        on_demonstration.fill(demonstration.seed)
