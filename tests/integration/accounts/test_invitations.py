from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.access import can
from accounts.actions import invitations
from accounts.choices import RESEND_AFTER
from accounts.models import Invitation, Membership, User
from accounts.permissions import Permission, Role
from accounts.queries import usable_invitation
from core.models import AuditEntry
from mail.models import Outbox
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership, make_user

pytestmark = pytest.mark.django_db

GONE = "Esta invitación no sirve: venció, se anuló o ya se usó. Pida una nueva a quien lo invitó."


def accept(token: str, now, name: str = "Ana Ruiz") -> User:
    return invitations.accept(token=token, name=name, password=PASSWORD, at=now)


def test_invited_person_gets_account_role_and_proven_address(own_liaison, here, now):
    _, token = invitations.invite(
        email="Ana@Alcaldia.example", role=Role.CONTRIBUTOR, municipality=here, by=own_liaison, at=now
    )
    user = accept(token, now + timedelta(days=13))
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("ana@alcaldia.example", "Ana Ruiz", True)
    assert EmailAddress.objects.get(user=user).verified is True
    assert list(user.memberships.values_list("role", "municipality")) == [("contributor", here.pk)]
    assert can(user, Permission.FILL_ANSWERS, here) is True


def test_mail_goes_out_on_commit_with_the_only_copy_of_the_link(
    own_liaison, here, now, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://portal.example"
    with django_capture_on_commit_callbacks(execute=True):
        invitation, token = invitations.invite(
            email="ana@alcaldia.example", role=Role.CONTRIBUTOR, municipality=here, by=own_liaison, at=now
        )
        assert mail.outbox == []
    (message,) = mail.outbox
    link = f"https://portal.example/cuenta/invitacion/{token}/"
    html = message.alternatives[0].content
    assert message.to == ["ana@alcaldia.example"]
    assert message.subject == "Invitación a Innovación Pública 360"
    assert link in message.body
    assert f'href="{link}"' in html
    assert "Enlace de Aquí lo invita" in message.body
    assert "Diligenciador/a de Aquí" in message.body
    assert "17 de marzo de 2027" in message.body
    invitation.refresh_from_db()
    assert invitation.mailed_at == now
    assert token not in str(Invitation.objects.values().get(pk=invitation.pk))


def test_failed_mail_leaves_the_invitation_marked_as_not_mailed(
    coordination, now, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "nowhere.NoBackend"
    with django_capture_on_commit_callbacks(execute=True):
        invitation, _ = invitations.invite(
            email="ana@area.example", role=Role.REVIEWER, municipality=None, by=coordination, at=now
        )
    invitation.refresh_from_db()
    assert (invitation.mailed_at, invitation.mail_problem) == (None, "")
    due = Outbox.objects.due(now + timedelta(minutes=10))
    assert list(due.values_list("kind", "subject_id")) == [("invitation", invitation.pk)]


@pytest.mark.parametrize(
    ("error", "problem"),
    [(SMTPDataError(550, "no such user"), "refused"), (SMTPServerDisconnected("in the middle"), "unsure")],
)
def test_mail_in_the_request_keeps_what_the_server_said(
    coordination, now, faulty, django_capture_on_commit_callbacks, error, problem
):
    faulty.on_send = error
    with django_capture_on_commit_callbacks(execute=True):
        invitation, token = invitations.invite(
            email="ana@area.example", role=Role.REVIEWER, municipality=None, by=coordination, at=now
        )
    invitation.refresh_from_db()
    assert (invitation.mailed_at, invitation.mail_problem) == (None, problem)
    assert usable_invitation(token, now) == invitation


def test_token_works_once(here, now):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now)
    accept(token, now)
    with pytest.raises(invitations.InvitationUnusable) as refused:
        accept(token, now)
    assert refused.value.message == GONE
    assert User.objects.count() == 1


@pytest.mark.parametrize("days", [14, 15, 400])
def test_expired_token_does_not_work(here, now, days):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now)
    with pytest.raises(invitations.InvitationUnusable) as refused:
        accept(token, now + timedelta(days=days))
    assert refused.value.message == GONE
    assert User.objects.count() == 0


