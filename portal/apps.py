from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from citizens.choices import TopicKind
        from citizens.queries.topics import RESOLVERS
        from portal.queries.topics import question

        RESOLVERS[TopicKind.QUESTION] = question
