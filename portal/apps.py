from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from notices.queries import topics
        from portal.queries.topics import question

        topics.register(topics.TopicKind("question", "Una pregunta", question))