def test_revoked_token_does_not_work(own_liaison, here, now):
    invitation, token = make_invitation(Role.CONTRIBUTOR, here, at=now)
    invitations.revoke(invitation=invitation, by=own_liaison, at=now)
    with pytest.raises(invitations.InvitationUnusable) as refused:
        accept(token, now)
    assert refused.value.message == GONE
    assert Membership.objects.filter(role=Role.CONTRIBUTOR).count() == 0


@pytest.mark.parametrize("token", ["", "x", "token-0", "é" * 200])
def test_unknown_token_does_not_work(db, now, token):
    with pytest.raises(invitations.InvitationUnusable) as refused:
        accept(token, now)
    assert refused.value.message == GONE


def test_hash_is_no_token(here, now):
    invitation, _ = make_invitation(Role.CONTRIBUTOR, here, at=now)
    with pytest.raises(invitations.InvitationUnusable):
        accept(invitation.token_sha256, now)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.COORDINATOR])
def test_token_gives_the_role_that_was_offered_and_no_other(here, now, role):
    _, token = make_invitation(role, here if role.is_municipal else None, at=now)
    user = accept(token, now)
    assert list(user.memberships.values_list("role", flat=True)) == [role]


def test_new_invitation_replaces_the_pending_one(own_liaison, here, now):
    offer = {"email": "ana@alcaldia.example", "role": Role.CONTRIBUTOR, "municipality": here, "by": own_liaison}
    _, first = invitations.invite(**offer, at=now)
    with pytest.raises(invitations.TooSoon, match="hace menos de un minuto"):
        invitations.invite(**offer, at=now + RESEND_AFTER - timedelta(seconds=1))
    _, second = invitations.invite(**offer, at=now + RESEND_AFTER)
    with pytest.raises(invitations.InvitationUnusable):
        accept(first, now)
    assert accept(second, now).email == "ana@alcaldia.example"


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.LIAISON, "here"), (Role.APPROVER, "here"), (Role.COORDINATOR, None), (Role.CONTRIBUTOR, "there")],
)
def test_liaison_invites_only_contributors_of_her_municipality(own_liaison, now, role, place, request):
    municipality = request.getfixturevalue(place) if place else None
    with pytest.raises(invitations.MayNotInvite, match="Su rol no le permite invitar"):
        invitations.invite(email="ana@alcaldia.example", role=role, municipality=municipality, by=own_liaison, at=now)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("inviter", [Role.CONTRIBUTOR, Role.APPROVER, Role.REVIEWER, Role.ADVISOR, Role.CITIZEN])
def test_other_roles_invite_nobody(here, now, inviter):
    by = make_member(inviter, here if inviter.is_municipal else None)
    with pytest.raises(invitations.MayNotInvite):
        invitations.invite(email="ana@alcaldia.example", role=Role.CONTRIBUTOR, municipality=here, by=by, at=now)


@pytest.mark.parametrize(
    ("offer", "sentence"),
    [
        ({"role": Role.LIAISON, "municipality": None}, "Elija el municipio"),
        ({"role": Role.REVIEWER}, "Elija «Toda el área metropolitana»"),
        ({"role": Role.CITIZEN, "municipality": None}, "no se da por invitación"),
        ({"email": "ana@"}, "Escriba un correo completo"),
        ({"email": "x" * 300 + "@alcaldia.example"}, "Escriba un correo completo"),
    ],
)
def test_offer_that_makes_no_sense_is_refused(coordination, here, now, offer, sentence):
    whole = {"email": "ana@alcaldia.example", "role": Role.LIAISON, "municipality": here} | offer
    with pytest.raises(invitations.RoleDoesNotFit, match=sentence):
        invitations.invite(**whole, by=coordination, at=now)
    assert Invitation.objects.count() == 0


