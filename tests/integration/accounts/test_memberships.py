import pytest
from allauth.account.adapter import get_adapter
from django.utils import timezone
from knox.models import AuthToken

from accounts.access import can
from accounts.actions import memberships, people, tokens
from accounts.models import Membership
from accounts.permissions import Permission, Role
from accounts.queries import people_who, teams_who
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import make_member, make_membership

pytestmark = pytest.mark.django_db


def test_ended_role_stays_on_record_and_grants_nothing(own_liaison, here, now):
    membership = make_membership(Role.CONTRIBUTOR, here)
    assert can(membership.user, Permission.FILL_ANSWERS, here) is True
    memberships.end(membership=membership, reason=" Cambió de oficina. ", by=own_liaison, at=now)
    assert can(membership.user, Permission.FILL_ANSWERS, here) is False
    row = Membership.objects.get(pk=membership.pk)
    assert (row.ended_at, row.end_reason) == (now, "Cambió de oficina.")
    entry = AuditEntry.of(row).get()
    assert (entry.verb, entry.by, entry.data) == ("membership.ended", own_liaison, {"role": "contributor"})


@pytest.mark.parametrize("reason", ["", "   "])
def test_reason_is_compulsory(own_liaison, here, now, reason):
    membership = make_membership(Role.CONTRIBUTOR, here)
    with pytest.raises(Refusal, match="Escriba la razón"):
        memberships.end(membership=membership, reason=reason, by=own_liaison, at=now)
    assert Membership.objects.current().filter(pk=membership.pk).exists()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.APPROVER])
def test_liaison_takes_away_contributors_only(own_liaison, here, now, role):
    with pytest.raises(memberships.MayNotEndMembership, match="Su rol no le permite"):
        memberships.end(membership=make_membership(role, here), reason="Porque sí.", by=own_liaison, at=now)


def test_neighbour_takes_away_nobody(other_liaison, here, now):
    with pytest.raises(memberships.MayNotEndMembership):
        memberships.end(membership=make_membership(Role.CONTRIBUTOR, here), reason="Sí.", by=other_liaison, at=now)


def test_role_ends_once(own_liaison, here, now):
    membership = make_membership(Role.CONTRIBUTOR, here)
    memberships.end(membership=membership, reason="Se fue.", by=own_liaison, at=now)
    with pytest.raises(memberships.MayNotEndMembership, match="ya había terminado"):
        memberships.end(membership=membership, reason="Otra vez.", by=own_liaison, at=now)
    assert AuditEntry.of(membership).count() == 1


def test_last_active_coordinator_and_administrator_stay(coordination, now):
    admin = make_member(Role.ADMIN)
    make_member(Role.COORDINATOR, is_active=False)
    for by in (coordination, admin):
        for only in (coordination.memberships.get(), admin.memberships.get()):
            with pytest.raises(memberships.LastOfRole, match="Es la última persona en la"):
                memberships.end(membership=only, reason="Se va.", by=by, at=now)
            with pytest.raises(memberships.LastOfRole):
                memberships.change(
                    membership=only, role=Role.REVIEWER, municipality=None, reason="Se va.", by=by, at=now
                )
    assert can(coordination, Permission.INVITE_ANYONE)
    only = coordination.memberships.get()
    make_member(Role.COORDINATOR)
    memberships.end(membership=only, reason="Se va.", by=coordination, at=now)
    assert not can(coordination, Permission.INVITE_ANYONE)


def test_rename_is_logged_without_the_names(own_liaison, now):
    people.rename(person=own_liaison, name="  Nombre Nuevo ", by=own_liaison, at=now)
    own_liaison.refresh_from_db()
    assert own_liaison.name == "Nombre Nuevo"
    entry = AuditEntry.of(own_liaison).get()
    assert (entry.verb, entry.data) == ("user.renamed", {})
    people.rename(person=own_liaison, name="Nombre Nuevo", by=own_liaison, at=now)
    assert AuditEntry.of(own_liaison).count() == 1
    with pytest.raises(people.NameMissing):
        people.rename(person=own_liaison, name="  ", by=own_liaison, at=now)


def test_tokens_end_with_the_password_that_made_them(cast):
    for person in (cast.reviewer, cast.coordinator):
        tokens.make(by=person, at=timezone.now())
    get_adapter().set_password(cast.reviewer, "otra clave bien larga 2027")
    left = list(AuthToken.objects.values_list("user", flat=True))
    assert left == [cast.coordinator.pk]


# --- Who is told ---


def test_people_who_may_are_those_with_the_role_there_or_everywhere(here, there, now):
    contributor, liaison = make_member(Role.CONTRIBUTOR, here, name="B"), make_member(Role.LIAISON, here, name="A")
    make_member(Role.APPROVER, here)
    make_member(Role.LIAISON, there)
    reviewer = make_member(Role.REVIEWER)
    gone = make_membership(Role.CONTRIBUTOR, here, ended_at=now)
    make_member(Role.CONTRIBUTOR, here, is_active=False)
    make_membership(Role.CONTRIBUTOR, here, user=liaison)
    assert people_who(Permission.FILL_ANSWERS, here) == [liaison, contributor]
    assert people_who(Permission.REVIEW_ANSWERS, here) == [reviewer]
    assert gone.user not in people_who(Permission.VIEW_ASSESSMENT, here)


def test_teams_are_read_in_one_query(here, there, now, django_assert_num_queries):
    ana, eva = make_member(Role.CONTRIBUTOR, here), make_member(Role.LIAISON, there)
    make_membership(Role.LIAISON, here, user=ana)
    make_member(Role.APPROVER, here)
    make_member(Role.REVIEWER)
    make_membership(Role.CONTRIBUTOR, here, ended_at=now)
    make_member(Role.CONTRIBUTOR, here, is_active=False)
    with django_assert_num_queries(1):
        teams = teams_who([Permission.FILL_ANSWERS, Permission.SUBMIT_ASSESSMENT])
    assert teams == {here.pk: [ana.pk], there.pk: [eva.pk]}
