from collections import Counter

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "avisos"

    def ready(self) -> None:
        from accounts.queries import personal
        from core import acts
        from core.menus import Link, Menu, register
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from mail import choices as mail_choices
        from notices import choices
        from notices.actions import mail_kinds
        from notices.models import Notification
        from notices.queries import topics
        from notices.queries.notifications import unread_count
        from notices.queries.personal import rows_of

        acts.register(acts.Acts(words=choices.ACTS, named={Notification: ("title",)}))
        register(
            Link(
                "inbox",
                "Avisos",
                "notices:notice-list",
                20,
                menu=Menu.TOOLS,
                count=unread_count,
                count_label="sin leer",
            ),
            Link("preferences", "Avisos", "notices:notice-preferences", 50, menu=Menu.ACCOUNT),
        )
        registry.register(
            registry.KnownTask("notices.tasks.send_digests", "Enviar el resumen semanal de avisos"),
            registry.KnownTask("notices.tasks.forget_unconfirmed", "Borrar suscripciones sin confirmar"),
        )
        mail_choices.register(*mail_kinds.KINDS)
        texts.register(*choices.TEXTS)
        choices.register(choices.OTHER)
        topics.register(*topics.OURS)
        personal.register(personal.Part("avisos", "Avisos y suscripciones", rows_of))
        checks.register(kinds_are_complete)
        checks.register(stored_kinds_are_registered, checks.Tags.database)


def kinds_are_complete(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Each kind of notification needs a unique name that fits column and form, a label, and a known delivery."""
    from notices.choices import KIND_LENGTH, NOTIFICATION_KINDS, DeliveryMode

    names = Counter(kind.name for kind in NOTIFICATION_KINDS)
    found = [
        checks.Error(f"Two apps register a kind of notification named {name!r}.", id="notices.E001")
        for name, count in names.items()
        if count > 1
    ]
    for kind in NOTIFICATION_KINDS:
        if not kind.name.isidentifier() or len(kind.name) > KIND_LENGTH:
            reason = f"is no identifier of at most {KIND_LENGTH} characters"
            found.append(
                checks.Error(f"The name of the kind of notification {kind.name!r} {reason}.", id="notices.E002")
            )
        if not kind.label.strip():
            found.append(checks.Error(f"The kind of notification {kind.name!r} has no label.", id="notices.E003"))
        if kind.usual_delivery not in DeliveryMode.values:
            unknown = f"{kind.usual_delivery!r} of the kind of notification {kind.name!r}"
            found.append(checks.Error(f"The delivery {unknown} is not known.", id="notices.E004"))
    return found


def stored_kinds_are_registered(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Stored kinds must be registered: after a rename, the preferences for the old name are ignored.

    A warning, because `migrate` runs this check before the migration that may fix it.
    """
    from notices.choices import NOTIFICATION_KINDS
    from notices.models import Notification, NotificationPreference

    if not databases:
        return []
    known = [kind.name for kind in NOTIFICATION_KINDS]
    try:
        unknown = {
            kind
            for model in (Notification, NotificationPreference)
            for kind in model.objects.exclude(kind__in=known).values_list("kind", flat=True).distinct()
        }
    except DatabaseError:
        return []  # before the first migration there is no table
    return [
        checks.Warning(f"No app registers the kind of notification {kind!r}, which rows have.", id="notices.W001")
        for kind in sorted(unknown)
    ]
