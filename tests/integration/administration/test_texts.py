"""Texts of mails and legal pages: edited with an example, versions that stay, words that changed, and nothing overwritten."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invitations
from accounts.permissions import Role
from core.models import AuditEntry, TextVersion, VersionedText
from core.refusals import Stale
from core.versioned_text import actions
from core.versioned_text.queries import current, fill
from core.versioned_text.registry import TEXTS, defaults_are_sound, faults_of

pytestmark = pytest.mark.django_db
LIST, PRIVACY, INVITATION = "/administracion/textos/", "page-privacy", "mail-invitation"
BODY = "{saludo}:\n\nAcepte aquí su rol:\n{direccion}"


def page_of(code: str, more: str = "") -> str:
    return f"{LIST}{code}/{more}"


def form(**fields) -> dict:
    usual = {"heading": "Su invitación", "body": BODY, "reason": "Más corto.", "seen_version": 0}
    return usual | fields


def main_of(response) -> str:
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(response)).split())


def edit(cast, code: str = INVITATION, **fields) -> TextVersion:
    return actions.edit(key=code, by=cast.admin, at=timezone.now(), **form(**fields))


@pytest.fixture
def desk(cast, browser_of):
    return browser_of(cast.admin)


# --- Defaults ---


def test_defaults_obey_their_own_rules():
    assert defaults_are_sound(None) == []
    assert len(TEXTS) >= 12


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_default_fills_without_a_rest(code: str):
    text = TEXTS[code]
    filled = fill(text, text.wording, text.examples)
    assert not re.search(r"[{}]|\*\*|\]\(", filled.heading + filled.text + filled.html)


def test_list_names_every_text_and_its_last_change(cast, desk, django_assert_num_queries):
    edit(cast)
    with django_assert_num_queries(6):  # session, person, roles, unread; texts and their newest versions
        page = desk.get(LIST)
    assert all(text.name in page.text for text in TEXTS.values())
    assert re.search(rf"Versión 1, desde el .* · {cast.admin.name}", text_of(page))


# --- Editing ---


def test_saved_text_is_what_the_next_mail_says(cast, desk, django_capture_on_commit_callbacks):
    answer = desk.post(page_of(INVITATION), form())
    assert (answer.status_code, answer["Location"]) == (302, page_of(INVITATION))
    assert "Se guardó la versión 1 de «Invitación». Rige desde ahora." in desk.get(page_of(INVITATION)).text
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(
            email="luz@alcaldia.example", role=Role.LIAISON, municipality=cast.here, by=cast.admin, at=timezone.now(),
            name="Luz <b>",
        )  # fmt: skip
    (message,) = mail.outbox
    assert message.subject == "Su invitación"
    assert re.match(r"Buen día, Luz <b>:\n\nAcepte aquí su rol:\nhttp\S+\n\n--\n", message.body)
    html = message.alternatives[0].content
    assert "<p>Buen día, Luz &lt;b&gt;:</p>" in html
    assert re.search(r'Acepte aquí su rol:<br><a href="(http[^"]+)">\1</a>', html)


def test_change_is_in_the_log_with_its_reason(cast):
    edit(cast)
    entry = AuditEntry.objects.get(verb="text.edited")
    assert (entry.by, entry.reason, entry.data) == (cast.admin, "Más corto.", {"version": 1})


def test_example_shows_the_text_with_invented_data_and_saves_nothing(desk):
    answer = desk.post(page_of(INVITATION), form(example="1"))
    assert answer.status_code == 302
    page = desk.get(answer["Location"].partition("#")[0])
    assert (
        "Ejemplo Todavía no se ha guardado. Los datos son inventados. Su invitación Buen día, Ana Ejemplo:"
        in text_of(page)
    )
    assert "Acepte aquí su rol:\n{direccion}" in page.text.replace("\r", "")  # what was typed stays in the form
    assert "Más corto." in page.text
    assert TextVersion.objects.count() == 0


def test_example_of_a_faulty_text_says_what_is_wrong(desk):
    answer = desk.post(page_of(INVITATION), form(body="Hola {nadie}", example="1"))
    page = text_of(desk.get(answer["Location"].partition("#")[0]))
    assert "Así no se puede guardar. «{nadie}» no es un dato de este texto." in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": BODY + "{municipio}"}, "«{municipio}» no es un dato de este texto."),
        ({"body": "Hola"}, "Falta «{direccion}» en el texto"),
        ({"body": BODY + " {"}, "Hay una llave suelta."),
        ({"heading": "De {nadie}"}, "«{nadie}» no es un dato de este texto."),
        ({"heading": " "}, "Escriba el asunto."),
        ({"body": " \r\n "}, "Escriba el texto."),
        ({"reason": " "}, "Escriba en una frase por qué cambia el texto."),
        ({"reason": "x" * 501}, "La razón tiene 1 carácter de más: caben 500."),
        ({"heading": "x" * 203}, "El asunto tiene 3 caracteres de más: caben 200."),
        ({"body": BODY + "x" * 20_000}, "caracteres de más: caben 20.000."),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(desk, fields: dict, said: str):
    answer = desk.post(page_of(INVITATION), form(**fields))
    assert answer.status_code == 422
    assert said in text_of(answer)
    typed = form(**fields)["body"].strip()
    assert typed[:30].replace("\r\n", "\n") in answer.text
    assert TextVersion.objects.count() == 0


def test_block_stands_alone_on_its_line():
    text = TEXTS["mail-digest"]
    wording = text.wording.__class__(text.wording.heading, "Hola {avisos}")
    assert faults_of(text, wording) == ["«{avisos}» ocupa varios renglones: déjelo solo en el suyo, y no en el asunto."]


def test_no_change_is_no_version(cast, desk):
    now = current(INVITATION).wording
    answer = desk.post(page_of(INVITATION), form(heading=now.heading, body=now.body.replace("\n", "\r\n") + "  \r\n"))
    assert answer.status_code == 422
    assert "No cambió nada" in answer.text
    assert TextVersion.objects.count() == 0


def test_second_writer_is_refused_keeps_her_words_and_sees_the_difference(cast, desk):
    edit(cast, body=BODY + "\n\nGracias.")
    answer = desk.post(page_of(INVITATION), form(body=BODY + "\n\nSaludos."))
    assert answer.status_code == 409
    assert "Alguien guardó una versión nueva de este texto mientras usted escribía." in text_of(answer)
    assert "Saludos." in answer.text
    assert (
        '<del><span class="vh">Se quita: </span>Gracias.</del><ins><span class="vh">Se pone: </span>Saludos.</ins>'
        in (answer.text)
    )
    assert 'name="seen_version" value="1"' in answer.text
    assert desk.post(page_of(INVITATION), form(body=BODY + "\n\nSaludos.", seen_version=1)).status_code == 302
    assert current(INVITATION).wording.body.endswith("Saludos.")


def test_first_writers_at_once_do_not_cover_each_other(cast):
    edit(cast)
    with pytest.raises(Stale):
        edit(cast, body=BODY + "\n\nOtra.")


# --- Versions ---


def test_versions_stay_in_the_database(cast):
    version = edit(cast)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        TextVersion.objects.filter(pk=version.pk).update(body="otra cosa")


def test_words_that_changed_between_two_versions_are_marked(cast, desk):
    edit(cast)
    edit(cast, body=BODY.replace("Acepte", "Reciba"), seen_version=1)
    page = desk.get(page_of(INVITATION, "versiones/"))
    assert "De la versión 1 a la versión 2" in page.text
    assert "Acepte</del><ins>" in page.text
    assert "Reciba</ins> aquí su rol" in page.text
    assert "De la versión 2 a el texto original" not in page.text
    other = desk.get(page_of(INVITATION, "versiones/?antes=0&ahora=2"))
    assert "Del texto original a la versión 2" in other.text
    assert desk.get(page_of(INVITATION, "versiones/?antes=x&ahora=99")).status_code == 200


def test_earlier_version_is_used_again_as_a_new_one(cast, desk):
    edit(cast)
    edit(cast, body=BODY + "\n\nDos.", seen_version=1)
    desk.post(page_of(INVITATION, "versiones/1/usar/"), {"seen_version": 2})
    assert (current(INVITATION).number, current(INVITATION).wording.body) == (3, BODY)
    assert list(TextVersion.objects.values_list("number", "reason")) == [
        (1, "Más corto."), (2, "Más corto."), (3, "Vuelve la versión 1."),
    ]  # fmt: skip
    assert AuditEntry.objects.get(verb="text.restored").data == {"version": 3, "from": 1}


def test_default_comes_back_and_stays_the_default(cast, desk):
    edit(cast)
    assert "Volver al texto original" in desk.get(page_of(INVITATION)).text
    desk.post(page_of(INVITATION, "versiones/0/usar/"), {"seen_version": 1})
    now = current(INVITATION)
    assert (now.number, now.is_default, now.wording) == (2, True, TEXTS[INVITATION].wording)
    assert "Volver al texto original" not in desk.get(page_of(INVITATION)).text


@pytest.mark.parametrize("seen", ["0", "x", "9" * 5000, "²", "١"])
def test_going_back_over_a_newer_version_is_refused(cast, desk, seen: str):
    edit(cast)
    answer = desk.post(page_of(INVITATION, "versiones/0/usar/"), {"seen_version": seen}, follow=True)
    assert "Alguien guardó una versión nueva" in answer.text
    assert current(INVITATION).number == 1


def test_versions_that_say_the_same_or_do_not_exist_are_refused(cast, desk):
    edit(cast)
    again = desk.post(page_of(INVITATION, "versiones/1/usar/"), {"seen_version": 1}, follow=True)
    assert "dice lo mismo que la que se usa" in again.text
    none = desk.post(page_of(INVITATION, "versiones/9/usar/"), {"seen_version": 1}, follow=True)
    assert "Esa versión no existe." in none.text
    assert VersionedText.objects.get().version == 1


def test_unknown_text_is_not_found(desk):
    assert desk.get(page_of("mail-nothing")).status_code == 404
    assert desk.post(page_of("mail-nothing", "versiones/0/usar/"), {"seen_version": 0}).status_code == 404


# --- Legal pages ---


@pytest.mark.parametrize(
    ("route", "title"), [("privacy", "Protección de datos personales"), ("accessibility", "Accesibilidad")]
)
def test_legal_pages_are_public_and_linked_from_every_page(client, settings, route: str, title: str):
    settings.CONTACT_EMAIL = "contacto@portal.example"
    page = client.get(reverse(f"portal:{route}"))
    assert f"<h1>{title}</h1>" in page.text
    assert "contacto@portal.example" in page.text
    assert "{" not in main_of(page)
    assert reverse(f"portal:{route}") in client.get("/glosario/").text


def test_edited_legal_page_is_seen_at_once_with_its_version(cast, client, desk, django_capture_on_commit_callbacks):
    address = reverse("portal:privacy")
    client.get(address)  # cached from here on
    body = "Responde {entidad}.\n\n## Dónde\n\n<script>x</script> {contacto}"
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page_of(PRIVACY), form(heading="Sus datos", body=body))
    page = client.get(address)
    assert "<h1>Sus datos</h1>" in page.text
    assert "<h2>Dónde</h2>" in page.text
    assert "&lt;script&gt;x&lt;/script&gt;" in page.text
    assert "Versión 1, del " in page.text
    cache.clear()
