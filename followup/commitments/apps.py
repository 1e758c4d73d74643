from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "followup.commitments"
    verbose_name = "compromisos"

    def ready(self) -> None:
        from core import acts
        from core.versioned_text import registry as texts
        from followup.commitments.choices import ACT_DETAILS, ACTS, NOTICE_TEXTS, OWN, TEAM, Completion, NewsKind, State
        from followup.commitments.models import Commitment
        from notices.choices import register as register_kinds

        values = {value: label for kind in (State, Completion, NewsKind) for value, label in kind.choices}
        acts.register(acts.Acts(words=ACTS, named={Commitment: ("code", "title")}, details=ACT_DETAILS, values=values))
        texts.register(*NOTICE_TEXTS)
        register_kinds(OWN, TEAM)
        self.register_links()

    def register_links(self) -> None:
        from accounts.permissions import Permission
        from core.menus import Link, register

        register(
            Link(
                "commitments", "Compromisos", "commitments:work-list", 66,
                permissions=(
                    Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS, Permission.MANAGE_COMMITMENTS,
                    Permission.CLOSE_COMMITMENTS,
                ),
            )
        )  # fmt: skip
