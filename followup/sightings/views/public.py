"""«¿Lo vio usted?»: what people found of a commitment, telling it, and the receipt of what was sent."""

import time
from secrets import token_urlsafe

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from citizens.choices import DeclineRule
from core.receipts.views import OPENED
from core.web.edge import attempt
from core.web.pagination import paginate
from core.web.public_limit import limited
from core.web.rate_limit import client_network, goes_on, take_back
from core.web.upload_limit import limited_uploads, upload_problem
from followup.commitments.models import Commitment
from followup.sightings.actions import sending
from followup.sightings.choices import ANSWER_DAYS, HOURLY, MODERATION_DAYS
from followup.sightings.forms import SightingForm
from followup.sightings.models import Sighting
from followup.sightings.presenters.words import bar_of, channels_of, sentences_of
from followup.sightings.queries.reading import (
    Counts,
    counts_of,
    listed_of,
    newest_answered,
    public_commitment,
    sightings_of_receipts,
)

PER_PAGE = 20
RECEIPT = "sighting_receipt"  # in the session: [sighting, its code, until when it is shown]
SHOWN_FOR = 20 * 60  # seconds
BROWSER = "sighting_browser"  # in the session: what stands for this browser, known to nobody else
TOO_MANY = "Llegaron muchos relatos desde su conexión. Espere una hora y envíe otra vez: su texto sigue aquí."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@limited_uploads
def sightings_of_commitment(request: HttpRequest, code: str) -> HttpResponse:
    commitment = _commitment(code)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SightingForm(*data, upload_problem=upload_problem(request))
    status, finds = 200, []
    if form.is_bound:
        status = 422
        if form.is_valid():
            finds = [] if request.POST.get("anyway") else form.finds
            if not finds:
                sent, status = _send(request, commitment, form)
                if sent is not None:
                    return sent
    page = paginate(request, listed_of(commitment), PER_PAGE)
    context = _context(commitment, counts_of(commitment)) | {"form": form, "finds": finds, "page": page}
    context |= {"channels": channels_of(commitment), "rules": DeclineRule.labels}
    return render(request, "followup/sightings/commitment.html", context, status=status)


@require_safe
@public
@limited
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """A fragment of the page of the commitment; on its own, the way to all of it."""
    commitment = _commitment(code)
    if not request.htmx:
        return redirect("sightings:commitment", commitment.code)
    if commitment.accepted_on is None:
        return HttpResponse()  # nothing to look for yet
    context = _context(commitment, counts_of(commitment)) | {"rows": list(newest_answered(commitment))}
    return render(request, "followup/sightings/components/summary.html", context)


@require_safe
@never_cache
@public
@limited
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of what this browser just sent."""
    commitment = _commitment(code)
    pk, shown, until = request.session.get(RECEIPT) or (None, "", 0)
    found = Sighting.objects.filter(commitment=commitment, pk=pk).first() if pk else None
    if found is None or until < time.time():
        shown = ""
    context = _context(commitment) | {"sighting": found, "receipt_code": shown}
    response = render(request, "followup/sightings/receipt.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


def _commitment(code: str) -> Commitment:
    found = public_commitment(code)
    if found is None:
        raise Http404
    return found


def _context(commitment: Commitment, counts: Counts | None = None) -> dict:
    said = {"counts": counts, "sentences": sentences_of(counts), "bar": bar_of(counts)} if counts else {}
    terms = {"moderation_days": MODERATION_DAYS, "answer_days": ANSWER_DAYS}
    return {"commitment": commitment, "is_demo": commitment.is_demo} | terms | said


def _send(request: HttpRequest, commitment: Commitment, form: SightingForm) -> tuple[HttpResponse | None, int]:
    """Send what a valid form says; return the answer, or none with its status and the reason on the form."""
    network, at = client_network(request), timezone.now()
    if not goes_on("sighting", network, most=HOURLY, seconds=3600):
        form.add_error(None, TOO_MANY)
        return None, 429
    done = attempt(
        None, sending.receive, commitment=commitment, at=at, once=_once(request, commitment),
        own=sightings_of_receipts(request.session.get(OPENED, {}).values()), **form.said,
    )  # fmt: skip
    if done and done.result is not None:
        row, code = done.result
        request.session[RECEIPT] = [row.pk, code, int(time.time()) + SHOWN_FOR]
        return redirect("sightings:receipt", commitment.code), 302
    take_back("sighting", network)
    if isinstance(done.refusal, sending.AlreadyReceived):  # the code, if this browser sent it, is in its session
        return redirect("sightings:receipt", commitment.code), 302
    form.add_error(None, done.message)
    return None, done.status


def _once(request: HttpRequest, commitment: Commitment) -> str:
    """A hash that is the same for one browser, commitment and month, and leads from none to another."""
    browser = request.session.setdefault(BROWSER, token_urlsafe(16))
    month = f"{timezone.localdate():%Y-%m}"
    return salted_hmac(BROWSER, f"{browser}:{commitment.pk}:{month}", algorithm="sha256").hexdigest()
