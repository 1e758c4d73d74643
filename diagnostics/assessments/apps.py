from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "diagnostics.assessments"
    verbose_name = "diagnósticos"

    def ready(self) -> None:
        from core import acts, process
        from diagnostics.assessments.choices import ACTS, PROCESS, State
        from diagnostics.assessments.models import Answer, Assessment, Evidence, Round

        named = {
            Assessment: ("municipality__name", "round__name"),
            Answer: ("question__code", "assessment__municipality__name", "assessment__round__name"),
            Evidence: ("title", "file_name", "assessment__municipality__name"),
            Round: ("name",),
        }
        process.register(PROCESS)
        acts.register(acts.Acts(words=ACTS, named=named, values=dict(State.choices)))
