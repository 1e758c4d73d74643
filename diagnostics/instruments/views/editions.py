"""Pages of editions: the list, the drafts and their state, publication."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.web.upload_limit import limited_uploads, tell
from core.words import counted, moment_in_full
from core.workbook import XLSX
from diagnostics.instruments.actions import editions as actions
from diagnostics.instruments.choices import PartKind, QuestionType
from diagnostics.instruments.exports.edition_workbook import edition_workbook
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.forms.editions import StartForm
from diagnostics.instruments.loaders.draft_checks import checked, outline_of
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from diagnostics.instruments.presenters.changes import change_groups
from diagnostics.instruments.presenters.drafts import KIND_WORDS, obstacles_of
from diagnostics.instruments.queries.editions import editions, numbers_in_use

READ_ME = (
    "Cada hoja tiene una fila por parte: dimensiones, indicadores, preguntas, opciones, umbrales, normas, afirmaciones.",
    "Puede agregar, quitar y ordenar filas. No cambie los encabezados ni los nombres de las hojas.",
    "Los códigos unen las hojas: cada pregunta dice a qué indicador pertenece; cada opción, de qué pregunta es.",
    "Las condiciones van en una línea: «dato tiene_consejo = sí o P-04 contiene a».",
    "En «Afirmaciones» va la frase que verá la ciudadanía con cada respuesta. Una pregunta las lleva todas o ninguna.",
    "Súbala en el portal, en Ediciones, con «A partir de» la edición de la que salió. Entra como borrador: nada se publica.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
@limited_uploads
def edition_list(request: HttpRequest) -> HttpResponse:
    """The editions and the open drafts; POST starts a draft."""
    posted = request.method == "POST"
    form = StartForm(request.POST if posted else None, request.FILES if posted else None)
    tell(form, request)
    if form.is_valid():
        started = attempt(
            form, actions.start, name=form.draft_name, base=form.cleaned_data["base"], document=form.document,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        if started:
            return redirect(started.result)
    drafts = (
        EditionDraft.objects.open().select_related("base__instrument", "changed_by").defer("document", "base__content")
    )
    known = editions()
    context = {
        "editions": known,
        "published": next((e.version for e in known if str(e.version.pk) == request.GET.get("publicada")), None),
        "may_open_rounds": can(request.user, Permission.MANAGE_ROUNDS),
        "drafts": drafts,
        "form": form,
        "details": form.details,
        "now": timezone.now(),
    }
    return render(request, "diagnostics/instruments/editions/list.html", context, status=422 if form.errors else 200)


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
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    return _download(request, draft.document, f"Borrador «{draft.name}»", f"borrador-{draft.pk}-{draft.version}")


def _download(request: HttpRequest, document: dict, title: str, name: str) -> HttpResponse:
    kind = request.GET.get("formato", "")
    if kind == "yaml":
        response = HttpResponse(as_yaml(document), content_type="application/yaml; charset=utf-8")
    elif kind == "xlsx":
        read_me = [title, f"Descargada el {moment_in_full(timezone.now())}.", *READ_ME]
        response = HttpResponse(edition_workbook(document, read_me=read_me), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name.lower()}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The outline of a draft with its faults and changes.

    POST moves a part, restores or relates questions, or discards the draft.
    """
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    if request.method == "POST":
        return _do(request, draft)
    check = checked(draft, numbers_in_use())
    rows, groups = outline_of(draft, check), change_groups(draft, check)
    context = {
        "draft": draft,
        "check": check,
        "rows": rows,
        "dimensions": [row for row in rows if row.kind == PartKind.DIMENSION],
        "obstacles": obstacles_of(draft, check),
        "groups": groups,
        "changed_count": sum(len(group.parts) for group in groups),
        "marks": {part.code: part.mark for group in groups for part in group.parts},
        "kinds": KIND_WORDS,
        "types": dict(QuestionType.choices),
    }
    return render(request, "diagnostics/instruments/editions/draft.html", context)


def _do(request: HttpRequest, draft: EditionDraft) -> HttpResponse:
    operation, _, code = request.POST.get("operation", "").partition(":")
    common = {"draft": draft, "by": request.user, "at": timezone.now()}
    here = redirect(draft)
    if operation in ("up", "down"):
        kind, _, code = code.partition(":")
        if kind not in PartKind.values:
            messages.error(request, "Esa acción no existe.")
        elif attempt(
            request,
            actions.move_part,
            kind=PartKind(kind),
            code=code,
            by_places=-1 if operation == "up" else 1,
            **common,
        ):
            here["Location"] += f"#p-{code}"
    elif operation == "bring-back" and attempt(request, actions.bring_back, code=code, **common):
        messages.success(request, f"{code} volvió al borrador, al final de su indicador.")
    elif operation == "relate" and (related := attempt(request, actions.relate_reworded, **common)):
        words = counted(related.result, "pregunta quedó", "preguntas quedaron")
        messages.success(request, f"{words} como la misma, redactada de nuevo.")
    elif operation == "discard" and attempt(request, actions.discard, **common):
        messages.success(request, f"El borrador «{draft.name}» se descartó.")
        return redirect("instruments:edition-list")
    return here


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_INSTRUMENTS)
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(EditionDraft.objects.with_context(), pk=pk)
    refusal = None
    if request.method == "POST":
        published = attempt(None, actions.publish, draft=draft, by=request.user, at=timezone.now())
        if published:
            number = published.result.version
            messages.success(request, f"La edición {number} quedó publicada. Ya puede abrirse un ciclo con ella.")
            return redirect(f"{reverse('instruments:edition-list')}?publicada={published.result.pk}")
        refusal = published.refusal
    check = checked(draft, numbers_in_use())
    context = {"draft": draft, "check": check, "obstacles": obstacles_of(draft, check), "refusal": refusal}
    context["groups"] = change_groups(draft, check)
    return render(request, "diagnostics/instruments/editions/publish.html", context, status=409 if refusal else 200)