def test_who_holds_the_role_already_is_not_invited(own_liaison, here, now):
    holder = make_member(Role.CONTRIBUTOR, here)
    with pytest.raises(invitations.AlreadyMember, match="ya tiene el rol"):
        invitations.invite(email=holder.email.upper(), role=Role.CONTRIBUTOR, municipality=here, by=own_liaison, at=now)


def test_existing_account_cannot_be_taken_over_with_the_link(here, now):
    owner = make_user(password=PASSWORD)
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now, email=owner.email)
    with pytest.raises(invitations.AccountExists):
        invitations.accept(token=token, name="Otra", password="otra clave distinta", at=now)
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert not owner.memberships.exists()


def test_existing_account_adds_the_role_when_signed_in(here, now):
    owner = make_member(Role.REVIEWER)
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now, email=owner.email)
    assert can(owner, Permission.FILL_ANSWERS, here) is False
    invitations.accept_as(token=token, by=owner, at=now)
    assert sorted(owner.memberships.values_list("role", flat=True)) == ["contributor", "reviewer"]
    assert can(owner, Permission.FILL_ANSWERS, here) is True
    with pytest.raises(invitations.InvitationUnusable):
        invitations.accept_as(token=token, by=owner, at=now)


def test_invitation_of_somebody_else_is_refused(here, now):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now)
    stranger = make_user()
    with pytest.raises(invitations.OtherAccount):
        invitations.accept_as(token=token, by=stranger, at=now)
    assert not stranger.memberships.exists()
    assert Invitation.objects.get().accepted_at is None


def test_role_gained_meanwhile_is_not_doubled(here, now):
    owner = make_user()
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=now, email=owner.email)
    make_membership(Role.CONTRIBUTOR, here, user=owner)
    invitations.accept_as(token=token, by=owner, at=now)
    assert Membership.objects.filter(user=owner).count() == 1


def test_neighbour_cannot_revoke(other_liaison, here, now):
    invitation, _ = make_invitation(Role.CONTRIBUTOR, here, at=now)
    with pytest.raises(invitations.MayNotInvite):
        invitations.revoke(invitation=invitation, by=other_liaison, at=now)


def test_answered_invitation_cannot_be_revoked(own_liaison, here, now):
    invitation, token = make_invitation(Role.CONTRIBUTOR, here, at=now)
    accept(token, now)
    with pytest.raises(invitations.NotPending):
        invitations.revoke(invitation=invitation, by=own_liaison, at=now)


def test_every_step_is_logged_without_personal_data(own_liaison, here, now):
    _, token = invitations.invite(
        email="ana@alcaldia.example", role=Role.CONTRIBUTOR, municipality=here, by=own_liaison, at=now
    )
    user = accept(token, now)
    entries = list(AuditEntry.objects.order_by("pk").values_list("verb", "by", "at"))
    assert entries == [
        ("invitation.sent", own_liaison.pk, now),
        ("user.accepted_data_notice", user.pk, now),
        ("invitation.accepted", user.pk, now),
    ]
    logged = str(list(AuditEntry.objects.values_list("data", flat=True)))
    assert "'notice_version': '1'" in logged
    for private in ("ana@", "Ana", token):
        assert private not in logged


def test_create_coordinator_prints_a_link_that_works(db, now, capsys):
    call_command("create_coordinator", "Jefa@Area.example", name="Jefa")
    link = capsys.readouterr().out.splitlines()[-1]
    user = accept(link.rstrip("/").rpartition("/")[2], Invitation.objects.get().created_at)
    assert user.email == "jefa@area.example"
    assert can(user, Permission.PUBLISH_ROUND) is True
    with pytest.raises(CommandError, match="ya tiene el rol"):
        call_command("create_coordinator", "jefa@area.example")


def test_create_coordinator_refuses_what_is_no_email(db):
    with pytest.raises(CommandError, match="Escriba un correo completo"):
        call_command("create_coordinator", "jefa")
    assert Invitation.objects.count() == 0
