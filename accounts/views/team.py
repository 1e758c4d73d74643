"""The people of a team: list, invite, change or end a role, resend and revoke invitations."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires
from accounts.actions import invitations, memberships
from accounts.forms import InvitationForm, ReasonForm, RoleChangeForm
from accounts.models import Membership
from accounts.permissions import Permission, Role, roles_with
from accounts.presenters import filters_of, team_sentence
from accounts.queries import holdings_of, invitations_of, team_of
from accounts.queries.contacts import unstaffed_in
from accounts.queries.people import Wanted, chosen, people_of
from core.web.addresses import NEXT, next_page
from core.web.edge import attempt
from core.web.pagination import paginate
from territory.models import Municipality

INVITERS = (Permission.INVITE_TO_MUNICIPALITY, Permission.INVITE_ANYONE)
PER_PAGE = 30


@require_safe
@requires(*INVITERS)
def team_list(request: HttpRequest) -> HttpResponse:
    now, wanted = timezone.now(), Wanted.of(request.GET)
    sees_all = can(request.user, Permission.INVITE_ANYONE)
    places = list(Municipality.objects.in_river_order()) if sees_all else []
    people = people_of(request.user, at=now)
    kept = chosen(people, wanted)
    context = {
        "page": paginate(request, kept, PER_PAGE),
        "sentence": team_sentence(people, kept, wanted),
        "wanted": wanted,
        "filters": filters_of(people, places),
        "unstaffed": unstaffed_in([place for place in places if wanted.place in ("", place.slug)], now),
        "invited": sum(one.user is None for one in kept),
        "now": now,
        "sees_all": sees_all,
        "left_work_in": _place_left(request),
    }
    return render(request, "accounts/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*INVITERS)
def invite(request: HttpRequest) -> HttpResponse:
    """`rol`, `municipio` (a slug) and `correo` of the address are proposed; `siguiente`: the page to return to."""
    back = next_page(request)
    form = InvitationForm(request.POST if request.method == "POST" else None, holdings=holdings_of(request.user))
    form.propose(request.GET.get("rol", ""), request.GET.get("municipio", ""))
    form.initial["email"] = request.GET.get("correo", "")
    if form.is_valid():
        invited = attempt(form, invitations.invite, **form.cleaned_data, by=request.user, at=timezone.now())
        if invited:
            email = invited.result[0].email
            messages.success(request, f"Invitación creada para {email}. La invitación sirve 14 días y una sola vez.")
            return redirect(back or "accounts:team-list")
    roles = [Role(value) for value, _ in form.fields["role"].choices if value]
    context = {"form": form, "roles": roles, "back": back, "next": NEXT}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


def _place_left(request: HttpRequest) -> Municipality | None:
    slug = request.GET.get("entregar", "")
    return Municipality.objects.filter(slug=slug).first() if slug else None


def _may_have_work(request: HttpRequest, membership: Membership) -> bool:
    """True if the departing person may have dimensions assigned that the user may see."""
    fills = Role(membership.role) in roles_with(Permission.FILL_ANSWERS)
    return fills and can(request.user, Permission.VIEW_ASSESSMENT, membership.municipality)


@require_http_methods(["GET", "POST"])
@requires(*INVITERS)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(team_of(request.user), pk=pk)
    hands_over = _may_have_work(request, membership)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, memberships.end, membership=membership, reason=form.cleaned_data["reason"], by=request.user,
        at=timezone.now(),
    ):  # fmt: skip
        if membership.user == request.user:
            update_session_auth_hash(request, membership.user)
        messages.success(request, f"{membership.user.get_full_name()} ya no tiene el rol «{membership.role_label}».")
        return _to_team(membership if hands_over else None)
    context = {"membership": membership, "form": form, "hands_over": hands_over}
    return render(request, "accounts/membership_end.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(*INVITERS)
def membership_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role in place of this one, in one step."""
    membership = get_object_or_404(team_of(request.user), pk=pk)
    hands_over = _may_have_work(request, membership)
    form = RoleChangeForm(request.POST if request.method == "POST" else None, holdings=holdings_of(request.user))
    form.propose("", membership.municipality.slug if membership.municipality else "")
    changed = form.is_valid() and attempt(
        form, memberships.change, membership=membership, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    if changed:
        now_holds = changed.result
        where = f" de {now_holds.municipality}" if now_holds.municipality else ""
        who = membership.user.get_full_name()
        messages.success(request, f"{who} es ahora {now_holds.role_label}{where}. Se le avisa por correo.")
        return _to_team(membership if hands_over else None)
    context = {"membership": membership, "form": form, "hands_over": hands_over}
    return render(request, "accounts/membership_change.html", context, status=422 if form.errors else 200)


def _to_team(left: Membership | None) -> HttpResponseRedirect:
    """Back to the list, with the reminder to hand over the work of a role that ended."""
    answer = redirect("accounts:team-list")
    if left is not None:
        answer["Location"] += f"?entregar={left.municipality.slug}"
    return answer


@require_POST
@requires(*INVITERS)
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_of(request.user), pk=pk)
    if attempt(request, invitations.resend, invitation=invitation, by=request.user, at=timezone.now()):
        messages.success(request, f"Invitación enviada otra vez a {invitation.email}. El correo anterior ya no sirve.")
    return back_to_list(request)


@require_POST
@requires(*INVITERS)
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_of(request.user), pk=pk)
    if attempt(request, invitations.revoke, invitation=invitation, by=request.user, at=timezone.now()):
        messages.success(request, f"Se anuló la invitación a {invitation.email}. Ya no sirve.")
    return back_to_list(request)


def back_to_list(request: HttpRequest) -> HttpResponseRedirect:
    """The list that the button stood in, with the filters that its address carried."""
    answer = redirect("accounts:absent-list" if request.POST.get("from") == "absent" else "accounts:team-list")
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer
