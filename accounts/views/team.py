"""Members and roles: list, invite, end, revoke."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can, requires
from accounts.actions import invitations, memberships
from accounts.forms import InvitationForm, ReasonForm
from accounts.models import Membership
from accounts.permissions import Permission, Role, roles_with
from accounts.queries import holdings_of, mark_manageable, pending_invitations_of, team_of
from core.web.edge import attempt
from core.web.pagination import paginate
from territory.models import Municipality

INVITERS = (Permission.INVITE_TO_MUNICIPALITY, Permission.INVITE_ANYONE)
PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@requires(*INVITERS)
def team_list(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None, holdings=holdings_of(request.user))
    if form.is_valid():
        invited = attempt(form, invitations.invite, **form.cleaned_data, by=request.user, at=timezone.now())
        if invited:
            email = invited.result[0].email
            messages.success(request, f"Invitación creada para {email}. La invitación sirve 14 días y una sola vez.")
            return redirect("accounts:team-list")
    return render(request, "accounts/team.html", _team(request, form), status=422 if form.errors else 200)


def _team(request: HttpRequest, form: InvitationForm) -> dict:
    sees_all = can(request.user, Permission.INVITE_ANYONE)
    chosen = request.GET.get("municipio", "") if sees_all else ""
    people, pending = team_of(request.user), pending_invitations_of(request.user)
    if chosen == "metropolitano":
        people, pending = people.filter(municipality=None), pending.filter(municipality=None)
    elif chosen:
        people, pending = (rows.filter(municipality__slug=chosen) for rows in (people, pending))
    page = paginate(request, people, PER_PAGE)
    return {
        "form": form,
        "page": page,
        "people": mark_manageable(page, request.user),
        "pending": mark_manageable(pending, request.user),
        "now": timezone.now(),
        "sees_all": sees_all,
        "chosen": chosen,
        "places": Municipality.objects.in_river_order() if sees_all else (),
        "left_work_in": _place_left(request),
    }


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
        answer = redirect("accounts:team-list")
        if hands_over:
            answer["Location"] += f"?entregar={membership.municipality.slug}"
        return answer
    context = {"membership": membership, "form": form, "hands_over": hands_over}
    return render(request, "accounts/membership_end.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*INVITERS)
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(pending_invitations_of(request.user), pk=pk)
    if attempt(request, invitations.resend, invitation=invitation, by=request.user, at=timezone.now()):
        messages.success(request, f"Invitación enviada otra vez a {invitation.email}. El correo anterior ya no sirve.")
    return redirect("accounts:absent-list" if request.POST.get("from") == "absent" else "accounts:team-list")


@require_POST
@requires(*INVITERS)
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(pending_invitations_of(request.user), pk=pk)
    if attempt(request, invitations.revoke, invitation=invitation, by=request.user, at=timezone.now()):
        messages.success(request, f"Se anuló la invitación a {invitation.email}. Ya no sirve.")
    return redirect("accounts:team-list")
