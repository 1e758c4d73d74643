"""Checks of `manage.py check --deploy`: pages of failures can be shown, and pages can name their static files."""

from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error
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
