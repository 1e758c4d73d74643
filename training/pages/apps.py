from django.apps import AppConfig


class TrainingPagesConfig(AppConfig):
    """Public pages, boards, open data and API of training, composed of the rooms below. Owns no tables."""

    name = "training.pages"
    label = "training_pages"
    verbose_name = "formación"
    indicator_sources = {
        "IND-19": "training.pages.queries.indicators.certified_people",
        "IND-20": "training.pages.queries.indicators.completed_enrolments",
    }

    def ready(self) -> None:
        from core.datasets import living
        from core.slots import on_demonstration
        from training.pages.actions import demonstration
        from training.pages.queries.catalogue import training_datasets

        living.register(training_datasets)
        on_demonstration.fill(demonstration.seed)
