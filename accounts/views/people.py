"""One person of a team: data, roles, history; a reminder; a second factor that was lost."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can, requires
from accounts.actions import people, rosters, second_factor
from accounts.forms import AddressForm, PersonNameForm, ResetReasonForm
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import has_roles_to_choose, mark_manageable, may_manage, team_of
from accounts.queries.people import asked_address, has_second_factor, history_of, listed, visible_people
from accounts.views.team import INVITERS, back_to_list
from core.web.edge import attempt
from core.web.rate_limit import client_network


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*INVITERS)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`operation` of a POST says which of the page's forms was sent."""
    person = get_object_or_404(visible_people(request.user), pk=pk)
    asked = request.POST.get("operation") if request.method == "POST" else None
    data = {asked: request.POST}
    name = PersonNameForm(data.get("name"), initial={"name": person.name})
    address = AddressForm(data.get("address"), network=client_network(request))
    sent = {"by": request.user, "at": timezone.now()}
    if asked == "name" and name.is_valid() and attempt(name, people.rename, person=person, **name.cleaned_data, **sent):
        messages.success(request, "Nombre guardado.")
        return _to_person(person)
    if asked == "address" and address.is_valid():
        email = address.cleaned_data["email"]
        if attempt(address, people.ask_address, person=person, email=email, **sent):
            messages.success(request, f"El mensaje para confirmar va en camino a {email}. Hasta entonces nada cambia.")
            return _to_person(person)
    if asked == "withdraw" and attempt(request, people.withdraw_address, person=person, **sent):
        messages.success(request, "Cambio de correo anulado. El mensaje para confirmarlo ya no sirve.")
        return _to_person(person)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person.html", _page(request, person, name, address), status=status)


def _page(request: HttpRequest, person: User, name: PersonNameForm, address: AddressForm) -> dict:
    sees_all = can(request.user, Permission.INVITE_ANYONE)
    roles = mark_manageable(team_of(request.user).filter(user=person), request.user)
    is_self = person.pk == request.user.pk
    now = timezone.now()
    return {
        "person": person,
        "one": listed(person, roles, at=now),
        "roles": roles,
        "name_form": name if may_manage(request.user, person) else None,
        "address_form": address if sees_all and not is_self and person.is_active else None,
        "pending_address": asked_address(person).first() if sees_all else None,
        "may_reset_factor": sees_all and not is_self and has_second_factor(person),
        "may_change_roles": has_roles_to_choose(request.user),
        "may_invite_again": sees_all and person.is_active,
        "may_remind": person.last_login is None and person.is_active and any(role.is_manageable for role in roles),
        "history": history_of(person, viewer=request.user),
        "is_self": is_self,
        "now": now,
    }


@require_POST
@requires(*INVITERS)
def person_remind(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.filter(pk__in=team_of(request.user).values("user")), pk=pk)
    if attempt(request, rosters.remind, person=person, by=request.user, at=timezone.now()):
        messages.success(request, f"Se le escribió otra vez a {person.email}.")
    return _to_person(person) if request.POST.get("from") == "person" else back_to_list(request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INVITE_ANYONE)
def factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(visible_people(request.user), pk=pk)
    form = ResetReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, second_factor.reset, person=person, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    ):
        messages.success(request, f"{person.get_full_name()} ya no tiene segundo factor. Se le avisa por correo.")
        return _to_person(person)
    context = {"person": person, "form": form, "has_factor": has_second_factor(person)}
    return render(request, "accounts/factor_reset.html", context, status=422 if form.errors else 200)


def _to_person(person: User) -> HttpResponseRedirect:
    return redirect("accounts:person-detail", pk=person.pk)
