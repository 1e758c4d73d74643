"""People who were invited and never came."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.choices import MailProblem
from accounts.models import Invitation, User
from accounts.permissions import Role
from accounts.queries import usable_invitation
from mail.models import Outbox
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership

pytestmark = pytest.mark.django_db
UPLOAD, CONFIRM, ABSENT = "/equipo/varias/", "/equipo/varias/invitar/", "/equipo/sin-ingresar/"


@pytest.fixture
def desk(client, coordination):
    client.force_login(coordination)
    return client


# --- Who never came ---


def absent(browser, days: int | str = 7) -> str:
    page = browser.get(f"{ABSENT}?dias={days}").text
    return page[page.index("<main") : page.index("</main>")]


def test_report_names_who_did_not_accept_and_who_never_signed_in(desk, here):
    now = timezone.now()
    make_invitation(Role.LIAISON, here, email="hace8@a.example", at=now - timedelta(days=8))
    make_invitation(Role.LIAISON, here, email="hace20@a.example", at=now - timedelta(days=20))
    make_invitation(Role.LIAISON, here, email="hace2@a.example", at=now - timedelta(days=2))
    make_invitation(Role.CONTRIBUTOR, here, email="acepto@a.example", at=now - timedelta(days=9), accepted_at=now)
    old = now - timedelta(days=30)
    make_member(Role.LIAISON, here, email="sinusar@a.example", date_joined=old)
    make_member(Role.APPROVER, here, email="usada@a.example", date_joined=old, last_login=old)
    make_member(Role.APPROVER, here, email="cerrada@a.example", date_joined=old, is_active=False)
    names = ("hace8", "hace20", "hace2@", "acepto", "sinusar", "usada", "cerrada")
    assert {days: [name in absent(desk, days) for name in names] for days in (0, 7, 14, "x")} == {
        0: [True, True, True, False, True, False, False],
        7: [True, True, False, False, True, False, False],
        14: [False, True, False, False, True, False, False],
        "x": [True, True, False, False, True, False, False],
    }


def test_liaison_finds_only_her_people(client, own_liaison, here, there):
    old = timezone.now() - timedelta(days=9)
    for place, name in ((here, "nuestra"), (there, "ajena")):
        make_invitation(Role.CONTRIBUTOR, place, email=f"{name}@a.example", at=old)
        make_member(Role.CONTRIBUTOR, place, email=f"cuenta.{name}@a.example", date_joined=old)
    client.force_login(own_liaison)
    page = absent(client)
    assert [name in page for name in ("nuestra@", "cuenta.nuestra@", "ajena@")] == [True, True, False]


def test_signing_in_takes_a_person_off_the_report(desk, here, client):
    old = timezone.now() - timedelta(days=9)
    ana = make_member(Role.CONTRIBUTOR, here, email="ana@a.example", password=PASSWORD, date_joined=old)
    assert "ana@a.example" in absent(desk)
    type(client)().post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
    assert "ana@a.example" not in absent(desk)


def test_invitation_is_sent_again_from_the_report(desk, here, django_capture_on_commit_callbacks):
    old, token = make_invitation(Role.LIAISON, here, name="Ana", at=timezone.now() - timedelta(days=20))
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/equipo/invitaciones/{old.pk}/reenviar/", {"from": "absent"}).url == ABSENT
    new = Invitation.objects.pending().get()
    assert (new.email, new.name, new.pk != old.pk) == (old.email, "Ana", True)
    assert [message.to for message in mail.outbox] == [[old.email]]
    assert usable_invitation(token, timezone.now()) is None
    again = desk.post(f"/equipo/invitaciones/{old.pk}/reenviar/", {"from": "absent"}, follow=True)
    assert "Esa invitación ya no está pendiente" in again.text, "the second of two presses"
    assert len(mail.outbox) == 1


def test_person_who_never_came_is_written_to(desk, here, settings, django_capture_on_commit_callbacks):
    settings.SITE_URL = "https://portal.example"
    ana = make_member(Role.CONTRIBUTOR, here, email="ana@a.example", name="Ana")
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/equipo/personas/{ana.pk}/recordar/", {"from": "absent"}).url == ABSENT
        again = desk.post(f"/equipo/personas/{ana.pk}/recordar/", {"from": "absent"}, follow=True)
    assert "A Ana ya se le escribió hace menos de un día." in again.text
    (message,) = mail.outbox
    assert message.to == ["ana@a.example"]
    for link in ("https://portal.example/cuenta/login/", "https://portal.example/cuenta/password/reset/"):
        assert link in message.body
        assert f'href="{link}"' in message.alternatives[0].content
    User.objects.filter(pk=ana.pk).update(last_login=timezone.now())
    assert "Ana ya ingresó." in desk.post(f"/equipo/personas/{ana.pk}/recordar/", follow=True).text
    assert len(mail.outbox) == 1


def test_person_with_two_roles_is_written_to_once(desk, here, there, django_capture_on_commit_callbacks):
    ana = make_member(Role.CONTRIBUTOR, here, email="ana@a.example")
    make_membership(Role.LIAISON, there, user=ana)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"/equipo/personas/{ana.pk}/recordar/").url == "/equipo/"
    assert [message.to for message in mail.outbox] == [["ana@a.example"]]


def test_neighbour_writes_to_nobody(client, other_liaison, here):
    ana = make_member(Role.CONTRIBUTOR, here)
    invitation, _ = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now())
    client.force_login(other_liaison)
    assert client.post(f"/equipo/personas/{ana.pk}/recordar/").status_code == 404
    assert client.post(f"/equipo/invitaciones/{invitation.pk}/reenviar/").status_code == 404


def test_liaison_does_not_write_to_colleagues_she_did_not_invite(client, own_liaison, here):
    approver = make_member(Role.APPROVER, here)
    client.force_login(own_liaison)
    answer = client.post(f"/equipo/personas/{approver.pk}/recordar/", follow=True)
    assert "Su rol no le permite escribirle a esta persona." in answer.text
    assert mail.outbox == []


def test_address_that_is_refused_is_said_and_may_be_sent_to_again(
    client, own_liaison, here, django_capture_on_commit_callbacks
):
    late = timezone.now() - timedelta(days=1)
    problem = {"mailed_at": None, "mail_problem": MailProblem.REFUSED}
    refused, _ = make_invitation(Role.CONTRIBUTOR, here, email="mal@a.example", at=late, **problem)
    client.force_login(own_liaison)
    page = absent(client, 0)
    assert page.count("No admitido por el servidor de correo") == 1
    assert "no admitió 1: revise esa dirección" in page
    assert "El correo no salió" not in page
    with django_capture_on_commit_callbacks(execute=True):
        assert "Correos en camino: 1." in client.post("/equipo/sin-ingresar/enviar/", follow=True).text
    refused.refresh_from_db()
    assert (mail.outbox[0].to, refused.mail_problem) == (["mal@a.example"], "")
    assert "No admitido" not in absent(client, 0)


def test_refused_invitation_waits_again_once_somebody_asked(client, own_liaison, here):
    """Also while the broker is away: beat finds it."""
    late = timezone.now() - timedelta(days=1)
    problem = {"mailed_at": None, "mail_problem": MailProblem.REFUSED, "invited_by": own_liaison}
    make_invitation(Role.CONTRIBUTOR, here, at=late, **problem)
    assert Outbox.objects.due(timezone.now()).count() == 0
    client.force_login(own_liaison)
    client.post("/equipo/sin-ingresar/enviar/")  # what was to follow the commit does not happen here
    assert Outbox.objects.due(timezone.now()).count() == 1


def test_mails_that_did_not_leave_are_asked_for_again(
    client, own_liaison, here, there, django_capture_on_commit_callbacks
):
    now = timezone.now()
    late = now - timedelta(minutes=11)
    make_invitation(Role.CONTRIBUTOR, here, email="uno@a.example", at=late, mailed_at=None)
    make_invitation(Role.CONTRIBUTOR, here, email="reciente@a.example", at=now, mailed_at=None)
    make_invitation(Role.CONTRIBUTOR, here, email="enviada@a.example", at=late)
    make_invitation(Role.APPROVER, here, email="deotra@a.example", at=late, mailed_at=None)
    make_invitation(Role.CONTRIBUTOR, there, email="ajena@a.example", at=late, mailed_at=None)
    client.force_login(own_liaison)
    assert "El correo de 1 invitación no salió." in absent(client)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/equipo/sin-ingresar/enviar/", follow=True)
    assert "Correos en camino: 1." in answer.text
    assert [message.to for message in mail.outbox] == [["uno@a.example"]]
    assert "no salió" not in absent(client)
    assert "No hay correos por enviar." in client.post("/equipo/sin-ingresar/enviar/", follow=True).text
