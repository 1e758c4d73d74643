from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        from cocreation.contributions.actions import mail_kinds
        from cocreation.contributions.choices import (
            ACT_DETAILS,
            ACTS,
            CARD,
            COMMENT_PROCESS,
            CONTRIBUTION,
            PROCESS,
            TEXTS,
            TRACE_STEPS,
            CommentState,
            ContributionState,
            Outcome,
        )
        from cocreation.contributions.models import Contribution
        from cocreation.contributions.presenters.receipts import opened_card, opened_contribution
        from cocreation.contributions.queries.origins import contribution_origins
        from core import acts
        from core.process import steps
        from core.receipts import registry as receipts
        from core.task_log import registry as tasks
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from mail.choices import register

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        named = {Contribution: ("code", "agenda__name")}
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))
        register(*mail_kinds.KINDS)
        texts.register(*TEXTS)
        tasks.register(
            tasks.KnownTask(
                "cocreation.contributions.tasks.forget_contacts", "Borrar correos de agendas que terminaron"
            ),
            tasks.KnownTask("cocreation.contributions.tasks.forget_unconfirmed", "Borrar aportes sin confirmar"),
        )
        receipts.register(
            receipts.ReceiptKind(CONTRIBUTION, opened_contribution), receipts.ReceiptKind(CARD, opened_card)
        )
