"""Every URL of the portal. URL sets of libraries and of core, which cannot declare an audience, get theirs here."""

from collections.abc import Callable

from allauth.account.models import get_emailconfirmation_model
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from accounts.access import public
from accounts.views import second_factor
from core.web.interrupted_forms import answers as interrupted_forms
from core.web.one_time_links import exchanged
from core.web.public_limit import limited

confirmation_link = exchanged("key", is_usable=lambda key: get_emailconfirmation_model().from_key(key))

# Views of ours at the addresses of allauth's.
IN_PLACE_OF = {
    "mfa_activate_totp": second_factor.activate,
    "mfa_deactivate_totp": second_factor.deactivate,
    "mfa_generate_recovery_codes": second_factor.new_recovery_codes,
}


def for_everyone(patterns: list) -> list:
    """Mark every view of a URL set as public: allauth guards its own pages, core's are public. Those of allauth get our limit."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            for_everyone(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            pattern.callback = _for_everyone(pattern)
    return patterns


def _for_everyone(pattern: URLPattern) -> Callable[..., HttpResponseBase]:
    view = IN_PLACE_OF.get(pattern.name, pattern.callback)
    if pattern.name == "account_confirm_email":
        view = confirmation_link(view)
    if view.__module__.startswith("core."):
        return public(view)
    return public(interrupted_forms.never_kept(limited(view)))  # passwords and codes


def public_include(module: str) -> tuple:
    patterns, app_name, namespace = include(module)
    for_everyone(patterns.urlpatterns)
    return patterns, app_name, namespace


handler500 = "core.web.failures.handle"
urlpatterns = [
    path("api/v1/", include("innovacion360.api_urls")),
    path("", include("portal.urls")),
    path("", include("administration.urls")),
    path("", include("diagnostics.instruments.urls")),
    path("", include("diagnostics.assessments.urls")),
    path("", include("diagnostics.exchange.urls")),
    path("", include("diagnostics.review.urls")),
    path("", include("diagnostics.results.urls")),
    path("", include("followup.minutes.urls")),
    path("", include("followup.pages.urls")),
    path("", include("followup.sightings.urls")),
    path("", include("followup.commitments.urls")),
    path("", include("followup.indicators.urls")),
    path("", include("followup.evidence.urls")),
    path("", include("cocreation.pages.urls")),
    path("", include("cocreation.workshops.urls")),
    path("", include("cocreation.agreements.urls")),
    path("", include("cocreation.contributions.urls")),
    path("", include("cocreation.agendas.urls")),
    path("", include("training.pages.urls")),
    path("", include("training.certificates.urls")),
    path("", include("training.recall.urls")),
    path("", include("training.learning.urls")),
    path("", include("training.assignments.urls")),
    path("", include("training.quizzes.urls")),
    path("", include("training.cohorts.urls")),
    path("", include("training.courses.urls")),
    path("", include("advisory.pages.urls")),
    path("", include("advisory.practices.urls")),
    path("", include("citizens.urls")),
    path("", include("notices.urls")),
    path("", include("accounts.urls")),
    path("", public_include("core.urls")),
    path("cuenta/segundo-factor/", public_include("allauth.mfa.urls")),
    path("cuenta/", public_include("allauth.account.urls")),
]
