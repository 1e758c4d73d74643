"""Reporting an error: from the foot of every page to the answer."""

import pytest
from django.db import IntegrityError, transaction

from citizens.actions import reports as acts
from citizens.models import ErrorReport
from core.models import AuditEntry
from core.web.pages import known_page
from notices.models import Notification
from tests.factories.citizens import REPLY, make_report
from tests.factories.diagnostics import AT
from tests.factories.notices import make_question

pytestmark = pytest.mark.django_db
SAID = {"did": "Presioné Descargar dos veces.", "expected": "Esperaba un archivo y no llegó nada."}


@pytest.fixture
def send(client, started):
    def send(browser=None, **fields):
        values = {"page": "/municipios/aqui/", "started": started(), **SAID}
        return (browser or client).post("/reportar/", values | fields)

    return send


def test_every_page_links_to_the_form_with_its_path_alone(cast, browser_of, client):
    assert 'href="/reportar/?en=%2Fglosario%2F"' in client.get("/glosario/?secreto=1").text
    assert 'href="/reportar/?en=%2Fequipo%2F"' in browser_of(cast.liaison).get("/equipo/?municipio=x").text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/municipios/bello/?clave=1", "/municipios/bello/"), ("/municipios/bello/#x", "/municipios/bello/"),
        ("//malo.example/", "/"), ("https://malo.example/", "/"), ("javascript:alert(1)", "/"), ("", "/"),
        ("/no/hay/tal/", "/"), ("/" + "x" * 400, "/"), ("/seguir/salir/SECRETO123/", "/seguir/salir/"),
        ("/cuenta/invitacion/SECRETO123/", "/cuenta/invitacion/"), ("/[x", "/"),
        ("/ciclos/\u202egpj/", "/"), ("/ciclos/a\u200bb/", "/"), ("/ciclos/URGENTE  pague/", "/"),
    ],
)  # fmt: skip
def test_page_is_a_path_of_the_portal_without_secrets(given, kept):
    assert known_page(given) == kept


def test_page_behind_a_secret_link_does_not_put_the_secret_into_its_foot(client, db):
    token = make_question()
    page = client.post(f"/seguir/salir/{token}/", follow=True).text
    assert "/reportar/?en=%2Fseguir%2Fsalir%2F" in page
    assert f"en=%2Fseguir%2Fsalir%2F{token}" not in page


def test_report_without_account_is_stored_and_told_to_those_who_run_the_portal(cast, send):
    response = send(page="/municipios/aqui/?q=1")
    report = ErrorReport.objects.get()
    assert (response.status_code, response.url) == (302, f"/reportes/{report.code}/")
    assert (report.path, report.did, report.author, report.state) == ("/municipios/aqui/", SAID["did"], None, "open")
    page = f"/reportes/{report.code}/responder/"
    told = set(Notification.objects.values_list("user", "url", "kind"))
    assert told == {(cast.coordinator.pk, page, "error_report"), (cast.admin.pk, page, "error_report")}
    titles = set(Notification.objects.values_list("title", flat=True))
    assert titles == {f"Reportan un error del portal, con el código {report.code}"}, "nothing that a stranger wrote"
    assert AuditEntry.of(report).get().data == {"page": "/municipios/aqui/"}


def test_signed_in_person_reads_text_and_answer_and_is_told(cast, send, browser_of):
    send(browser_of(cast.liaison))
    report = ErrorReport.objects.get()
    assert report.author == cast.liaison
    answering = browser_of(cast.admin).post(f"/reportes/{report.code}/responder/", {"text": REPLY})
    assert (answering.status_code, answering.url) == (302, "/reportes/")
    page = browser_of(cast.liaison).get(report.get_absolute_url()).text
    assert SAID["did"] in page
    assert REPLY in page
    assert Notification.objects.get(user=cast.liaison).url == report.get_absolute_url()
    assert SAID["did"][:0] + "Respondido" in browser_of(cast.liaison).get("/reportar/").text


def test_others_see_the_answer_by_its_number_and_never_the_text(cast, client, browser_of):
    report = acts.answer(report=make_report(cast.liaison), text=REPLY, by=cast.admin, at=AT)
    for browser in (client, browser_of(cast.neighbour), browser_of(cast.reviewer)):
        response = browser.get(report.get_absolute_url())
        assert REPLY in response.text
        assert report.did not in response.text
        assert response["X-Robots-Tag"] == "noindex"
    assert report.did in browser_of(cast.coordinator).get(report.get_absolute_url()).text


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"did": "corto"}, "Escriba al menos 10 letras."), ({"did": ""}, "Escriba qué hizo."),
        ({"expected": "x" * 1001}, "1000"), ({"website": "x"}, "Borre lo que haya en «Deje este campo vacío»"),
        ({"started": ""}, "La página estuvo abierta mucho tiempo"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_text_stays(send, fields, error):
    response = send(**fields)
    assert response.status_code == 422
    assert error in response.text
    assert (SAID | fields)["expected"] in response.text
    assert "/municipios/aqui/" in response.text
    assert not ErrorReport.objects.exists()


def test_same_form_sent_twice_is_one_report(cast, send):
    first, again = send(form_id="a" * 22), send(form_id="a" * 22)
    assert first.url == again.url
    assert ErrorReport.objects.count() == 1


def test_connection_sends_ten_in_an_hour(send):
    assert {send().status_code for _ in range(10)} == {302}
    late = send()
    assert late.status_code == 429
    assert SAID["did"] in late.text
    assert ErrorReport.objects.count() == 10


def test_answer_is_given_once_and_by_those_who_may(cast):
    report = make_report()
    with pytest.raises(acts.MayNotAnswerReport):
        acts.answer(report=report, text=REPLY, by=cast.liaison, at=AT)
    acts.answer(report=report, text=REPLY, by=cast.coordinator, at=AT)
    with pytest.raises(acts.ReportAnswered):
        acts.answer(report=report, text="Otra respuesta.", by=cast.admin, at=AT)
    assert ErrorReport.objects.get().answer == REPLY


def test_list_shows_open_ones_and_then_answered_ones(cast, browser_of):
    open_one, closed = make_report(path="/datos/"), make_report(cast.liaison, path="/comparar/")
    acts.answer(report=closed, text=REPLY, by=cast.admin, at=AT)
    staff = browser_of(cast.admin)
    assert (open_one.code in staff.get("/reportes/").text, closed.code in staff.get("/reportes/").text) == (True, False)
    page = staff.get("/reportes/?estado=respondidos").text
    assert (open_one.code in page, closed.code in page, cast.liaison.name in page) == (False, True, True)


@pytest.mark.parametrize(
    "fields", [{"path": "//malo.example"}, {"path": "/a?b"}, {"did": "corto"}, {"state": "answered"}, {"answer": "x"}]
)
def test_database_keeps_what_a_report_is(db, fields):
    report = make_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(**fields)
