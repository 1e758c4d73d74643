from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "advisory.practices"
    verbose_name = "buenas prácticas"

    def ready(self) -> None:
        from advisory.practices.choices import ACT_DETAILS, ACTS, PRACTICE, PROCESS, STEPS, PracticeState
        from advisory.practices.models import Practice
        from advisory.practices.queries.public import practice_origins
        from core import acts
        from core.process import steps
        from core.trace import registry as traces

        steps.register(PROCESS)
        values = dict(PracticeState.choices)
        acts.register(acts.Acts(words=ACTS, named={Practice: ("code", "title")}, details=ACT_DETAILS, values=values))
        traces.register(traces.TracedKind(PRACTICE, STEPS, practice_origins))
