from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from django.urls import reverse

        from core.slots import help_of_page
        from core.versioned_text import registry
        from notices.queries import topics
        from portal.choices import TEXTS
        from portal.queries.manual import topic_of_page
        from portal.queries.topics import question

        def address(view_name: str) -> str:
            topic = topic_of_page(view_name)
            return reverse("portal:help-topic", args=[topic.key]) if topic else reverse("portal:help")

        help_of_page.fill(address)
        registry.register(*TEXTS)
        topics.register(topics.TopicKind("question", "Una pregunta", question))
