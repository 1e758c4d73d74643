from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        self.register_words()
        self.register_work()
        self.fill_slots()

    def register_words(self) -> None:
        from cocreation.contributions.actions import mail_kinds
        from cocreation.contributions.choices import (
            ACT_DETAILS,
            ACTS,
            COMMENT_PROCESS,
            PROCESS,
            TEXTS,
            CommentState,
            ContributionState,
            Outcome,
        )
        from cocreation.contributions.choices.moderation import MODERATION, NOTICE_TEXTS
        from cocreation.contributions.models import Comment, Contribution
        from core import acts
        from core.process import steps
        from core.versioned_text import registry as texts
        from mail.choices import register as register_mails
        from notices import choices as notices

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        named = {Contribution: ("code", "agenda__name"), Comment: ("contribution__code", "contribution__agenda__name")}
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        notices.register(MODERATION)
        texts.register(*NOTICE_TEXTS, *TEXTS)
        register_mails(*mail_kinds.KINDS)

    def register_work(self) -> None:
        from accounts.permissions import Permission
        from cocreation.contributions.queries.moderation import waiting_total
        from core import menus
        from core.task_log import registry

        tasks = "cocreation.contributions.tasks"
        registry.register(
            registry.KnownTask(
                f"{tasks}.warn_of_late_moderation", "Avisar de lo que espera moderación con el término vencido"
            ),
            registry.KnownTask(f"{tasks}.forget_contacts", "Borrar correos de agendas que terminaron"),
            registry.KnownTask(f"{tasks}.forget_unconfirmed", "Borrar aportes sin confirmar"),
        )
        menus.register(
            menus.Link(
                "moderation", "Moderación", "contributions:moderation-queue", 62, count=waiting_total,
                permissions=(Permission.MODERATE_CONTRIBUTIONS,), count_label="por moderar",
            )
        )  # fmt: skip

    def fill_slots(self) -> None:
        from cocreation.agendas.queries import manage
        from cocreation.contributions.choices import CARD, CONTRIBUTION, TRACE_STEPS
        from cocreation.contributions.presenters.receipts import opened_card, opened_contribution
        from cocreation.contributions.queries.origins import contribution_origins
        from cocreation.contributions.queries.stages import challenges_written_to, counts_of_stage, pages_of_agenda
        from core.receipts import registry as receipts
        from core.trace import registry as traces

        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))
        receipts.register(
            receipts.ReceiptKind(CONTRIBUTION, opened_contribution), receipts.ReceiptKind(CARD, opened_card)
        )
        manage.written_to.fill(challenges_written_to)
        manage.counts_of_stage.fill(counts_of_stage)
        manage.staff_pages.fill(pages_of_agenda)
