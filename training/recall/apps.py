from django.apps import AppConfig


class RecallConfig(AppConfig):
    name = "training.recall"
    verbose_name = "repasos de los cursos"

    def ready(self) -> None:
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from mail.choices import register
        from training.recall.actions import mail_kinds
        from training.recall.choices import TEXTS

        texts.register(*TEXTS)
        register(*mail_kinds.KINDS)
        registry.register(registry.KnownTask(f"{self.name}.tasks.make_recalls", "Enviar los repasos de los cursos"))
