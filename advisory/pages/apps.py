from django.apps import AppConfig


class AdvisoryPagesConfig(AppConfig):
    """Public pages, open data and API of advice, composed of the rooms below. Owns no tables."""

    name = "advisory.pages"
    label = "advisory_pages"
    verbose_name = "asesoría y aprendizaje"

    def ready(self) -> None:
        from advisory.pages.queries import found
        from advisory.pages.queries.catalogue import practice_datasets
        from core.datasets import living
        from core.search import sources

        living.register(practice_datasets)
        sources.register(sources.Source("practicas", "Buenas prácticas", 60, found.rows, found.shown))
