"""The form of an invitation."""

import re

import pytest
from django.core import mail

from accounts.models import Invitation, User

pytestmark = pytest.mark.django_db
INVITE = "/equipo/invitar/"


def signed_in(client, user: User):
    client.force_login(user)
    return client


def test_liaison_invites_from_the_page(client, own_liaison, here, django_capture_on_commit_callbacks):
    form = {"email": "Ana@aqui.example", "role": "contributor", "municipality": here.pk}
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(client, own_liaison).post(INVITE, form, follow=True)
    assert "Invitación creada para ana@aqui.example." in answer.text
    assert [message.to for message in mail.outbox] == [["ana@aqui.example"]]


@pytest.mark.parametrize(("role", "place"), [("liaison", "here"), ("contributor", "there"), ("coordinator", None)])
def test_liaison_is_offered_nothing_else(client, own_liaison, role, place, request):
    pk = request.getfixturevalue(place).pk if place else ""
    form = {"email": "ana@aqui.example", "role": role, "municipality": pk}
    assert signed_in(client, own_liaison).post(INVITE, form).status_code == 422
    assert Invitation.objects.count() == 0


def test_empty_invitation_says_what_to_do(client, own_liaison):
    answer = signed_in(client, own_liaison).post(INVITE, {})
    assert answer.status_code == 422
    for sentence in ("Escriba el correo de la persona.", "Elija el municipio."):
        assert sentence in answer.text


def test_refusal_of_the_action_stands_in_the_form(client, coordination):
    form = {"email": "ana@a.example", "role": "liaison", "municipality": "area"}
    answer = signed_in(client, coordination).post(INVITE, form)
    assert answer.status_code == 422
    assert "Elija el municipio: «Enlace municipal» es un rol de un municipio." in answer.text


def test_faults_stand_at_the_top_with_a_link_to_each_field_and_take_the_focus(client, coordination, here):
    page = signed_in(client, coordination).post(INVITE, {"email": "ana"}).text
    summary = page[page.index("data-error-summary") : page.index('<div class="with-side">')]
    for field in ("email", "role", "municipality"):
        assert f'<a href="#id_{field}">' in summary
        assert f'id="id_{field}"' in page
    refused = client.post(INVITE, {"email": "ana@a.example", "role": "liaison", "municipality": "area"}).text
    assert (
        "es un rol de un municipio."
        in refused[refused.index("data-error-summary") : refused.index('<div class="with-side">')]
    )


def test_place_is_chosen_never_left_to_what_stood_first(client, coordination, here, there):
    page = signed_in(client, coordination).get(INVITE).text
    for name in ("role", "municipality"):
        select = page[page.index(f'name="{name}"') :].partition("</select>")[0]
        assert "".join(select[select.index("<option") :].split()).startswith('<optionvalue=""selected>Elija…</option>')
    assert client.post(INVITE, {"email": "ana@a.example", "role": "reviewer"}).status_code == 422
    assert Invitation.objects.count() == 0
    form = {"email": "ana@a.example", "role": "reviewer", "municipality": "area"}
    assert client.post(INVITE, form).status_code == 302
    assert Invitation.objects.get().municipality is None


def test_liaison_of_one_place_has_nothing_to_choose(client, own_liaison, here):
    page = signed_in(client, own_liaison).get(INVITE).text
    assert "Elija…" not in page
    assert f'<optionvalue="{here.pk}">Aquí</option>' in "".join(page.split())


def test_invitation_greets_by_name_and_proposes_it(client, own_liaison, here, django_capture_on_commit_callbacks):
    form = {"email": "ana@aqui.example", "name": " Ana Ruiz ", "role": "contributor", "municipality": here.pk}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(client, own_liaison).post(INVITE, form)
    (message,) = mail.outbox
    assert message.body.startswith("Buen día, Ana Ruiz:")
    assert "Ana Ruiz" in client.get("/equipo/").text
    link = next(word for word in message.body.split() if "/cuenta/invitacion/" in word)
    client.logout()
    assert 'value="Ana Ruiz"' in client.get(link.partition("8000")[2], follow=True).text


def selected_in(page: str) -> list[str]:
    return re.findall(r"<option [^>]*selected\s*>([^<]+)<", page)


def test_invitation_is_proposed_for_the_role_and_place_of_its_address(client, coordination, here):
    page = signed_in(client, coordination).get(f"{INVITE}?rol=liaison&municipio=aqui&correo=ana@aqui.example").text
    assert selected_in(page) == ["Enlace municipal", "Aquí"]
    assert 'value="ana@aqui.example"' in page
    page = client.get(f"{INVITE}?rol=reviewer").text
    assert selected_in(page)[1] == "Toda el área metropolitana", "a metropolitan role is of no municipality"


@pytest.mark.parametrize("query", ["?rol=nada&municipio=nada", "?rol=%3C&municipio=%22", "?rol=citizen"])
def test_proposal_that_cannot_be_is_left_to_be_chosen(client, coordination, here, query):
    page = signed_in(client, coordination).get(f"{INVITE}{query}")
    assert page.status_code == 200
    assert selected_in(page.text) == ["Elija…", "Elija…"]


def test_liaison_is_proposed_nothing_that_she_may_not_grant(client, own_liaison, here, there):
    page = signed_in(client, own_liaison).get(f"{INVITE}?rol=liaison&municipio=alla").text
    assert "Enlace municipal</option>" not in page
    assert "Allá" not in page
