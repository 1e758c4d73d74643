from django.apps import AppConfig


class RecallConfig(AppConfig):
    name = "training.recall"
    verbose_name = "repasos de los cursos"

    def ready(self) -> None:
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from mail.choices import register
        from training.learning.queries.opinions import opinion_of
        from training.recall.actions import mail_kinds
        from training.recall.choices import TEXTS
        from training.recall.queries.satisfaction import links_of

        texts.register(*TEXTS)
        opinion_of.fill(links_of)
        register(*mail_kinds.KINDS)
        registry.register(registry.KnownTask(f"{self.name}.tasks.make_recalls", "Enviar los repasos de los cursos"))
