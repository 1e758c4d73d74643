from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "diagnostics.results"
    verbose_name = "resultados"

    def ready(self) -> None:
        from core import acts, slots
        from diagnostics.assessments.queries import corrections
        from diagnostics.results.choices import ACTS
        from diagnostics.results.queries.errata import corrections_of_assessment, corrections_of_round

        acts.register(acts.Acts(words=ACTS))
        slots.FRAGMENTS.append(("board", "Acuerdo de la segunda lectura", "results:agreement"))
        corrections.of_rounds.fill(corrections_of_round)
        corrections.of_assessments.fill(corrections_of_assessment)
