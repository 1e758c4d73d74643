"""The desk of who moderates: one queue over all agendas, one contribution with what may be done, and the comments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda
from cocreation.contributions.actions import attachments, versions
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.choices.moderation import Waits
from cocreation.contributions.models import Contribution
from cocreation.contributions.presenters.moderation import SHOW, WITHHOLD, Desk, comments_of, detail_of, entries_of
from cocreation.contributions.queries.moderation import neighbours, waiting_comments, waiting_counts, waiting_keys
from core.numbers import whole
from core.refusals import Refusal
from core.trace.queries import line_of
from core.web.edge import attempt
from core.web.pagination import paginate

PER_PAGE = 30


@require_safe
@requires(Permission.MODERATE_CONTRIBUTIONS)
def moderation_queue(request: HttpRequest) -> HttpResponse:
    """What waits in all agendas, what is late first."""
    agendas = list(Agenda.objects.order_by("name", "pk"))
    agenda = request.GET.get("agenda", "")
    if agenda not in {one.code for one in agendas}:
        agenda = ""
    kind = request.GET.get("clase", "")
    if kind not in Waits.values:
        kind = ""
    counts = waiting_counts(agenda)
    page = paginate(request, waiting_keys(agenda=agenda, kind=kind), PER_PAGE)
    today = timezone.localdate()
    context = {
        "agendas": agendas, "chosen": agenda, "kind": kind, "page": page, "total": sum(counts.values()),
        "tabs": [(one.value, one.plural, counts[one]) for one in Waits],
        "entries": entries_of(list(page), request.user, today),
    }  # fmt: skip
    return render(request, "cocreation/contributions/moderation_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MODERATE_CONTRIBUTIONS)
def moderation_detail(request: HttpRequest, code: str, number: str) -> HttpResponse:
    row = _contribution(code, number)
    data = request.POST if request.method == "POST" else None
    desk, status = Desk(row, request.user, timezone.localdate(), data), 200
    before, after = neighbours(row)
    if data is not None:
        status = 422
        if desk.bound is not None and desk.bound.is_valid():
            done = attempt(desk.bound, _do, desk, request)
            if done:
                messages.success(request, done.result)
                if desk.operation.startswith((SHOW, WITHHOLD)):
                    return redirect(request.path + "#archivos")
                return redirect(detail_of(after or before) if after or before else "contributions:moderation-queue")
            status = done.status
            row.refresh_from_db()
            desk = Desk(row, request.user, timezone.localdate(), data)
            attempt(desk.bound, _again, done.refusal)
    context = {
        "desk": desk, "contribution": desk.contribution, "agenda": desk.agenda, "before": before and detail_of(before),
        "after": after and detail_of(after), "line": line_of("contribution", row.pk),
        "comments": waiting_comments().filter(contribution=row).count(), "comments_url": comments_of(row),
    }  # fmt: skip
    return render(request, "cocreation/contributions/moderation_detail.html", context, status=status)


def _again(refusal: Refusal) -> None:
    """Say a refusal once more, on the form of the page as it stands now."""
    raise refusal


def _contribution(code: str, number: str) -> Contribution:
    """What nobody confirmed yet is nobody's to read."""
    rows = Contribution.objects.select_related("agenda", "municipality", "participant", "challenge")
    return get_object_or_404(
        rows.exclude(state=ContributionState.RECEIVED), agenda__code__iexact=code, code__iexact=number
    )  # fmt: skip


def _do(desk: Desk, request: HttpRequest) -> str:
    """Do what was pressed; return what to say about it."""
    row, data = desk.contribution, desk.bound.cleaned_data
    who = {"by": request.user, "at": timezone.now()}
    seen = request.POST.get("seen", "")
    match desk.operation:
        case "publish":
            acts.publish(contribution=row, seen=seen, **who)
            return f"{row.code} es público."
        case "decline":
            acts.decline(contribution=row, **data, **who)
            return f"{row.code} no se publica. La regla y la razón están en el recibo de quien lo escribió."
        case "take_down":
            acts.take_down(contribution=row, **data, **who)
            return f"{row.code} ya no es público. La regla y la razón están en el recibo de quien lo escribió."
        case "transfer":
            acts.transfer(contribution=row, **data, **who)
            return f"{row.code} quedó trasladado a PQRSD. La oficina, el número y el día están en el recibo."
        case "decide":
            acts.decide_appeal(contribution=row, seen=seen, **data, **who)
            return f"{row.code} es público." if data["granted"] else f"{row.code} sigue sin publicarse."
        case "letters":
            versions.fix_letters(contribution=row, **data, **who)
            return f"Las letras de {row.code} quedaron corregidas, como una versión que todos ven."
    if desk.operation.startswith((SHOW, WITHHOLD)):
        return _judge_file(desk, who)
    return _decide_version(desk, whole(request.POST.get("version", "")[:4]) or 0, seen, who)


def _judge_file(desk: Desk, who: dict) -> str:
    (panel,) = [one for one in desk.files if desk.operation in (one.show, one.withhold)]
    name = panel.file.file_name
    if desk.operation == panel.withhold:
        attachments.withhold(attachment=panel.file, **desk.bound.cleaned_data, **who)
        return f"«{name}» no se muestra. La razón está en el recibo de quien lo envió."
    attachments.show(attachment=panel.file, **who)
    return f"«{name}» se muestra con el aporte."


def _decide_version(desk: Desk, number: int, seen: str, who: dict) -> str:
    row = desk.contribution
    version = row.versions.filter(number=number).select_related("contribution").first()
    if version is None:
        raise acts.AlreadyHandled(f"Esa versión de {row.code} ya no está.")
    if desk.operation == "approve":
        versions.approve_version(version=version, seen=seen, **who)
        return f"El texto corregido de {row.code} es público."
    versions.decline_version(version=version, **desk.bound.cleaned_data, **who)
    return f"{row.code} sigue con el texto de antes."
