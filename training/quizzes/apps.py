from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "training.quizzes"
    verbose_name = "pruebas"

    def ready(self) -> None:
        from core import acts
        from core.task_log import registry
        from training.quizzes.choices import ACT_DETAILS, ACTS
        from training.quizzes.models import Attempt

        acts.register(
            acts.Acts(words=ACTS, named={Attempt: ("enrolment__cohort__code", "module")}, details=ACT_DETAILS)
        )
        registry.register(
            registry.KnownTask("training.quizzes.tasks.hand_in_overdue", "Entregar las pruebas cuyo tiempo pasó")
        )
