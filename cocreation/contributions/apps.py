from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from cocreation.agendas.actions.stages import on_stage_closed
        from cocreation.agendas.models import Contact
        from cocreation.contributions.actions import answers, mail_kinds
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
        from cocreation.contributions.choices.telling import ANSWERING, NOTICE_TEXTS, OWN, TEXTS
        from cocreation.contributions.models import Contribution, Merge
        from cocreation.contributions.queries.answers import count_waiting
        from cocreation.contributions.queries.origins import contribution_origins
        from core import acts, menus
        from core.process import steps
        from core.task_log import registry
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from mail.choices import register
        from notices import choices as notices

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        named = {Contribution: ("code", "agenda__name"), Merge: ("agenda__name",), Contact: ("agenda__name",)}
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))
        on_stage_closed.fill(answers.stage_closed)
        register(*mail_kinds.KINDS)
        notices.register(ANSWERING, OWN)
        texts.register(*TEXTS, *NOTICE_TEXTS)
        registry.register(
            registry.KnownTask("cocreation.contributions.tasks.send_digests", "Resumen semanal de las agendas"),
            registry.KnownTask("cocreation.contributions.tasks.end_merges", "Terminar las preguntas para unir aportes"),
        )
        menus.register(
            menus.Link(
                "contributions_to_answer", "Aportes por responder", "contributions:answer-queue", 62,
                permissions=(Permission.ANSWER_CONTRIBUTIONS,), count=count_waiting, count_label="aportes por responder",
                views=("contributions:answer-write", "contributions:merge-new", "contributions:merge-list"),
            )
        )  # fmt: skip
