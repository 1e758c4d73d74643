from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    name = "diagnostics"
    verbose_name = "diagnósticos"

    def ready(self) -> None:
        from core import acts
        from diagnostics.choices import State
        from diagnostics.choices.acts import ACTS
        from diagnostics.models import Answer, Assessment, Evidence, Round
        from diagnostics.queries import corrections
        from diagnostics.queries.errata import corrections_of_assessment, corrections_of_round
        from diagnostics.queries.log import hidden_acts

        corrections.of_rounds.fill(corrections_of_round)
        corrections.of_assessments.fill(corrections_of_assessment)
        named = {
            Assessment: ("municipality__name", "round__name"),
            Answer: ("question__code", "assessment__municipality__name", "assessment__round__name"),
            Evidence: ("title", "file_name", "assessment__municipality__name"),
            Round: ("name",),
        }
        acts.register(acts.Acts(words=ACTS, named=named, values=dict(State.choices), hidden=hidden_acts))
