"""Pages of evidence: adding it to a question, the library of an assessment, one item, its file."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, require_permission, requires
from accounts.permissions import Permission
from accounts.queries import has_role_in
from core.downloads import uploaded_file_response
from core.numbers import whole
from core.personal_data import in_words
from core.web.edge import attempt
from core.web.upload_limit import drop_uploads, limited_uploads, upload_problem
from diagnostics.assessments.actions import evidence as actions
from diagnostics.assessments.actions import personal_data
from diagnostics.assessments.actions.answers import require_fillable
from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.forms.evidence import ChooseForm, DetailsForm, ReviseForm, UploadForm
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.assessments.presenters.assessments import BACK, back_to, came_from, context_of, fetch, go_back
from diagnostics.assessments.queries.evidence import FILTERS, library_of
from diagnostics.scoring.instrument import Question


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def evidence_list(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    chosen = request.GET.get("ver", "")
    items = library_of(assessment, today=timezone.localdate())
    shown = [item for item in items if item.is_in(chosen)]
    dimension_of = assessment.round.version.parsed.dimension_of
    groups = [
        (dimension.name, found)
        for dimension in assessment.round.version.parsed.dimensions
        if (found := [i for i in shown if i.indicator and dimension_of[i.indicator.code] == dimension])
    ]
    if unused := [item for item in shown if not item.uses]:
        groups.append(("Sin usar", unused))
    context = context_of(assessment, groups=groups, total=len(items), filters=FILTERS, chosen=chosen)
    context["hides_withheld"] = not has_role_in(request.user, assessment.municipality)
    return render(request, "diagnostics/assessments/evidence/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_ANSWERS)
@limited_uploads
def evidence_add(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.FILL_ANSWERS)
    spec = _question(assessment, question)
    library = list(Evidence.objects.filter(assessment=assessment).order_by("-added_at", "-pk"))
    is_choice = request.method == "POST" and "library-evidence" in request.POST
    is_upload = request.method == "POST" and not is_choice
    if request.FILES:
        _ask_first(request, require_fillable, assessment=assessment, questions=[spec.code])
    upload = UploadForm(
        request.POST if is_upload else None, request.FILES if is_upload else None, question=spec,
        upload_problem=upload_problem(request),
    )  # fmt: skip
    choose = ChooseForm(request.POST if is_choice else None, question=spec, library=library)
    bound = upload if is_upload else choose if is_choice else None
    if bound is not None and bound.is_valid():
        added = attempt(bound, _add, request, assessment, spec, bound)
        if added:
            return added.result
    asked = {"assessment": assessment, "questions": [spec.code], "by": request.user, "at": timezone.now()}
    closed = "" if bound is not None else attempt(None, require_fillable, **asked).message
    context = context_of(
        assessment, question=spec, back=back_to(request, assessment, question), back_name=BACK,
        upload=upload, choose=choose, library=library, bound=bound, closed=closed,
    )  # fmt: skip
    return render(
        request, "diagnostics/assessments/evidence/add.html", context, status=422 if bound is not None else 200
    )


def _add(
    request: HttpRequest, assessment: Assessment, question: Question, form: UploadForm | ChooseForm
) -> HttpResponse:
    common = {"assessment": assessment, "use": form.use, "by": request.user, "at": timezone.now()}
    if isinstance(form, ChooseForm):
        actions.attach(evidence=form.cleaned_data["evidence"], **common)
        messages.success(request, f"La evidencia ya prueba también {question.code}.")
        return go_back(request, assessment, question.code)
    added = actions.add_file(upload=form.cleaned_data["file"], **common)
    if added.personal_data:
        response = redirect(
            "assessments:evidence-detail", assessment.round.code, assessment.municipality.slug, added.pk
        )
        back = back_to(request, assessment, question.code).partition("#")[0]
        response["Location"] += f"?{urlencode({BACK: back})}"
        return response
    messages.success(request, f"«{added.name}» quedó guardado y prueba {question.code}.")
    return go_back(request, assessment, question.code)


@require_POST
@requires(Permission.FILL_ANSWERS)
def evidence_detach(request: HttpRequest, round: str, municipality: str, question: str, pk: int) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.FILL_ANSWERS)
    spec, evidence = _question(assessment, question), get_object_or_404(assessment.evidence, pk=pk)
    option = request.POST.get("option", "")
    if option and option not in {o.code for o in spec.options}:
        raise Http404
    use = Use(question, option)
    common = {"assessment": assessment, "by": request.user, "at": timezone.now()}
    if attempt(request, actions.detach, evidence=evidence, use=use, **common):
        messages.success(request, f"«{evidence.name}» ya no prueba {question}. Sigue en la biblioteca.")
    return go_back(request, assessment, question)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
@limited_uploads
def evidence_detail(request: HttpRequest, round: str, municipality: str, pk: int) -> HttpResponse:
    """One item with its uses and revisions; POST describes, revises or deletes it."""
    assessment = fetch(request, round, municipality)
    evidence = get_object_or_404(assessment.evidence.select_related("declared_clean_by"), pk=pk)
    if request.method == "POST":
        require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    operation = request.POST.get("operation", "") if request.method == "POST" else ""
    if operation == "forget":
        return _forget(request, assessment, evidence)
    if request.FILES:
        _ask_first(request, actions.require_changeable, assessment=assessment, evidence=evidence)
    start = {name: getattr(evidence, name) for name in (*DetailsForm.base_fields,)}
    details = DetailsForm(request.POST if operation == "describe" else None, initial=start, prefix="details")
    files = request.FILES if operation == "revise" else None
    revise = ReviseForm(
        request.POST if operation == "revise" else None, files, initial={"version": evidence.version}, prefix="new",
        upload_problem=upload_problem(request),
    )  # fmt: skip
    bound = {"describe": details, "revise": revise}.get(operation)
    if bound is not None and bound.is_valid() and attempt(bound, _write, request, assessment, evidence, bound):
        return redirect("assessments:evidence-detail", round, municipality, pk)
    (item,) = library_of(assessment, today=timezone.localdate(), only=evidence)
    context = context_of(
        assessment, item=item, evidence=evidence, details=details, revise=revise, bound=bound,
        may_fill=bound is not None or _may_change(request, assessment, evidence),
        may_decide=_may_decide(request, assessment),
        back=came_from(request, assessment), is_hidden=_is_hidden_from(request, evidence),
        revisions=evidence.revisions.select_related("replaced_by"), finds=finds_in_words(evidence),
    )  # fmt: skip
    return render(
        request,
        "diagnostics/assessments/evidence/detail.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _may_change(request: HttpRequest, assessment: Assessment, evidence: Evidence) -> bool:
    """Whether to offer changes: the person may fill, and the answers that it proves are open to that."""
    about = {"assessment": assessment, "evidence": evidence, "by": request.user, "at": timezone.now()}
    is_filler = can(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    return is_filler and bool(attempt(None, actions.require_changeable, **about))


def _ask_first(request: HttpRequest, require: Callable[..., None], **about) -> None:
    """Look at an uploaded file only if it could be kept."""
    if not (asked := attempt(None, require, by=request.user, at=timezone.now(), **about)):
        drop_uploads(request, asked.message)


@require_POST
@requires(Permission.FILL_ANSWERS, Permission.SIGN_ASSESSMENT)
def evidence_personal_data(request: HttpRequest, round: str, municipality: str, pk: int, revision: int) -> HttpResponse:
    """What a person of the municipality decides about personal data in a file, after having looked at it."""
    assessment = fetch(request, round, municipality)
    if not _may_decide(request, assessment):
        raise PermissionDenied
    evidence = get_object_or_404(assessment.evidence.exclude(file=""), pk=pk)
    common = {"assessment": assessment, "evidence": evidence, "by": request.user, "at": timezone.now()}
    decision = request.POST.get("decision", "")
    if decision == "hide":
        done = attempt(request, personal_data.hide, **common)
        message = "El archivo quedó oculto del público: lo ven su municipio y la revisión."
    elif decision == "clean":
        done = attempt(request, personal_data.declare_clean, seen_revision=revision, **common)
        message = "Quedó anotado, con su nombre y la hora, que el archivo no trae datos personales."
    elif decision == "withdraw":
        done = attempt(request, personal_data.withdraw_declaration, **common)
        message = "La declaración quedó retirada. El archivo espera otra vez que alguien lo mire."
    else:
        raise Http404
    if done:
        messages.success(request, message)
    question = request.GET.get("pregunta", "")
    if question in assessment.round.version.parsed.question_by_code:
        return go_back(request, assessment, question)
    return redirect("assessments:evidence-detail", round, municipality, pk)


def _may_decide(request: HttpRequest, assessment: Assessment) -> bool:
    place = assessment.municipality
    return any(can(request.user, one, place) for one in (Permission.FILL_ANSWERS, Permission.SIGN_ASSESSMENT))


def _write(request: HttpRequest, assessment: Assessment, evidence: Evidence, form: DetailsForm | ReviseForm) -> None:
    common = {"assessment": assessment, "evidence": evidence, "by": request.user, "at": timezone.now()}
    seen = form.cleaned_data["version"]
    if isinstance(form, DetailsForm):
        actions.describe(details=form.details, seen_version=seen, **common)
        messages.success(request, "Datos de la evidencia guardados.")
    else:
        actions.revise(content=form.content, reason=form.cleaned_data["reason"], seen_version=seen, **common)
        messages.success(request, "Evidencia cambiada. Lo anterior quedó en su historia.")


def _forget(request: HttpRequest, assessment: Assessment, evidence: Evidence) -> HttpResponse:
    where = (assessment.round.code, assessment.municipality.slug)
    if attempt(request, actions.forget, assessment=assessment, evidence=evidence, by=request.user, at=timezone.now()):
        messages.success(request, "Evidencia borrada de la biblioteca.")
        return redirect("assessments:evidence-list", *where)
    return redirect("assessments:evidence-detail", *where, evidence.pk)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def evidence_file(request: HttpRequest, round: str, municipality: str, pk: int) -> FileResponse:
    """Serve the file as an attachment to those who may see the assessment; a withheld one only to its municipality."""
    assessment = fetch(request, round, municipality)
    evidence = get_object_or_404(assessment.evidence, pk=pk)
    number = whole(request.GET.get("revision", ""))
    kept = evidence if number is None else get_object_or_404(evidence.revisions, number=number)
    is_withheld = evidence.withheld_at if kept is evidence else kept.was_withheld
    if is_withheld and not has_role_in(request.user, assessment.municipality):
        raise Http404("El documento tiene datos personales: solo lo abre su municipio, hasta que lo cambie.")
    return uploaded_file_response(kept.file, name=kept.file_name, media_type=kept.media_type)


def _is_hidden_from(request: HttpRequest, evidence: Evidence) -> bool:
    """Withheld evidence is hidden outside its municipality; of a link, also the address."""
    return evidence.withheld_at is not None and not has_role_in(request.user, evidence.assessment.municipality)


def finds_in_words(evidence: Evidence) -> list[str]:
    return in_words(evidence.personal_data)


def _question(assessment: Assessment, code: str) -> Question:
    found = assessment.round.version.parsed.question_by_code.get(code)
    if found is None or found.evidence == "none":
        raise Http404
    return found
