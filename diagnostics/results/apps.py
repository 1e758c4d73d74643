from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "diagnostics.results"
    verbose_name = "resultados"
    indicator_sources = {
        "IND-01": "diagnostics.results.queries.improvement.indicators.final_score",
        "IND-02": "diagnostics.results.queries.improvement.indicators.closed_gaps",
    }

    def ready(self) -> None:
        from accounts.permissions import Permission
        from core import acts, menus, slots
        from core.datasets import registry
        from core.task_log import registry as tasks
        from core.versioned_text import registry as texts
        from diagnostics.assessments.queries import corrections
        from diagnostics.results.choices import ACT_DETAILS, ACTS, SCORES
        from diagnostics.results.choices.texts import TEXTS
        from diagnostics.results.queries.errata import corrections_of_assessment, corrections_of_round
        from diagnostics.results.queries.open_data import all_rounds, rounds
        from notices.choices import register as register_kinds

        acts.register(acts.Acts(words=ACTS, details=ACT_DETAILS))
        registry.register(rounds.SOURCE)
        registry.register(all_rounds.SOURCE)
        register_kinds(SCORES)
        texts.register(*TEXTS)
        tasks.register(
            tasks.KnownTask("diagnostics.results.tasks.verify_scores", "Verificar los puntajes de un ciclo"),
            tasks.KnownTask("diagnostics.results.tasks.verify_all_scores", "Verificar los puntajes publicados"),
        )
        menus.register(menus.Link("board", "Tablero", "results:board", 20, permissions=(Permission.VIEW_BOARD,)))
        of_rounds = ("results:round-open", "results:round-detail")
        manages = (Permission.MANAGE_ROUNDS,)
        menus.register(menus.Link("rounds", "Ciclos", "results:round-list", 35, permissions=manages, views=of_rounds))
        slots.register_fragment("agreement", "Acuerdo de la segunda lectura", "results:agreement")
        corrections.of_rounds.fill(corrections_of_round)
        corrections.of_assessments.fill(corrections_of_assessment)
