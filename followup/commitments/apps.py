from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "followup.commitments"
    verbose_name = "compromisos"
    indicator_sources = {"IND-22": "followup.commitments.queries.indicators.agenda_commitments_in_time"}

    def ready(self) -> None:
        from core import acts
        from core.slots import help_items, register_fragment
        from core.trace import registry as traces
        from core.versioned_text import registry as texts
        from followup.commitments.choices import ACT_DETAILS, ACTS, NOTICE_TEXTS, OWN, TEAM, Completion, NewsKind, State
        from followup.commitments.models import Commitment
        from followup.commitments.presenters.help import commitments_as_help
        from followup.commitments.queries.circle import commitment_origins
        from notices.choices import register as register_kinds

        values = {value: label for kind in (State, Completion, NewsKind) for value, label in kind.choices}
        acts.register(acts.Acts(words=ACTS, named={Commitment: ("code", "title")}, details=ACT_DETAILS, values=values))
        texts.register(*NOTICE_TEXTS)
        register_kinds(OWN, TEAM)
        traces.register(traces.TracedKind("commitment", {}, commitment_origins))
        help_items.fill(commitments_as_help)
        register_fragment("questions", "Compromisos que nacieron de estas preguntas", "commitments:of-questions")
        register_fragment("agreed-item", "Compromisos que nacieron de este acuerdo", "commitments:of-item")
