"""The files of a draft: written with a preview, added, uploaded, renamed, taken out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.downloads import SAFE_HEADERS
from core.web.edge import attempt, status_of
from core.web.upload_limit import limited_uploads, tell
from training.courses.actions import drafts as acts
from training.courses.actions.norms import stored_norms
from training.courses.choices import MEDIA_TYPES, is_image
from training.courses.forms.drafts import AddForm, FileForm, RenameForm, TextForm
from training.courses.loaders.course import survey
from training.courses.loaders.modules import MODULE
from training.courses.loaders.skeletons import LESSON
from training.courses.presenters.drafts import addresses_of, faults_of, lesson_in, lessons_of, modules_of, preview_of
from training.courses.views.drafts import draft_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def draft_text(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One text with its faults and how it looks. A draft takes anything, so keeping a text is how one sees it."""
    draft = draft_of(pk)
    stored = draft.files.get(name)
    if stored is None and request.method != "POST":
        raise Http404
    initial = {"text": stored, "seen": acts.fingerprint(stored or "")}
    form, done = TextForm(request.POST if request.method == "POST" else None, initial=initial), None
    context = {"draft": draft, "name": name, "form": form}
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form, acts.write_text, draft=draft, name=name, text=typed["text"], seen=typed["seen"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, f"{name} quedó guardado.")
            return redirect(f"{request.path}#h-faltas")
        draft.refresh_from_db()
        form.data = form.data.copy()
        form.data["seen"] = acts.fingerprint(draft.files.get(name, ""))  # saving again is meant
        context["others"] = draft.files.get(name)
    elif not form.is_bound:
        files = acts.files_of(draft)
        problems = survey(files, stored_norms()).problems
        context["faults"] = [one for one in faults_of(draft, problems) if one.problem.file == name]
        context["elsewhere"] = len(problems) - len(context["faults"])
        context["preview"] = preview_of(name, stored, addresses_of(draft, list(files)))
    return render(request, "training/courses/staff/draft_text.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.EDIT_COURSES)
def draft_look(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A lesson of a draft as who takes the course reads it, as far as its reader understands it today."""
    draft = draft_of(pk)
    if name not in draft.files or not name.endswith(".md"):
        raise Http404
    files = acts.files_of(draft)
    reading = survey(files, stored_norms())
    addresses = addresses_of(draft, list(files)) | lessons_of(draft)
    html = preview_of(name, draft.files[name], addresses, level=2).html
    faults = sum(problem.file == name for problem in reading.problems)
    context = {"draft": draft, "name": name, "html": html, "lesson": lesson_in(reading.content, name), "faults": faults}
    return render(request, "training/courses/staff/draft_look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def draft_add(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    initial = {"module": request.GET.get("en", "")}
    form = AddForm(request.POST if request.method == "POST" else None, modules=modules_of(draft), initial=initial)
    done = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        common = {"draft": draft, "title": typed["title"], "by": request.user, "at": timezone.now()}
        if typed["kind"] == MODULE:
            done = attempt(form, acts.add_module, **common)
        elif typed["kind"] == LESSON:
            done = attempt(form, acts.add_lesson, module=typed["module"], **common)
        else:
            done = attempt(form, acts.add_part, module=typed["module"], kind=typed["kind"], **common)
        if done:
            messages.success(request, f"{done.result} quedó en el borrador. Escríbalo ahora.")
            return redirect("courses:draft-text", pk, done.result)
    context = {"draft": draft, "form": form}
    return render(request, "training/courses/staff/draft_add.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
@limited_uploads
def draft_upload(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    posted = request.method == "POST"
    form = FileForm(request.POST if posted else None, request.FILES if posted else None, modules=modules_of(draft))
    tell(form, request)
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, acts.put_file, draft=draft, name=form.name, content=form.cleaned_data["file"].read(),
            replaces=form.cleaned_data["replaces"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, f"{form.name} quedó en el borrador.")
            return redirect(draft)
    context = {"draft": draft, "form": form}
    return render(request, "training/courses/staff/draft_upload.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def draft_entry(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Another name for a file or a module; POST with `remove` takes it out."""
    draft = draft_of(pk)
    if request.method != "POST" and name not in acts.files_of(draft):
        raise Http404
    removes = "remove" in request.POST
    form, done = RenameForm(request.POST if request.method == "POST" and not removes else None, name=name), None
    common = {"draft": draft, "by": request.user, "at": timezone.now()}
    if removes:
        done = attempt(None, acts.remove, name=name, **common)
    elif form.is_bound and form.is_valid():
        done = attempt(form, acts.rename, old=name, new=form.path, **common)
    if done:
        said = "quedó fuera del borrador." if removes else f"ahora se llama {done.result}."
        messages.success(request, f"{name} {said}")
        return redirect(draft)
    context = {"draft": draft, "name": name, "form": form, "refused": done if removes else None}
    context["held"] = (
        [one for one in acts.files_of(draft) if one.startswith(f"{form.folder}/")] if form.is_module else []
    )
    return render(request, "training/courses/staff/draft_entry.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.EDIT_COURSES)
def draft_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A template or an image of a draft, for its preview."""
    file = draft_of(pk).other_files.filter(name=name).first()
    if file is None:
        raise Http404
    last = name.rpartition("/")[2]
    headers = {
        "Content-Disposition": content_disposition_header(not is_image(name), last), "Cache-Control": "no-store",
        "Content-Type": MEDIA_TYPES.get(last[last.rfind(".") :].lower(), "application/octet-stream"), **SAFE_HEADERS,
    }  # fmt: skip
    return HttpResponse(bytes(file.content), headers=headers)
