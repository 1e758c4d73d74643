from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "training.assignments"
    verbose_name = "tareas de los cursos"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts
        from core.menus import Link, register
        from core.process import steps
        from core.versioned_text import registry as texts
        from files.queries import FileSource
        from files.queries import register as register_files
        from training.assignments.choices import ACT_DETAILS, ACTS, PROCESS
        from training.assignments.choices.telling import NOTICE_TEXTS
        from training.assignments.models import Work, WorkFile
        from training.assignments.queries.works import count_works_waiting, owners_of_files

        steps.register(PROCESS)
        acts.register(acts.Acts(words=ACTS, named={Work: ("enrolment__cohort__code", "module")}, details=ACT_DETAILS))
        texts.register(*NOTICE_TEXTS)
        register_files(FileSource(WorkFile, owners_of_files))
        register(
            Link(
                "works", "Tareas", "assignments:work-list", 67, count=count_works_waiting,
                permissions=(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES), count_label="tareas por corregir",
            )
        )  # fmt: skip
