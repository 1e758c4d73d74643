"""Texts of notifications: declared with their kind, edited like every text, said by the notification and by its mail alike."""

import ast
from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from accounts.permissions import Permission
from core.versioned_text import actions
from core.versioned_text.queries import filled, wording_of
from core.versioned_text.registry import NOTICES, TEXTS
from core.words import long_day
from diagnostics.assessments.actions import telling
from diagnostics.assessments.choices.notifications import OPENED_LIAISON, SIGN
from diagnostics.assessments.queries.waiting import PLACEHOLDERS
from diagnostics.results.actions import announcing
from diagnostics.results.choices.texts import CORRECTED, REMINDER
from diagnostics.review.choices.notifications import ADJUSTED, CAME_BACK
from notices.choices import NoticeText, notification_kinds
from notices.models import News, Notification
from tests.architecture.tree import PACKAGES, parsed, python_files, shown
from tests.budgets import queries_of

pytestmark = pytest.mark.django_db
# They send what a person of coordination wrote, or are the one way to send.
WITHOUT_A_TEXT = {"notices/actions/notifications.py", "diagnostics/assessments/actions/writing.py"}
LIST = "/administracion/textos/"


def edit(cast, code: str, heading: str, body: str):
    now = timezone.now()
    return actions.edit(
        key=code, heading=heading, body=body, reason="Más claro.", seen_version=0, by=cast.admin, at=now
    )


@pytest.fixture
def desk(cast, browser_of):
    return browser_of(cast.admin)


def save(desk, code: str, heading: str, body: str):
    form = {"heading": heading, "body": body, "reason": "Más claro.", "seen_version": 0}
    return desk.post(f"{LIST}{code}/", form)


