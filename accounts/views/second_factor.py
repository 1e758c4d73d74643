"""allauth's pages that change the second factor; here they also end other sessions and tell the owner."""

from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.actions import security
from accounts.choices import SECOND_FACTOR_SHOWN, SecurityEvent


class Activate(ActivateTOTPView):
    def form_valid(self, form) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            _end_access(self.request, SecurityEvent.FACTOR_ON)
        self.request.session[SECOND_FACTOR_SHOWN] = True
        return answer


class Deactivate(DeactivateTOTPView):
    def form_valid(self, form) -> HttpResponse:
        """Forget that the session proved a second factor: a role that requires one must set up a new one first."""
        with transaction.atomic():
            answer = super().form_valid(form)
            _end_access(self.request, SecurityEvent.FACTOR_OFF)
        session = self.request.session
        session.pop(SECOND_FACTOR_SHOWN, None)
        records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r.get("method") != "mfa"]
        return answer


class NewRecoveryCodes(GenerateRecoveryCodesView):
    def form_valid(self, form) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            security.tell(person=self.request.user, event=SecurityEvent.RECOVERY_CODES, **_now(self.request))
        return answer


def _end_access(request: HttpRequest, because: SecurityEvent) -> None:
    person = request.user
    security.end_access(person=person, because=because, by=person, **_now(request))
    update_session_auth_hash(request, person)


def _now(request: HttpRequest) -> dict:
    return {"at": timezone.now(), "origin": get_adapter().get_client_ip(request)}


activate = Activate.as_view()
deactivate = Deactivate.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()
