"""Editions of the instrument: what there is, drafts, how a draft stands, how officials will see it, publishing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.refusals import Refusal
from core.words import counted
from core.workbook import XLSX
from diagnostics.actions import editions as actions
from diagnostics.choices import PartKind
from diagnostics.exports.edition_workbook import edition_workbook
from diagnostics.exports.editions import as_yaml, document_of
from diagnostics.forms.editions import StartForm
from diagnostics.loaders.draft_checks import Check, checked, outline_of
from diagnostics.loaders.drafts import RULES
from diagnostics.loaders.nodes import Place
from diagnostics.models import EditionDraft, InstrumentVersion
from diagnostics.queries.editions import editions, numbers_in_use
from diagnostics.queries.filling import build_filling
from diagnostics.queries.pages import Look, panels_of
from diagnostics.scoring import notation

KIND_WORDS = {PartKind.DIMENSION: "dimension", PartKind.INDICATOR: "indicador", PartKind.QUESTION: "pregunta"}
READ_ME = (
    "Cada hoja tiene una fila por parte: dimensiones, indicadores, preguntas, opciones, umbrales, normas.",
    "Puede agregar, quitar y ordenar filas. No cambie los encabezados ni los nombres de las hojas.",
    "Los códigos unen las hojas: cada pregunta dice a qué indicador pertenece; cada opción, de qué pregunta es.",
    "Las condiciones van en una línea: «dato tiene_consejo = sí o P-04 contiene a».",
    "Súbala en el portal, en Ediciones, con «A partir de» la edición de la que salió. Entra como borrador: nada se publica.",
)


def fetch(pk: int) -> EditionDraft:
    drafts = EditionDraft.objects.select_related("base__instrument", "changed_by", "published")
    return get_object_or_404(drafts.defer("base__content", "published__content"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def edition_list(request: HttpRequest) -> HttpResponse:
    """The editions and the open drafts; POST starts a draft."""
    posted = request.method == "POST"
    form = StartForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        try:
            draft = actions.start(
                name=form.draft_name, base=form.cleaned_data["base"], document=form.document, by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(draft)
    drafts = (
        EditionDraft.objects.open().select_related("base__instrument", "changed_by").defer("document", "base__content")
    )
    context = {
        "editions": editions(),
        "drafts": drafts,
        "form": form,
        "details": form.details,
    }
    return render(request, "diagnostics/editions/list.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.EDIT_INSTRUMENTS)
def edition_download(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion.objects.select_related("instrument"), pk=pk)
    title = f"{version.name}, edición {version.version}"
    return _download(
        request, document_of(version.content), title, f"edicion-{version.instrument.code}-{version.version}"
    )


@require_safe
@requires(Permission.EDIT_INSTRUMENTS)
def draft_download(request: HttpRequest, pk: int) -> HttpResponse:
    draft = fetch(pk)
    return _download(request, draft.document, f"Borrador «{draft.name}»", f"borrador-{draft.pk}-{draft.version}")


def _download(request: HttpRequest, document: dict, title: str, name: str) -> HttpResponse:
    kind = request.GET.get("formato", "")
    if kind == "yaml":
        response = HttpResponse(as_yaml(document), content_type="application/yaml; charset=utf-8")
    elif kind == "xlsx":
        read_me = [title, f"Descargada el {timezone.localtime():%d/%m/%Y a las %H:%M}.", *READ_ME]
        response = HttpResponse(edition_workbook(document, read_me=read_me), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name.lower()}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The outline of a draft with what is wrong and what it changes; POST moves a part, or does one of the small deeds."""
    draft = fetch(pk)
    if request.method == "POST":
        return _do(request, draft)
    check = checked(draft, numbers_in_use())
    context = {
        "draft": draft,
        "check": check,
        "rows": outline_of(draft, check),
        "obstacles": obstacles_of(draft, check),
        "kinds": KIND_WORDS,
    }
    return render(request, "diagnostics/editions/draft.html", context)


def _do(request: HttpRequest, draft: EditionDraft) -> HttpResponse:
    deed, _, code = request.POST.get("deed", "").partition(":")
    common = {"draft": draft, "by": request.user, "at": timezone.now()}
    here = redirect(draft)
    try:
        if deed in ("up", "down"):
            kind, _, code = code.partition(":")
            actions.move_part(kind=PartKind(kind), code=code, by_places=-1 if deed == "up" else 1, **common)
            here["Location"] += f"#p-{code}"
        elif deed == "bring-back":
            actions.bring_back(code=code, **common)
            messages.success(request, f"{code} volvió al borrador, al final de su indicador.")
        elif deed == "relate":
            count = actions.relate_reworded(**common)
            messages.success(
                request, f"{counted(count, 'pregunta quedó', 'preguntas quedaron')} como la misma, redactada de nuevo."
            )
        elif deed == "discard":
            actions.discard(**common)
            messages.success(request, f"El borrador «{draft.name}» se descartó.")
            return redirect("diagnostics:edition-list")
    except (Refusal, ValueError) as problem:
        messages.error(request, problem.message if isinstance(problem, Refusal) else "Esa acción no existe.")
    return here


def obstacles_of(draft: EditionDraft, check: Check) -> list[dict[str, str]]:
    """Return what is in the way as links to the page where it is mended."""
    return [{"url": _page_of(draft, *place.part), "text": sentence(place, words)} for place, words in check.obstacles]


def sentence(place: Place, words: str) -> str:
    return f"{place[:1].upper()}{place[1:]}: {words}."


def _page_of(draft: EditionDraft, kind: str, code: str) -> str:
    if kind in PartKind.values and code:
        return reverse("diagnostics:draft-part", args=[draft.pk, KIND_WORDS[PartKind(kind)], code])
    return reverse("diagnostics:draft-rules" if kind == RULES else "diagnostics:draft-head", args=[draft.pk])


@require_safe
@requires(Permission.EDIT_INSTRUMENTS)
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions as officials will see them, one dimension at a time, with the conditions in words."""
    draft = fetch(pk)
    check = checked(draft, numbers_in_use())
    context = {"draft": draft, "check": check, "obstacles": obstacles_of(draft, check)}
    if check.instrument:
        dimensions = check.instrument.dimensions
        chosen = next((d for d in dimensions if d.code == request.GET.get("dimension")), dimensions[0])
        filling = build_filling(check.instrument, {}, {}, {}, {})
        sections = [
            (
                indicator,
                [(p, notation.write(p.question.applies_when)) for p in panels_of(filling, indicator.questions, Look())],
            )
            for indicator in chosen.indicators
        ]
        context |= {
            "dimensions": dimensions,
            "chosen": chosen,
            "sections": sections,
            "kind": KIND_WORDS[PartKind.QUESTION],
        }
    return render(request, "diagnostics/editions/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = fetch(pk)
    refusal = None
    if request.method == "POST":
        try:
            version = actions.publish(draft=draft, by=request.user, at=timezone.now())
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(
                request, f"La edición {version.version} quedó publicada. Ya puede abrirse un ciclo con ella."
            )
            return redirect("diagnostics:edition-list")
    check = checked(draft, numbers_in_use())
    context = {"draft": draft, "check": check, "obstacles": obstacles_of(draft, check), "refusal": refusal}
    return render(request, "diagnostics/editions/publish.html", context, status=409 if refusal else 200)
