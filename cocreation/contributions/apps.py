from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        from accounts.permissions import Permission
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
        from cocreation.contributions.choices.moderation import MODERATION, NOTICE_TEXTS
        from cocreation.contributions.models import Comment, Contribution
        from cocreation.contributions.queries.moderation import waiting_total
        from cocreation.contributions.queries.origins import contribution_origins
        from cocreation.contributions.queries.stages import challenges_written_to, counts_of_stage, pages_of_agenda
        from core import acts, menus
        from core.process import steps
        from core.task_log import registry
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from notices import choices as notices

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        named = {Contribution: ("code", "agenda__name"), Comment: ("contribution__code", "contribution__agenda__name")}
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))
        manage.written_to.fill(challenges_written_to)
        manage.counts_of_stage.fill(counts_of_stage)
        manage.staff_pages.fill(pages_of_agenda)
        notices.register(MODERATION)
        texts.register(*NOTICE_TEXTS)
        task = "cocreation.contributions.tasks.warn_of_late_moderation"
        registry.register(registry.KnownTask(task, "Avisar de lo que espera moderación con el término vencido"))
        menus.register(
            menus.Link(
                "moderation", "Moderación", "contributions:moderation-queue", 62, count=waiting_total,
                permissions=(Permission.MODERATE_CONTRIBUTIONS,), count_label="por moderar",
            )
        )  # fmt: skip
