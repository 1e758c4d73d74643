from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "cocreation.contributions"
    verbose_name = "aportes"

    def ready(self) -> None:
        self.register_words()
        self.register_messages()
        self.register_work()
        self.register_files()
        self.fill_slots()

    def register_words(self) -> None:
        from cocreation.agendas.models import Contact
        from cocreation.contributions.choices import (
            ACT_DETAILS,
            ACTS,
            ANSWER_REVIEW_PROCESS,
            COMMENT_PROCESS,
            CONTRIBUTION,
            PROCESS,
            TRACE_STEPS,
            AnswerReviewState,
            CommentState,
            ContributionState,
            Outcome,
        )
        from cocreation.contributions.models import AnswerReview, Comment, Contribution, Merge
        from cocreation.contributions.queries.origins import contribution_origins
        from core import acts
        from core.process import steps
        from core.trace import registry as traces

        steps.register(PROCESS)
        steps.register(COMMENT_PROCESS)
        steps.register(ANSWER_REVIEW_PROCESS)
        values = dict(ContributionState.choices) | dict(CommentState.choices) | dict(Outcome.choices)
        values |= dict(AnswerReviewState.choices)
        named = {
            Contribution: ("code", "agenda__name"), Comment: ("contribution__code", "contribution__agenda__name"),
            Merge: ("agenda__name",), Contact: ("agenda__name",),
            AnswerReview: ("answer__contribution__code", "answer__contribution__agenda__name"),
        }  # fmt: skip
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        traces.register(traces.TracedKind(CONTRIBUTION, TRACE_STEPS, contribution_origins))

    def register_messages(self) -> None:
        from cocreation.contributions.actions import code_mail, mail_kinds
        from cocreation.contributions.choices import TEXTS, moderation, telling
        from core.versioned_text import registry as texts
        from mail.choices import register as register_mails
        from notices import choices as notices

        notices.register(moderation.MODERATION, telling.ANSWERING, telling.OWN)
        texts.register(*TEXTS, *telling.TEXTS, *moderation.NOTICE_TEXTS, *telling.NOTICE_TEXTS)
        register_mails(*code_mail.KINDS, *mail_kinds.KINDS)

    def register_work(self) -> None:
        from accounts.permissions import Permission
        from cocreation.contributions.queries.answers import count_waiting
        from cocreation.contributions.queries.moderation import waiting_total
        from core.menus import Link, register
        from core.task_log import registry

        tasks = {
            "warn_of_late_moderation": "Avisar de lo que espera moderación con el término vencido",
            "forget_contacts": "Borrar correos y archivos sin publicar de agendas que terminaron",
            "forget_unconfirmed": "Borrar aportes sin confirmar",
            "send_digests": "Resumen semanal de las agendas",
            "end_merges": "Terminar las preguntas para unir aportes",
        }
        registry.register(
            *(registry.KnownTask(f"cocreation.contributions.tasks.{name}", label) for name, label in tasks.items())
        )
        register(
            Link(
                "moderation", "Moderación", "contributions:moderation-queue", 62, count=waiting_total,
                permissions=(Permission.MODERATE_CONTRIBUTIONS,), count_label="por moderar",
            ),
            Link(
                "contributions_to_answer", "Aportes por responder", "contributions:answer-queue", 63,
                permissions=(Permission.ANSWER_CONTRIBUTIONS,), count=count_waiting, count_label="aportes por responder",
                views=("contributions:answer-write", "contributions:merge-new", "contributions:merge-list"),
            ),
        )  # fmt: skip

    def register_files(self) -> None:
        from cocreation.contributions.models import Attachment
        from cocreation.contributions.queries.attachments import owners_of_files
        from files.queries import FileSource, register

        register(FileSource(Attachment, owners_of_files))

    def fill_slots(self) -> None:
        from accounts.queries import personal
        from cocreation.agendas.actions.stages import on_stage_closed
        from cocreation.agendas.queries import manage
        from cocreation.contributions.actions import answers, telling
        from cocreation.contributions.actions.moderation import on_decided, on_text_changed
        from cocreation.contributions.choices import CARD, CONTRIBUTION
        from cocreation.contributions.queries.mine import agendas_of
        from cocreation.contributions.queries.own_data import data_of_account
        from cocreation.contributions.queries.stages import challenges_written_to, counts_of_stage, pages_of_agenda
        from core.receipts.registry import ReceiptKind, register

        pages = f"{self.name}.views.receipts"
        register(ReceiptKind(CONTRIBUTION, f"{pages}.opened_contribution"), ReceiptKind(CARD, f"{pages}.opened_card"))
        template = "cocreation/contributions/components/erasure.html"
        personal.register(
            personal.Part("agendas", "Agendas ciudadanas", data_of_account, template=template, seen=agendas_of)
        )
        manage.written_to.fill(challenges_written_to)
        manage.counts_of_stage.fill(counts_of_stage)
        manage.staff_pages.fill(pages_of_agenda)
        on_stage_closed.fill(answers.stage_closed)
        on_decided.fill(telling.tell_author)
        on_decided.fill(answers.send_to_review_if_closed)
        on_text_changed.fill(telling.tell_supporters)
