from django.apps import AppConfig


class FollowupPagesConfig(AppConfig):
    """Public pages, boards, open data and API of follow-up, composed of the rooms below. Owns no tables."""

    name = "followup.pages"
    label = "followup_pages"
    verbose_name = "seguimiento"

    def ready(self) -> None:
        from core import menus
        from core.datasets import living
        from core.slots import on_demonstration
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from followup.pages.actions import demonstration
        from followup.pages.choices import BOARD, DUE_SOON, DUE_SOON_TOLD, TOLD_WHEN, TOWN_HALL, VIEWS
        from followup.pages.queries.catalogue import commitment_datasets
        from followup.pages.queries.indicator_catalogue import indicator_datasets
        from followup.pages.queries.topics import commitment_topic, indicator_topic
        from notices import choices as notices
        from notices.queries import topics

        tasks = {
            "tell_followers": "Avisar qué pasó con compromisos e indicadores a quienes los siguen",
            "remind_of_due_dates": "Recordar mediciones e hitos que vencen pronto",
        }
        registry.register(*(registry.KnownTask(f"{self.name}.tasks.{name}", label) for name, label in tasks.items()))
        notices.register(DUE_SOON)
        texts.register(DUE_SOON_TOLD)
        on_demonstration.fill(demonstration.seed)
        living.register(commitment_datasets)
        living.register(indicator_datasets)
        topics.register(
            topics.TopicKind("commitment", "Un compromiso", commitment_topic),
            topics.TopicKind("indicator", "Un indicador", indicator_topic, TOLD_WHEN),
        )
        menus.register(
            menus.Link(
                "followup", "Seguimiento", "followup:board", 64, permissions=(*BOARD, *TOWN_HALL), views=VIEWS,
            )
        )  # fmt: skip
