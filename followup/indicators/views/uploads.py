"""Loading files of measurements and targets: upload, what it would change, loading."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import Attempt, attempt
from core.web.upload_limit import limited_uploads, tell
from core.words import counted
from followup.indicators.actions import uploads as acts
from followup.indicators.forms.uploads import UploadForm
from followup.indicators.presenters import columns_of_files, lines_of_file

READ = "revision"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_INDICATORS)
@limited_uploads
def file_load(request: HttpRequest) -> HttpResponse:
    """A file that was read is shown at an address of its own, until it is loaded."""
    posted = request.method == "POST"
    if not posted and (key := request.GET.get(READ)):
        return _look(request, key)
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    tell(form, request)
    looked: Attempt = Attempt()
    if posted and form.is_valid():
        file = {"kind": form.cleaned_data["kind"], "data": form.cleaned_data["file"], "name": form.name}
        looked = attempt(form, acts.look, **file, by=request.user, at=timezone.now())
        if looked:
            kept = attempt(form, acts.keep, **file, by=request.user, at=timezone.now())
            if kept:
                return redirect(_address(kept.result or ""))
    context = {"form": form, "faults": looked.details, "columns": columns_of_files()}
    return render(request, "followup/indicators/file_load.html", context, status=422 if posted else 200)


@require_POST
@requires(Permission.MANAGE_INDICATORS)
def file_confirm(request: HttpRequest) -> HttpResponse:
    """Load the file that was looked at or, with `op=descartar`, put it away."""
    key = request.POST.get(READ, "")
    if request.POST.get("op") == "descartar":
        acts.drop(key=key, by=request.user)
        messages.info(request, "El archivo se descartó. No cambió nada.")
        return redirect("indicators:file-load")
    done = attempt(request, acts.load, key=key, by=request.user, at=timezone.now())
    if not done:
        return redirect("indicators:file-load" if isinstance(done.refusal, acts.UploadGone) else _address(key))
    changed = done.result.report.written
    said = counted(changed, "fila cambió algo", "filas cambiaron algo") if changed else "no cambió nada"
    messages.success(request, f"«{done.result.name}» quedó cargado: {said}.")
    return redirect("indicators:file-load")


def _look(request: HttpRequest, key: str) -> HttpResponse:
    looked = attempt(None, acts.look_again, key=key, by=request.user, at=timezone.now())
    if isinstance(looked.refusal, acts.UploadGone):
        messages.error(request, looked.message)
        return redirect("indicators:file-load")
    found = looked.result
    context = {
        "key": key, "found": found, "refusal": looked.message, "faults": looked.details,
        "lines": lines_of_file(found) if found else [],
    }  # fmt: skip
    return render(request, "followup/indicators/file_check.html", context, status=looked.status)


def _address(key: str) -> str:
    return f"{reverse('indicators:file-load')}?{urlencode({READ: key})}"
