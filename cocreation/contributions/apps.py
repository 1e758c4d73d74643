from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        from cocreation.agendas.queries import manage
        from cocreation.contributions.choices import (
            ACT_DETAILS,
            ACTS,
            COMMENT_PROCESS,
            CONTRIBUTION,
            PROCESS,
            TRACE_STEPS,
            CommentState,
            ContributionState,
            Outcome,
        )
        from cocreation.contributions.models import Contribution
        from cocreation.contributions.queries.origins import contribution_origins
        from cocreation.contributions.queries.stages import challenges_written_to, counts_of_stage, pages_of_agenda
        from core import acts
        from core.process import steps
        from core.trace import registry as traces

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        named = {Contribution: ("code", "agenda__name")}
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))
        manage.written_to.fill(challenges_written_to)
        manage.counts_of_stage.fill(counts_of_stage)
        manage.staff_pages.fill(pages_of_agenda)
