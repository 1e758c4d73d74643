from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "cuentas"

    def ready(self) -> None:
        from allauth.core.internal import ratelimit
        from django.core.cache import caches
        from django.utils.connection import ConnectionProxy

        from accounts.actions import mail_kinds
        from accounts.choices import ACT_DETAILS, ACTS, TEXTS, SecurityEvent
        from accounts.models import Invitation, Membership, User
        from accounts.permissions import Permission, Role
        from accounts.queries import personal
        from accounts.queries.search import PEOPLE
        from core import acts
        from core.menus import Link, Menu, register
        from core.search import sources
        from core.versioned_text import registry as texts
        from mail import choices as mail_choices

        # allauth has no setting for it. In the default cache its limits would refuse everybody while Redis is away.
        ratelimit.cache = ConnectionProxy(caches, "counts")
        named = {User: ("name",), Membership: ("user__name",), Invitation: ("email",)}
        values = dict(SecurityEvent.choices) | dict(Role.choices)
        acts.register(acts.Acts(words=ACTS, named=named, values=values, details=ACT_DETAILS))
        mail_choices.register(*mail_kinds.KINDS)
        texts.register(*TEXTS)
        sources.register(PEOPLE)
        personal.register(personal.Part("cuenta", "Su cuenta", personal.account_rows))
        inviting = (Permission.INVITE_TO_MUNICIPALITY, Permission.INVITE_ANYONE)
        second_factor = ("activate_totp", "deactivate_totp", "view_recovery_codes", "generate_recovery_codes")
        register(
            Link("team", "Equipo", "accounts:team-list", 50, permissions=inviting),
            Link("search", "Buscar", "accounts:search", 10, menu=Menu.TOOLS),
            Link("profile", "Datos y roles", "accounts:profile", 10, menu=Menu.ACCOUNT),
            Link(
                "own_data", "Mis datos", "accounts:own-data", 15, menu=Menu.ACCOUNT, views=("accounts:own-data-erase",)
            ),
            Link("email", "Correo", "account_email", 20, menu=Menu.ACCOUNT),
            Link("password", "Contraseña", "account_change_password", 30, menu=Menu.ACCOUNT),
            Link(
                "second_factor", "Segundo factor", "mfa_index", 40, menu=Menu.ACCOUNT,
                views=tuple(f"mfa_{view}" for view in second_factor),
            ),
            Link(
                "tokens", "Tokens", "accounts:token-list", 60, menu=Menu.ACCOUNT, permissions=(Permission.VIEW_BOARD,)
            ),
        )  # fmt: skip