def test_every_notification_of_the_program_has_a_registered_text():
    calls = {
        shown(path)
        for path in python_files(under=PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "notify"
    }
    assert calls == WITHOUT_A_TEXT


def test_texts_are_of_registered_kinds_under_the_heading_of_their_kind(desk):
    texts = [text for text in TEXTS.values() if isinstance(text, NoticeText)]
    assert len(texts) >= 40
    assert {text.kind for text in texts} <= set(notification_kinds())
    assert {text.group for text in texts} == {NOTICES}
    page = desk.get(LIST).text
    assert all(text.kind.label in page and text.name in page for text in texts)


def test_edited_text_is_what_the_notification_and_its_mail_say(
    cast, assessment, desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert save(desk, SIGN.key, "Firme {municipio}", "Hay un diagnóstico. {plazo}\n\nGracias.").status_code == 302
    assessment.due_on = date(2027, 3, 15)
    with django_capture_on_commit_callbacks(execute=True):
        telling.that_it_waits_for_signature(assessment=assessment, at=timezone.now())
    told = Notification.objects.get(user=cast.approver, kind="turn")
    assert told.title == "Firme Aquí"
    assert told.body == f"Hay un diagnóstico. Hasta el {long_day(assessment.due_on)}.\n\nGracias."
    (message,) = [one for one in mail.outbox if one.to == [cast.approver.email]]
    assert message.subject == "Firme Aquí"
    assert told.body in message.body


def test_original_comes_back(cast, assessment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edit(cast, SIGN.key, "Firme {municipio}", "Ya.")
    assert wording_of(SIGN.key).heading == "Firme {municipio}"
    with django_capture_on_commit_callbacks(execute=True):
        actions.restore(key=SIGN.key, number=0, seen_version=1, by=cast.admin, at=timezone.now())
    telling.that_it_waits_for_signature(assessment=assessment, at=timezone.now())
    assert Notification.objects.get(user=cast.approver).title == "El diagnóstico de Aquí espera la firma de la alcaldía"


def test_texts_of_all_kinds_are_read_once_until_one_is_edited(cast, django_capture_on_commit_callbacks):
    def read() -> None:
        for text in TEXTS.values():
            if text.is_plain:
                wording_of(text.key)

    assert len(queries_of(read)) == 1
    assert queries_of(read) == []
    with django_capture_on_commit_callbacks(execute=True):
        edit(cast, SIGN.key, "Firme {municipio}", "Ya.")
    assert len(queries_of(read)) == 1
    assert (wording_of(SIGN.key).heading, queries_of(read)) == ("Firme {municipio}", [])


def test_value_is_never_read_as_a_placeholder_or_as_mark_up(cast, assessment):
    reason = "Falta {plazo} en **todo**: [x](/y)"
    telling.tell_who(Permission.FILL_ANSWERS, assessment, CAME_BACK, timezone.now(), razon=reason)
    assert reason in Notification.objects.filter(user=cast.contributor).get().body


def test_empty_value_leaves_no_gap(cast):
    values = {"municipio": "Aquí", "ciclo": "Ciclo 1", "ensayo": "", "periodo": "Hasta mañana."}
    assert filled(OPENED_LIAISON.key, values).text.startswith("Hasta mañana. Lo primero:")


@pytest.mark.parametrize(
    ("heading", "body", "said"),
    [
        ("{municipio} {nadie}", "{cuantas_respuestas}", "«{nadie}» no es un dato de este texto."),
        ("{municipio}", "Mire los ajustes.", "Falta «{cuantas_respuestas}» en el título o el texto: cuántas respuestas."),
        ("{municipio}", "{cuantas_respuestas} **ya**", "Este texto va sin negritas"),
        ("{municipio}", "{cuantas_respuestas} [aquí](/x)", "Este texto va sin negritas"),
        ("{municipio}", "{cuantas_respuestas\n", "Hay una llave suelta."),
    ],
)  # fmt: skip
def test_faulty_text_is_refused_in_words_and_kept(desk, heading: str, body: str, said: str):
    answer = save(desk, ADJUSTED.key, heading, body)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert body.strip() in answer.text
    assert wording_of(ADJUSTED.key) == ADJUSTED.wording


def test_placeholder_in_the_title_alone_is_there(desk):
    assert save(desk, ADJUSTED.key, "{cuantas_respuestas} de {municipio}", "Mírelas.").status_code == 302


def test_editor_shows_each_placeholder_with_an_example_and_that_the_mail_says_the_same(desk):
    page = desk.get(f"{LIST}{ADJUSTED.key}/").text
    for one in ADJUSTED.placeholders:
        assert f"<code>{{{one.name}}}</code>" in page
        assert f"Ejemplo: «{one.sample}»" in page
    assert f"Clase de aviso: {ADJUSTED.kind.label}." in page
    assert (
        'El correo del aviso dice este mismo texto, dentro de <a href="/administracion/textos/mail-notification/">'
        in page
    )
    assert "**estas palabras**" not in page


def test_one_text_serves_the_teams_and_those_who_follow(cast, assessment):
    edit(cast, CORRECTED.key, "Corregido: {municipios}", "Cambió:\n{cambios}\nPorque {razon}")
    round, now = assessment.round, timezone.now()
    announcing.that_it_was_corrected(
        round=round,
        places=[cast.here],
        version=2,
        changes=["A-01: de 1 a 2.", "A-02: de 0 a 1."],
        reason="faltaba",
        at=now,
    )
    news = News.objects.get()
    assert news.subject == "Corregido: Aquí"
    assert news.lines == ["Cambió:", "A-01: de 1 a 2.", "A-02: de 0 a 1.", "Porque faltaba"]
    assert Notification.objects.filter(title=news.subject, body="\n".join(news.lines)).exists()


def test_reminder_begins_with_the_text_as_it_is_worded_now(cast, assessment, browser_of):
    assert {one.name for one in REMINDER.placeholders} == set(PLACEHOLDERS)
    edit(cast, REMINDER.key, "Aviso a {municipio}", "Les falta {lo que falta}.")
    page = browser_of(cast.coordinator).get("/tablero/ciclo/recordar/").text
    assert 'value="Aviso a {municipio}"' in page
    assert "Les falta {lo que falta}." in page
