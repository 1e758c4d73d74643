"""What everybody may know of moderation: the rules of an agenda, the versions of a text, and asking that somebody else looks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public
from cocreation.agendas.models import Agenda
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.choices import APPEAL_DAYS, CONTRIBUTION, MODERATION_DAYS
from cocreation.contributions.models import Contribution
from cocreation.contributions.queries.participation import participant_of
from cocreation.contributions.queries.versions import changes_of
from core.receipts.models import Receipt
from core.receipts.views import OPENED
from core.web.edge import attempt
from core.web.public_limit import limited


@require_safe
@public
@limited
def rule_list(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.published(), code__iexact=code)
    context = {
        "agenda": agenda, "rules": agenda.moderation_rules.all(), "days": MODERATION_DAYS, "appeal_days": APPEAL_DAYS,
    }  # fmt: skip
    return render(request, "cocreation/contributions/rules.html", context)


@require_safe
@public
@limited
def contribution_versions(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The texts that the public read, newest first, each with what it changed. Waiting and declined ones are nobody's to read."""
    rows = Contribution.objects.public().filter(erased_at=None).select_related("agenda")
    contribution = get_object_or_404(rows, agenda__code__iexact=code, code__iexact=number)
    context = {"agenda": contribution.agenda, "contribution": contribution, "changes": changes_of(contribution)}
    return render(request, "cocreation/contributions/versions.html", context)


@require_POST
@never_cache
@public
@limited
def appeal(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Ask, with the receipt open in this browser or as the account that wrote it, that somebody else decides."""
    rows = Contribution.objects.filter(agenda__published_at__isnull=False).select_related("agenda", "participant")
    contribution = get_object_or_404(rows, agenda__code__iexact=code, code__iexact=number)
    name = _opened_as(request, contribution)
    participant = participant_of(request, contribution.agenda)
    is_author = participant is not None and participant.pk == contribution.participant_id
    if not name and not is_author:
        return render(request, "cocreation/contributions/appeal.html", {"agenda": contribution.agenda}, status=403)
    done = attempt(None, acts.appeal, contribution=contribution, at=timezone.now())
    if not done:
        context = {"agenda": contribution.agenda, "contribution": contribution, "refusal": done.message, "name": name}
        return render(request, "cocreation/contributions/appeal.html", context, status=409)
    messages.success(request, f"Otra persona mirará {contribution.code}, a más tardar en {APPEAL_DAYS} días hábiles.")
    return redirect("core:receipt", token=name) if name else redirect("core:receipt-find")


def _opened_as(request: HttpRequest, contribution: Contribution) -> str:
    """The name under which this browser opened the receipt of the contribution; "" if it did not."""
    names = request.session.get(OPENED, {})
    own = Receipt.objects.filter(pk__in=names.values(), kind=CONTRIBUTION, subject_id=contribution.pk)
    found = set(own.values_list("pk", flat=True)) if names else set()
    return next((name for name, pk in names.items() if pk in found), "")
