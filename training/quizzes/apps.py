from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "training.quizzes"
    verbose_name = "pruebas"

    def ready(self) -> None:
        from core.task_log import registry

        registry.register(
            registry.KnownTask("training.quizzes.tasks.hand_in_overdue", "Entregar las pruebas cuyo tiempo pasó")
        )
