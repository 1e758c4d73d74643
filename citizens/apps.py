from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "citizens"
    verbose_name = "ciudadanía"

    def ready(self) -> None:
        from citizens.actions import mail_kinds
        from citizens.choices import ACTS, PROCESS
        from citizens.models import Feedback
        from core import acts
        from core.process import steps
        from mail.choices import register

        steps.register(PROCESS)
        acts.register(acts.Acts(words=ACTS, named={Feedback: ("title",)}))
        register(*mail_kinds.KINDS)
