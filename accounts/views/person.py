"""The user's own account page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from accounts.actions import people
from accounts.choices import NOTICE_VERSION
from accounts.forms import ProfileForm
from accounts.queries import holdings_of


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        people.rename(person=request.user, name=name, by=request.user, at=timezone.now())
        messages.success(request, "Nombre guardado.")
        return redirect("accounts:profile")
    context = {"form": form, "holdings": holdings_of(request.user), "notice_version": NOTICE_VERSION}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
