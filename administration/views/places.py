"""Municipalities and boundaries: files looked at before they are loaded."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from administration.forms import BoundariesForm, PlacesForm
from core.web.edge import attempt
from core.web.only_post import read_at
from core.web.pagination import paginate
from core.web.set_aside import actions as set_aside
from core.web.upload_limit import limited_uploads, tell
from core.words import counted, first_ones
from territory import actions
from territory.models import BoundarySource, Municipality

SHIPPED = settings.BASE_DIR / "data" / "territory" / "valle-de-aburra.csv"
KIND = "places"  # put aside: the file that was looked at and what it would change
MOST_NAMED, MOST_CHANGES = 10, 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PLACES)
@limited_uploads
def places(request: HttpRequest) -> HttpResponse:
    """The municipalities, the forms of both files, and what the file that was looked at would change."""
    form = PlacesForm(request.POST, request.FILES) if request.method == "POST" else PlacesForm()
    tell(form, request)
    if form.is_valid():
        looked = attempt(None, _looked, request, form.places, form.text, form.cleaned_data["file"].name)
        if looked:
            return redirect("administration:places")
        form.add_error("file", [looked.message, *looked.refusal.details])
    return _page(request, form, BoundariesForm())


@require_POST
@requires(Permission.MANAGE_PLACES)
def places_load(request: HttpRequest) -> HttpResponse:
    """Load the file that was looked at, or put it away; or look at the municipalities that come with the portal."""
    action, key = request.POST.get("accion"), request.POST.get("clave", "")
    if action == "propios":
        text = SHIPPED.read_text(encoding="utf-8")
        read = attempt(request, actions.places_in, text, name=SHIPPED.name)
        if read.result is not None:
            attempt(request, _looked, request, read.result, text, SHIPPED.name)
        return redirect("administration:places")
    if action == "descartar":
        set_aside.drop(kind=KIND, key=key, user=request.user)
        messages.info(request, "El archivo se descartó. No cambió nada.")
        return redirect("administration:places")
    seen = set_aside.get(kind=KIND, key=key, user=request.user, at=timezone.now())
    if seen is None:
        messages.error(request, "La revisión venció. Suba el archivo otra vez.")
        return redirect("administration:places")
    read = attempt(request, actions.places_in, seen["text"], name=seen["name"])
    if read.result is not None:
        loaded = attempt(request, actions.load_places, places=read.result, by=request.user, at=timezone.now())
        if loaded.result is not None:
            created, updated = loaded.result
            new = counted(created, "municipio nuevo", "municipios nuevos")
            messages.success(request, f"{new}, {counted(updated, 'que ya estaba', 'que ya estaban')}.")
            set_aside.drop(kind=KIND, key=key, user=request.user)
    return redirect("administration:places")


@read_at("administration:places")
@requires(Permission.MANAGE_PLACES)
@limited_uploads
def boundaries_load(request: HttpRequest) -> HttpResponse:
    """Load the boundaries of a file or, with `accion=revisar`, say what loading it would draw."""
    form = BoundariesForm(request.POST, request.FILES)
    tell(form, request)
    if not form.is_valid():
        return _page(request, PlacesForm(), form)
    only_look = request.POST.get("accion") == "revisar"
    action = actions.preview_boundaries if only_look else actions.load_boundaries
    done = attempt(
        form, action, shapes=form.shapes, attribution=form.cleaned_data["attribution"],
        licence=form.cleaned_data["licence"], sha256=form.sha256, by=request.user, at=timezone.now(),
    )  # fmt: skip
    if done.result is None:
        return _page(request, PlacesForm(), form)
    changed, lacking = done.result
    messages.success(request, _drawn(len(form.shapes), changed=changed, only_look=only_look))
    if lacking:
        names = first_ones([str(place) for place in lacking], MOST_NAMED)
        messages.warning(request, f"Sin límite: {names}. Mientras falten, la portada muestra el mapa esquemático.")
    return redirect("administration:places")


@require_POST
@requires(Permission.MANAGE_PLACES)
def boundaries_remove(request: HttpRequest) -> HttpResponse:
    removed = actions.remove_boundaries(by=request.user, at=timezone.now())
    said = counted(removed, "límite retirado", "límites retirados")
    messages.success(request, f"{said}. La portada muestra el mapa esquemático.")
    return redirect("administration:places")


def _drawn(count: int, *, changed: bool, only_look: bool) -> str:
    drawn = counted(count, "límite", "límites")
    if only_look:
        return f"El archivo trae {drawn} que se pueden dibujar. Todavía no cambió nada: cárguelo cuando quiera."
    return f"Se cargaron {drawn}." if changed else f"{drawn}, los que ya estaban: no cambió nada."


def _looked(request: HttpRequest, read: list, text: str, name: str) -> str:
    """Put a file aside with what it would change, worked out once; return its key."""
    changes = actions.preview_places(places=read)
    shown = [
        {
            "name": str(one.municipality),
            "divipola": one.municipality.divipola,
            "is_new": one.is_new,
            "fields": one.fields,
        }
        for one in changes[:MOST_CHANGES]
    ]
    while waiting := set_aside.newest(kind=KIND, user=request.user, at=timezone.now()):
        set_aside.drop(kind=KIND, key=waiting[0], user=request.user)  # one file at a time
    content = {"name": name, "text": text, "changes": shown, "count": len(changes)}
    return set_aside.put(kind=KIND, owner_id=request.user.pk, content=content, at=timezone.now())


def _lacks_own() -> bool:
    """Whether a municipality that comes with the portal is not loaded."""
    codes = {place.divipola for place in actions.places_in(SHIPPED.read_text(encoding="utf-8"), name=SHIPPED.name)}
    return Municipality.objects.filter(divipola__in=codes).count() < len(codes)


def _page(request: HttpRequest, form: PlacesForm, boundaries: BoundariesForm) -> HttpResponse:
    key, seen = set_aside.newest(kind=KIND, user=request.user, at=timezone.now()) or ("", None)
    rows = Municipality.objects.in_river_order().select_related("boundary").defer("facts")
    context = {
        "form": form, "boundaries": boundaries, "seen": seen, "key": key, "most": MOST_CHANGES, "lacks_own": _lacks_own(),
        "page": paginate(request, rows), "source": BoundarySource.objects.first(),
    }  # fmt: skip
    status = 422 if form.errors or boundaries.errors else 200
    return render(request, "administration/places.html", context, status=status)
