from collections import Counter

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = "correo"

    def ready(self) -> None:
        from core import acts
        from core.task_log.registry import KnownTask, register
        from mail.choices import ACTS

        register(
            KnownTask("mail.tasks.send", "Enviar correos"),
            KnownTask("mail.tasks.send_waiting", "Enviar los correos que esperan"),
        )
        acts.register(acts.Acts(words=ACTS))
        checks.register(kinds_have_names_of_their_own)
        checks.register(kinds_of_stored_mails_are_known, checks.Tags.database)


def kinds_have_names_of_their_own(app_configs, **kwargs) -> list[checks.CheckMessage]:
    from mail.choices import KINDS

    names = Counter(kind.name for kind in KINDS)
    return [
        checks.Error(f"Two apps register a kind of mail named {name!r}.", id="mail.E001")
        for name, count in names.items()
        if count > 1
    ]


def kinds_of_stored_mails_are_known(app_configs, databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Open mails of an unregistered kind would never be sent: a kind was renamed without a migration."""
    from mail.choices import KINDS
    from mail.models import Outbox

    if not databases:
        return []
    try:
        unknown = list(
            Outbox.objects.open().exclude(kind__in=[kind.name for kind in KINDS]).values_list("kind").distinct()
        )
    except DatabaseError:
        return []  # before the first migration there is no table
    return [checks.Error(f"No app registers the kind of mail {name!r}.", id="mail.E002") for (name,) in unknown]
