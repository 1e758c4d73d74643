from django.apps import AppConfig


class FollowupPagesConfig(AppConfig):
    """Public pages, boards, open data and API of follow-up, composed of the rooms below. Owns no tables."""

    name = "followup.pages"
    label = "followup_pages"
    verbose_name = "seguimiento"

    def ready(self) -> None:
        from core.datasets import living
        from followup.pages.queries.catalogue import commitment_datasets
        from followup.pages.queries.topics import commitment_topic
        from notices.queries import topics

        living.register(commitment_datasets)
        topics.register(topics.TopicKind("commitment", "Un compromiso", commitment_topic))
