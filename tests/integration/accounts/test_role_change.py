"""A role in place of another: one step, one transaction, with its reason."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.access import can
from accounts.actions import memberships
from accounts.models import Invitation, Membership
from accounts.permissions import Permission, Role
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import make_invitation, make_member, make_membership
from tests.integration.accounts.test_inviting import selected_in

pytestmark = pytest.mark.django_db


def change(membership, by, role=Role.LIAISON, municipality=None, *, at, reason="Cambió de oficina."):
    return memberships.change(
        membership=membership, role=role, municipality=municipality, reason=reason, by=by, at=at
    )  # fmt: skip


def test_one_role_ends_and_the_other_begins_at_the_same_moment(coordination, here, there, now):
    old = make_membership(Role.CONTRIBUTOR, here)
    new = change(old, coordination, municipality=there, at=now, reason=" Cambió de oficina. ")
    old.refresh_from_db()
    assert (old.ended_at, old.end_reason) == (now, "Cambió de oficina.")
    assert (new.user, new.role, new.municipality, new.began_at) == (old.user, Role.LIAISON, there, now)
    person = old.user
    assert (can(person, Permission.SUBMIT_ASSESSMENT, there), can(person, Permission.FILL_ANSWERS, here)) == (
        True,
        False,
    )
    entries = [AuditEntry.of(row).get() for row in (old, new)]
    assert [(one.verb, one.by, one.reason) for one in entries] == [
        ("membership.ended", coordination, "Cambió de oficina."),
        ("membership.granted", coordination, "Cambió de oficina."),
    ]
    assert entries[1].data == {"role": "liaison", "instead_of": "contributor"}


def test_person_is_told_and_stays_signed_in(coordination, here, now, django_capture_on_commit_callbacks):
    old = make_membership(Role.CONTRIBUTOR, here)
    browser = Client()
    browser.force_login(old.user)
    with django_capture_on_commit_callbacks(execute=True):
        change(old, coordination, municipality=here, at=timezone.now())
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([old.user.email], "Innovación Pública 360: Cambió su rol")
    assert browser.get("/cuenta/").status_code == 200
    assert "Se cerraron las sesiones" not in message.body


def test_invitation_to_the_same_role_ends(coordination, here, now):
    old = make_membership(Role.CONTRIBUTOR, here)
    make_invitation(Role.LIAISON, here, at=now, email=old.user.email)
    change(old, coordination, municipality=here, at=now)
    assert not Invitation.objects.pending().exists()


@pytest.mark.parametrize(
    ("role", "place", "sentence"),
    [
        (Role.CONTRIBUTOR, "here", "ese ya lo tiene"),
        (Role.APPROVER, "here", "ya tiene el rol «Alcaldía o delegado/a» allí"),
        (Role.LIAISON, None, "Elija el municipio"),
        (Role.REVIEWER, "here", "Elija «Toda el área metropolitana»"),
        (Role.CITIZEN, None, "no se da por invitación"),
    ],
)
def test_change_that_cannot_be_leaves_everything_as_it_was(coordination, here, now, role, place, sentence):
    old = make_membership(Role.CONTRIBUTOR, here)
    make_membership(Role.APPROVER, here, user=old.user)
    with pytest.raises(Refusal, match=sentence):
        change(old, coordination, role, here if place else None, at=now)
    assert Membership.objects.current().filter(user=old.user).count() == 2
    assert not AuditEntry.objects.filter(verb__startswith="membership.").exists()


def test_closed_account_ended_role_and_missing_reason_are_refused(coordination, here, now):
    closed = make_membership(Role.CONTRIBUTOR, here, user=make_member(Role.APPROVER, here, is_active=False))
    with pytest.raises(memberships.AccountClosed):
        change(closed, coordination, municipality=here, at=now)
    ended = make_membership(Role.CONTRIBUTOR, here, ended_at=now)
    with pytest.raises(memberships.MayNotEndMembership, match="ya había terminado"):
        change(ended, coordination, municipality=here, at=now)
    with pytest.raises(memberships.MayNotEndMembership, match="Escriba la razón"):
        change(make_membership(Role.CONTRIBUTOR, here), coordination, municipality=here, at=now, reason=" ")


def test_liaison_changes_only_what_she_may_end_and_grant(own_liaison, other_liaison, here, there, now):
    old = make_membership(Role.CONTRIBUTOR, here)
    for role, place, by in (
        (Role.LIAISON, here, own_liaison),  # she may not grant it
        (Role.CONTRIBUTOR, there, own_liaison),  # nor there
        (Role.CONTRIBUTOR, there, other_liaison),  # who may not end the first
    ):
        with pytest.raises(Refusal, match="Su rol no le permite"):
            change(old, by, role, place, at=now)
    make_membership(Role.LIAISON, there, user=own_liaison)
    del own_liaison._holdings
    assert change(old, own_liaison, Role.CONTRIBUTOR, there, at=now).municipality == there


# --- The page ---


def test_role_is_changed_from_the_page(client, coordination, here, there):
    old = make_membership(Role.CONTRIBUTOR, here, user=make_member(Role.APPROVER, there, name="Ana"))
    url = f"/equipo/roles/{old.pk}/cambiar/"
    client.force_login(coordination)
    page = client.get(url).text
    assert "Hoy es Diligenciador/a de Aquí." in page
    assert selected_in(page) == ["Elija…", "Aquí"]
    form = {"role": "liaison", "municipality": there.pk, "reason": "Pasó a otra alcaldía."}
    refused = client.post(url, form | {"reason": ""})
    assert (refused.status_code, "Escriba la razón en una frase." in refused.text) == (422, True)
    assert selected_in(refused.text) == ["Enlace municipal", "Allá"], "what was chosen stays"
    answer = client.post(url, form, follow=True)
    assert answer.redirect_chain == [("/equipo/?entregar=aqui", 302)]
    assert "Ana es ahora Enlace municipal de Allá." in answer.text
    assert "¿Tenía dimensiones a su cargo?" in answer.text
    assert client.get(url).status_code == 404, "the role ended"


def test_neighbour_finds_no_role_to_change(client, other_liaison, here):
    old = make_membership(Role.CONTRIBUTOR, here)
    client.force_login(other_liaison)
    url = f"/equipo/roles/{old.pk}/cambiar/"
    form = {"role": "contributor", "municipality": here.pk, "reason": "Porque sí."}
    assert [client.get(url).status_code, client.post(url, form).status_code] == [404, 404]
    assert Membership.objects.current().filter(pk=old.pk).exists()
