"""Checks of `manage.py check --deploy`, for what only a portal with services of its own can have wrong."""

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error, Warning
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from core.web.failures import PAGES


def failure_pages(app_configs, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for status, template in PAGES.items():
        try:
            render_to_string(template)
        except TemplateDoesNotExist:
            found.append(Error(f"The page of status {status} is missing: templates/{template}.", id="core.E001"))
    return found


def static_files(app_configs, **kwargs) -> list[CheckMessage]:
    """Every page names its style sheets by the manifest that `collectstatic` writes; without it every page is a 500."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin) or staticfiles_storage.hashed_files:
        return []
    return [Error("The static files were not collected.", hint="Run manage.py collectstatic.", id="core.E002")]


def broker_apart(app_configs, **kwargs) -> list[CheckMessage]:
    if not settings.REDIS_URL or settings.CELERY_BROKER_URL != settings.REDIS_URL:
        return []
    hint = "Set BROKER_URL to another database of Redis, such as /1."
    return [Warning("Cache and task queue share a database: who empties one empties both.", hint=hint, id="core.W003")]


def operator_named(app_configs, **kwargs) -> list[CheckMessage]:
    """The public pages say who answers for the portal and how to reach them; nothing else about the operator is needed."""
    lacking = [
        name
        for name, is_set in (
            ("PUBLISHER_NAME", settings.PUBLISHER_NAME != settings.PORTAL_NAME),
            ("CONTACT_EMAIL", bool(settings.CONTACT_EMAIL)),
        )
        if not is_set
    ]
    if not lacking:
        return []
    hint = f"Set {' and '.join(lacking)}."
    return [
        Warning("The public pages do not say who answers for the portal, or where to write.", hint=hint, id="core.W004")
    ]
