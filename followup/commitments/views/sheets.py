"""Writing a commitment, correcting it while it is proposed, accepting it, and handing it over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can, municipalities_of, requires
from accounts.models import User
from accounts.permissions import Permission
from core.numbers import whole
from core.web.edge import attempt, status_of
from followup.commitments.actions import promises as acts
from followup.commitments.actions.promises import Sheet
from followup.commitments.choices import Act, Cadence
from followup.commitments.forms.acts import OfficeForm
from followup.commitments.forms.sheets import WHO, WRITTEN, SheetForm, initial_of
from followup.commitments.queries.births import Birth, birth_of
from followup.commitments.queries.work import OF_TOWN_HALLS
from followup.commitments.views.shared import commitment_for, page_of, seen_anew
from territory.models import Municipality

WRITERS = (Permission.WRITE_COMMITMENTS, Permission.MANAGE_COMMITMENTS)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def new(request: HttpRequest) -> HttpResponse:
    """`origen`: what it is born from, as KIND:…; one that is not public or not agreed is a 404."""
    user, birth = request.user, _birth(request)
    places, is_team = _places(user, birth), can(user, Permission.MANAGE_COMMITMENTS)
    if not places and not is_team:
        raise Http404  # a gap or an agreement of other municipalities
    form = SheetForm(
        request.POST if request.method == "POST" else None, initial=_suggested(birth), places=places, is_team=is_team
    )
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, acts.propose, sheet=_sheet(form), municipality=form.municipality, by=user, at=timezone.now(),
            origin=birth.origin if birth else None,
        )  # fmt: skip
        if done:
            messages.success(
                request, f"El compromiso {done.result.code} quedó propuesto. Falta que lo acepte quien responde."
            )
            return redirect("commitments:work", done.result.code)
    context = {"form": form, "birth": birth, "place": places[0] if places else None}
    return render(request, "followup/commitments/new.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.REWRITE)
    places = [row.municipality] if row.municipality else []
    initial = initial_of(row, *WRITTEN) | {
        "municipalities": [one.pk for one in row.municipalities.all()],
        "is_verifiable": {True: "si", False: "no"}.get(row.is_verifiable, ""),
    }
    form = SheetForm(
        request.POST if request.method == "POST" else None, initial=initial, places=places,
        is_team=row.municipality is None, is_new=False,
    )  # fmt: skip
    done = None
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data["seen"]
        done = attempt(
            form, acts.rewrite, commitment=row, sheet=_sheet(form), seen=seen, by=request.user, at=timezone.now()
        )  # fmt: skip
        if done:
            messages.success(request, "El compromiso quedó corregido.")
            return redirect("commitments:work", row.code)
        seen_anew(form, done, row)
    context = page_of(request, row, Act.REWRITE, "Corregir", form=form)
    return render(request, "followup/commitments/edit.html", context, status=status_of(done, form))


@require_POST
@requires(Permission.ACCEPT_COMMITMENTS, Permission.MANAGE_COMMITMENTS)
def accept(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.ACCEPT)
    seen = whole(request.POST.get("seen", "")) or 0
    if attempt(request, acts.accept, commitment=row, seen=seen, by=request.user, at=timezone.now()):
        messages.success(request, f"El compromiso {row.code} quedó aceptado. Desde hoy es público.")
    return redirect("commitments:work", row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OF_TOWN_HALLS, Permission.MANAGE_COMMITMENTS)
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.HAND_OVER)
    initial = {name: getattr(row, name) for name in WHO} | {"seen": row.version}
    form = OfficeForm(request.POST if request.method == "POST" else None, initial=initial)
    done = None
    if form.is_bound and form.is_valid():
        who = {"commitment": row, "by": request.user, "at": timezone.now()}
        done = attempt(form, acts.hand_over, **form.cleaned_data, **who)
        if done:
            messages.success(request, "Quedó anotado quién responde ahora. Lo prometido no cambió.")
            return redirect("commitments:work", row.code)
        seen_anew(form, done, row)
    context = page_of(request, row, Act.HAND_OVER, "Quién responde", form=form)
    return render(request, "followup/commitments/hand_over.html", context, status=status_of(done, form))


def _birth(request: HttpRequest) -> Birth | None:
    name = request.GET.get("origen", "")
    found = birth_of(name) if name else None
    if name and found is None:
        raise Http404
    return found


def _places(user: User, birth: Birth | None) -> list[Municipality]:
    """Return the municipalities for which the person may promise, among those of the origin."""
    reach = municipalities_of(user, Permission.WRITE_COMMITMENTS)
    rows = Municipality.objects.in_river_order()
    found = list(rows if reach is None else rows.filter(pk__in=reach))
    among = {one.pk for one in birth.municipalities} if birth else None
    return [one for one in found if among is None or one.pk in among]


def _suggested(birth: Birth | None) -> dict:
    start = {"cadence": Cadence.QUARTERLY, "seen": 0}
    if birth is None:
        return start
    return start | {
        "title": birth.title, "what_changes": birth.what_changes, "municipalities": [one.pk for one in birth.municipalities]
    }  # fmt: skip


def _sheet(form: SheetForm) -> Sheet:
    return Sheet(form.written, form.milestones, list(form.cleaned_data.get("municipalities") or ()))
