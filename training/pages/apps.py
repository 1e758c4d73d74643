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
        from accounts.permissions import Permission
        from accounts.queries import personal
        from core.datasets import living
        from core.menus import Link, Menu, register
        from core.slots import on_demonstration
        from training.pages.actions import demonstration
        from training.pages.actions.personal import erase
        from training.pages.queries.catalogue import training_datasets
        from training.pages.queries.personal import erasure_of, rows_of

        living.register(training_datasets)
        on_demonstration.fill(demonstration.seed)
        personal.register(
            personal.Part(
                "formacion",
                "Cursos",
                rows_of,
                template="training/pages/components/erasure.html",
                seen=erasure_of,
                erase=erase,
            )
        )
        register(
            Link(
                "teaching", "Docencia", "training:teaching", 97, menu=Menu.MORE,
                permissions=(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES),
            ),
            Link(
                "training_board", "Formación", "training:board", 98, menu=Menu.MORE, permissions=(Permission.VIEW_TRAINING,),
                views=("training:board-municipality",),
            ),
        )  # fmt: skip
