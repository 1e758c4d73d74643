from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from core.versioned_text import registry
        from notices.queries import topics
        from portal.choices import TEXTS
        from portal.queries.topics import question

        registry.register(*TEXTS)
        topics.register(topics.TopicKind("question", "Una pregunta", question))
