from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "diagnostics.assessments"
    verbose_name = "diagnósticos"

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus
        from core.process import steps
        from core.search import sources
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from diagnostics.assessments.actions import assessments, telling
        from diagnostics.assessments.choices import ACT_DETAILS, ACT_DETAILS_OF, ACTS, PROCESS, Layer, Reopening, State
        from diagnostics.assessments.choices.notifications import NOTICE_TEXTS, NOTIFICATION_KINDS
        from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceRevision, Round, ScoreRun
        from diagnostics.assessments.queries.evidence import former_owners_of_files, owners_of_files
        from diagnostics.assessments.queries.search import EVIDENCE, QUESTIONS
        from files.queries import FileSource, on_damaged_files, register
        from notices import choices as notices
        from territory.actions import on_facts_changed

        named = {
            Assessment: ("municipality__name", "round__name"),
            Answer: ("question__code", "assessment__municipality__name", "assessment__round__name"),
            Evidence: ("title", "file_name", "assessment__municipality__name"),
            Round: ("name",),
            ScoreRun: ("round__name",),
        }
        steps.register(PROCESS)
        registry.register(
            registry.KnownTask("diagnostics.assessments.tasks.score_round", "Calcular los puntajes de un ciclo"),
            registry.KnownTask("diagnostics.assessments.tasks.score_open_rounds", "Poner al día los puntajes"),
            registry.KnownTask("diagnostics.assessments.tasks.remind_of_deadlines", "Recordar los plazos que vencen"),
        )
        sources.register(QUESTIONS, EVIDENCE)
        values = dict(State.choices) | dict(Layer.choices) | dict(Reopening.choices)
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS, of_verb=ACT_DETAILS_OF))
        # Whoever has the board starts there, and the page of this link leads to it.
        menus.register(menus.Link("work", "Mi trabajo", "assessments:work-home", 10, unless=(Permission.VIEW_BOARD,)))
        notices.register(*NOTIFICATION_KINDS)
        texts.register(*NOTICE_TEXTS)
        register(FileSource(Evidence, owners_of_files), FileSource(EvidenceRevision, former_owners_of_files))
        on_damaged_files.fill(telling.that_files_are_damaged)
        on_facts_changed.fill(assessments.recount)
