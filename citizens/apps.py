from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "citizens"
    verbose_name = "ciudadanía"

    def ready(self) -> None:
        from citizens.choices import ACTS
        from citizens.models import Feedback
        from core import acts

        acts.register(acts.Acts(words=ACTS, named={Feedback: ("title",)}))
