from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "training.cohorts"
    verbose_name = "grupos de los cursos"

    def ready(self) -> None:
        self.register_words()
        self.register_messages()
        self.register_work()

    def register_words(self) -> None:
        from core import acts
        from core.process import steps
        from training.cohorts.choices import ACT_DETAILS, ACTS, PROCESS, AttendanceSource
        from training.cohorts.models import Cohort, Enrolment, LiveSession

        steps.register(PROCESS)
        named = {
            Cohort: ("name", "version__title"), Enrolment: ("cohort__code",), LiveSession: ("title", "cohort__code"),
        }  # fmt: skip
        acts.register(acts.Acts(words=ACTS, named=named, values=dict(AttendanceSource.choices), details=ACT_DETAILS))

    def register_messages(self) -> None:
        from core.versioned_text import registry as texts
        from mail.choices import register as register_mails
        from notices import choices as notices
        from training.cohorts.actions import mail_kinds
        from training.cohorts.choices import telling

        notices.register(telling.OWN, telling.SILENCE, telling.TEACHING)
        texts.register(*telling.TEXTS, *telling.NOTICE_TEXTS)
        register_mails(*mail_kinds.KINDS)

    def register_work(self) -> None:
        from accounts.permissions import Permission
        from core.menus import Link, register
        from core.task_log import registry
        from training.cohorts.queries.cohorts import count_make_ups_waiting

        tasks = {
            "end_passed_cohorts": "Terminar los grupos cuyo último día pasó",
            "remind_of_cohorts": "Recordar inicios, sesiones y cursos a medias",
            "forget_cohort_invitations": "Borrar correos invitados a grupos que terminaron",
        }
        registry.register(*(registry.KnownTask(f"{self.name}.tasks.{name}", label) for name, label in tasks.items()))
        register(
            Link(
                "cohorts", "Grupos", "cohorts:cohort-list", 66, count=count_make_ups_waiting,
                permissions=(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES), count_label="reposiciones por responder",
            )
        )  # fmt: skip
