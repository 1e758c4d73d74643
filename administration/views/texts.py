"""The texts of mails and legal pages: list, editor with an example, versions and what changed between them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from administration.forms import TextForm
from administration.queries.texts import comparison, example_of, versions_page
from core.numbers import whole
from core.refusals import Refusal, Stale
from core.versioned_text import actions
from core.versioned_text.models import MOST_OF_A_BODY
from core.versioned_text.queries import Current, current, listed_texts
from core.versioned_text.registry import TEXTS, RegisteredText
from core.web.edge import attempt


@require_safe
@requires(Permission.EDIT_TEXTS)
def text_list(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/texts.html", {"texts": listed_texts()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_TEXTS)
def text_edit(request: HttpRequest, code: str) -> HttpResponse:
    text = _text(code)
    if request.method == "POST":
        return _saved(request, text)
    now, draft = current(code), request.session.get(_key(code)) if "ejemplo" in request.GET else None
    usual = {"heading": now.wording.heading, "body": now.wording.body, "seen_version": now.number}
    example = example_of(text, draft["heading"], draft["body"]) if draft else None
    return _editor(request, text, TextForm(initial=draft or usual, text=text), now, example=example)


def _saved(request: HttpRequest, text: RegisteredText) -> HttpResponse:
    form = TextForm(request.POST, text=text)
    if not form.is_valid():
        return _editor(request, text, form, current(text.key), status=422)
    typed = form.cleaned_data
    if "example" in request.POST:  # shown by the page that follows: going back and forth sends nothing twice
        request.session[_key(text.key)] = typed
        return redirect(f"{request.path}?ejemplo=1#ejemplo")
    saved = attempt(None, actions.edit, key=text.key, by=request.user, at=timezone.now(), **typed)
    if saved.refusal:
        return _refused(request, text, form, saved.refusal)
    request.session.pop(_key(text.key), None)
    messages.success(request, f"Se guardó la versión {saved.result.number} de «{text.name}». Rige desde ahora.")
    return redirect("administration:text-edit", text.key)


def _refused(request: HttpRequest, text: RegisteredText, form: TextForm, refusal: Refusal) -> HttpResponse:
    for line in refusal.details or [refusal.message]:
        form.add_error(None, line)
    now = current(text.key)
    if not isinstance(refusal, Stale):
        return _editor(request, text, form, now, status=422)
    form.see(now.number)
    changes = comparison(now.wording, actions.tidied(form.cleaned_data["heading"], form.cleaned_data["body"]))
    return _editor(request, text, form, now, status=409, changes=changes)


@require_safe
@requires(Permission.EDIT_TEXTS)
def text_versions(request: HttpRequest, code: str) -> HttpResponse:
    text = _text(code)
    found = versions_page(text, request.GET.get("antes", ""), request.GET.get("ahora", ""))
    return render(request, "administration/text_versions.html", {"text": text, "page": found})


@require_POST
@requires(Permission.EDIT_TEXTS)
def text_restore(request: HttpRequest, code: str, version: int) -> HttpResponse:
    text = _text(code)
    seen = whole(request.POST.get("seen_version", ""))
    restored = attempt(
        request, actions.restore, key=code, number=version, seen_version=-1 if seen is None else seen,
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    if restored:
        messages.success(request, f"«{text.name}» vuelve a decir lo de antes. Es la versión {restored.result.number}.")
    return redirect("administration:text-versions", code)


def _editor(
    request: HttpRequest, text: RegisteredText, form: TextForm, now: Current, status: int = 200, **context
) -> HttpResponse:
    context |= {"text": text, "form": form, "now": now, "most": MOST_OF_A_BODY}
    return render(request, "administration/text_edit.html", context, status=status)


def _text(code: str) -> RegisteredText:
    if code not in TEXTS:
        raise Http404("No hay un texto con ese nombre.")
    return TEXTS[code]


def _key(code: str) -> str:
    return f"text-draft:{code}"
