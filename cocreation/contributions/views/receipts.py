"""What a code opens at «/c/»: the page of a contribution for its author, and the page of a printed card."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cocreation.agendas.models import Participant
from cocreation.contributions.actions import answer_reviews, attachments, authoring, participation
from cocreation.contributions.actions.authoring import CORRECTABLE
from cocreation.contributions.choices import CONTRIBUTION, REVIEW_DAYS, Kind
from cocreation.contributions.choices.process import Party
from cocreation.contributions.forms.answers import AskReviewForm
from cocreation.contributions.forms.writing import CorrectionForm
from cocreation.contributions.models import Contribution
from cocreation.contributions.queries.answers import review_asked_until
from cocreation.contributions.queries.mine import written_by
from cocreation.contributions.queries.participation import remember
from core import personal_data
from core.numbers import whole
from core.trace.queries import line_of
from core.web.edge import attempt
from core.words import one_line

WHO_DECIDES = {
    Party.AUTHOR: "usted: falta confirmar el correo",
    Party.MODERATOR: "la moderación de la agenda",
    Party.OFFICE: "la dependencia que responde",
}


def opened_contribution(request: HttpRequest, subject_id: int) -> HttpResponse:
    rows = Contribution.objects.select_related(
        "agenda", "municipality", "answering", "answer__review", "challenge", "merged_into"
    )
    row = get_object_or_404(rows, pk=subject_id)
    operation = request.POST.get("op", "") if request.method == "POST" else ""
    if operation == "withdraw" and request.POST.get("sure") == "si":
        attempt(request, authoring.withdraw, contribution=row, at=timezone.now())
        messages.success(request, "Quedó retirado: su texto y su firma se borraron.")
        return redirect(request.path)
    if operation == "correct" or "corregir" in request.GET:
        return _correction(request, row, is_sent=operation == "correct")
    if operation == "withdraw":
        return redirect(f"{request.path}?retirar=1")
    if operation == "remove-file":
        return _remove_file(request, row)
    if operation == "ask-review":
        return _ask_review(request, row)
    if request.method == "POST":  # nothing that this page has
        return redirect(request.path)
    if "retirar" in request.GET and row.erased_at is None:
        return _show(request, "receipt_withdraw", row)
    return _receipt(request, row, AskReviewForm())


def _receipt(request: HttpRequest, row: Contribution, ask: AskReviewForm, *, status: int = 200) -> HttpResponse:
    waiting = row.versions.filter(approved_at=None, declined_at=None).order_by("-number")
    pending = waiting.first() if row.published_at is not None else None
    line, files = line_of(CONTRIBUTION, row.pk), list(row.attachments.all())
    more = {"pending": pending, "files": files, "ask_form": ask, "ask_until": _ask_until(row)}
    return _show(request, "receipt_contribution", row, status=status, line=line, **more)


def _ask_until(row: Contribution) -> date | None:
    """Until when a review of its answer can be asked for; None where it cannot."""
    answer = getattr(row, "answer", None)
    if answer is None or not row.is_answered or row.erased_at is not None or getattr(answer, "review", None):
        return None
    last = review_asked_until(answer)
    return last if timezone.localdate() <= last else None


def _ask_review(request: HttpRequest, row: Contribution) -> HttpResponse:
    form, status = AskReviewForm(request.POST), 422
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, answer_reviews.ask, contribution=row, reason=reason, at=timezone.now())
        if done:
            messages.success(
                request, f"Otra persona revisará la respuesta, a más tardar en {REVIEW_DAYS} días hábiles."
            )
            return redirect(request.path)
        status = 409
    return _receipt(request, row, form, status=status)


def _remove_file(request: HttpRequest, row: Contribution) -> HttpResponse:
    number = whole(request.POST.get("file", "")[:2]) or 0
    file = row.attachments.filter(number=number).first()
    if file is not None and attachments.remove(attachment=file, at=timezone.now()):
        messages.success(request, f"«{file.file_name}» quedó borrado.")
    return redirect(request.path)


def opened_card(request: HttpRequest, subject_id: int) -> HttpResponse:
    card = get_object_or_404(Participant.objects.select_related("agenda", "municipality"), pk=subject_id)
    if request.method == "POST" and request.POST.get("op") == "take-part" and card.agenda.published_at is not None:
        remember(request, participation.join_with_card(participant=card, at=timezone.now()))
        messages.success(request, f"Desde ahora participa con la tarjeta {card.code} desde este navegador.")
        return redirect(reverse("contributions:mine", args=[card.agenda.code]))
    if request.method == "POST":
        if request.POST.get("op") == "withdraw" and request.POST.get("sure") == "si":
            found = get_object_or_404(
                Contribution, participant=card, code=one_line(request.POST.get("contribution", ""))
            )
            attempt(request, authoring.withdraw, contribution=found, at=timezone.now())
            messages.success(request, f"{found.code} quedó retirado: su texto se borró.")
        return redirect(request.path)
    if chosen := request.GET.get("retirar", ""):
        rows = Contribution.objects.select_related("agenda", "municipality").filter(erased_at=None)
        return _show(request, "receipt_withdraw", get_object_or_404(rows, participant=card, code=chosen), is_card=True)
    context = {"agenda": card.agenda, "card": card, "rows": list(written_by(card)[:100])}
    return render(request, "cocreation/contributions/receipt_card.html", context)


def _correction(request: HttpRequest, row: Contribution, *, is_sent: bool) -> HttpResponse:
    form = CorrectionForm(request.POST if is_sent else None, initial={"title": row.title, "text": row.text})
    status, finds = 200, []
    if is_sent:
        status = 422
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("title", "text")}
            finds = (
                []
                if request.POST.get("asked")
                else personal_data.in_words(personal_data.scan("\n".join(said.values())))
            )
            if not finds:
                done = attempt(form, authoring.correct, contribution=row, at=timezone.now(), **said)
                if done and done.result is not None:
                    waits = row.published_at is not None
                    text = "La versión nueva espera a la moderación." if waits else "El texto quedó corregido."
                    messages.success(request, text)
                    return redirect(request.path)
                status = 409
    return _show(request, "receipt_correct", row, status=status, form=form, finds=finds)


def _show(request: HttpRequest, template: str, row: Contribution, *, status: int = 200, **more) -> HttpResponse:
    waits_for = row.waits_for
    context = {
        "agenda": row.agenda, "contribution": row, "is_idea": row.kind == Kind.IDEA, "path": request.path,
        "decides": WHO_DECIDES.get(Party(waits_for)) if waits_for else "", "answer": getattr(row, "answer", None),
        "review": getattr(getattr(row, "answer", None), "review", None),
        "may_correct": row.erased_at is None and row.state in CORRECTABLE,
        "is_public": row.is_public and row.agenda.published_at is not None and row.erased_at is None,
    }  # fmt: skip
    return render(request, f"cocreation/contributions/{template}.html", context | more, status=status)
