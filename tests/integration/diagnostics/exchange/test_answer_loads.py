"""Answers of earlier rounds from the browser, loaded: once, by the action of the command."""

import pytest
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry, SetAside, TaskRun
from core.web.set_aside.actions import LASTS
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round, ScoreRun
from diagnostics.exchange.actions import loads
from diagnostics.exchange.exports.answers import COLUMNS
from diagnostics.exchange.tasks import load_answers
from tests.command_line import run, write
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_answer
from tests.integration.diagnostics.exchange.test_answer_checks import PAGE, ROWS, looked, press, stored

pytestmark = pytest.mark.django_db


def test_one_press_loads_and_says_what_came_of_it(page, opened, after_commit, text_of):
    address = looked(page)
    with after_commit():
        answer = press(page, address)
    said = text_of(page.get(address))
    assert answer.redirect_chain[-1][0] == address
    assert "3 respuestas escritas en el ciclo R1, del archivo viejas.csv." in said
    assert stored() == {
        ("05001", "A-01"): ("3", False, 1), ("05001", "A-02"): ("", True, 1), ("05002", "A-03"): ("a|b", False, 1),
    }  # fmt: skip
    assert set(opened.assessments.values_list("state", flat=True)) == {"final_ready"}
    assert EvidenceUse.objects.get().evidence.url == "https://a.co/1"
    assert ScoreRun.objects.filter(round=opened, layer="final").exists()
    entry = AuditEntry.objects.get(verb="answers.imported")
    assert (entry.by.email, entry.data) == (
        page.get(PAGE).wsgi_request.user.email, {"layer": "final", "rows": 3, "written": 3},
    )  # fmt: skip
    assert TaskRun.objects.get(name="diagnostics.exchange.tasks.load_answers").state == "done"


def test_page_says_the_same_as_the_command(page, tmp_path, after_commit):
    with after_commit():
        press(page, looked(page))
    by_page = stored()
    said = run(
        "import_answers", "--round", "R1", "--layer", "final",
        write(tmp_path, "viejas.csv", "\n".join([",".join(COLUMNS), *ROWS, ""])),
    )  # fmt: skip
    assert said == "Ciclo R1, definitiva: 3 filas leídas, 0 escritas, 3 sin cambios, 0 rechazadas.\n"
    assert stored() == by_page


def test_same_file_twice_writes_nothing_twice(page, after_commit, text_of):
    with after_commit():
        press(page, looked(page))
    before = (stored(), Evidence.objects.count(), AuditEntry.objects.count(), ScoreRun.objects.count())
    address = looked(page)
    assert "No hay nada que cargar" in text_of(page.get(address))
    with after_commit():
        press(page, address)
    assert "No cambió nada" in text_of(page.get(address))
    assert (stored(), Evidence.objects.count(), AuditEntry.objects.count(), ScoreRun.objects.count()) == before


def test_only_what_differs_is_written(page, after_commit):
    with after_commit():
        press(page, looked(page))
    with after_commit():
        press(page, looked(page, "05001,A-01,4,,,,https://a.co/1,si", "05001,A-02,,si,No hay plan.,si"))
    assert {key: row[2] for key, row in stored().items()} == {
        ("05001", "A-01"): 2, ("05001", "A-02"): 1, ("05002", "A-03"): 1,
    }  # fmt: skip
    with after_commit():
        press(page, looked(page, "05001,A-01,4,,,,https://a.co/2,si"))
    assert [use.evidence.url for use in EvidenceUse.objects.select_related("evidence")] == ["https://a.co/2"]


def test_second_press_is_told_that_it_is_on_its_way(page, after_commit, text_of):
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    with after_commit() as callbacks:
        press(page, address, seen=seen)
    again = press(page, address, seen=seen)
    assert "ya se pidió" in text_of(again)
    assert len(callbacks) >= 1
    assert AuditEntry.objects.filter(verb="answers.imported").count() == 1


def test_task_that_runs_twice_loads_once(page, after_commit):
    address = looked(page)
    with after_commit():
        press(page, address)
    row, key = SetAside.objects.get(), address.partition("=")[2]
    assert load_answers(key=key, owner_id=row.owner_id) == loads.DONE
    assert {version for *_, version in stored().values()} == {1}


def test_answers_that_changed_since_they_were_shown_are_not_written_over(page, opened, after_commit, text_of):
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    make_answer(opened.assessments.get(municipality__divipola="05001"), "A-01", "1", layer="final")
    with after_commit():
        press(page, address, seen=seen)
    said = text_of(page.get(address))
    assert "Las respuestas guardadas cambiaron desde que usted las vio" in said
    assert "1 que cambia" in said
    assert stored() == {("05001", "A-01"): ("1", False, 1)}
    with after_commit():
        press(page, address)
    assert stored()["05001", "A-01"] == ("3", False, 2)


def test_round_that_closed_meanwhile_is_refused_in_words(page, opened, after_commit, text_of):
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    Round.objects.filter(pk=opened.pk).update(status=RoundStatus.ENDED)
    with after_commit():
        press(page, address, seen=seen)
    shown = page.get(address)
    assert "terminó: ya no recibe cambios" in text_of(shown)
    assert "Cargar estas respuestas" not in text_of(shown)
    assert not Answer.objects.exists()


def test_municipality_that_left_meanwhile_is_named(page, opened, text_of):
    address = looked(page)
    Assessment.objects.filter(round=opened, municipality__divipola="05002").delete()
    said = text_of(page.get(address))
    assert "Línea 4, columna municipality: el municipio «05002» no participa en el ciclo." in said
    assert "Cargar estas respuestas" not in said


@pytest.mark.parametrize("goes", ["deleted", "a day old"])
def test_file_that_is_gone_is_said(page, after_commit, text_of, goes):
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    if goes == "deleted":
        SetAside.objects.all().delete()
    else:
        SetAside.objects.update(kept_at=timezone.now() - LASTS)
    with after_commit():
        answer = press(page, address, seen=seen)
    assert "el archivo ya no está. Súbalo otra vez; no se cargó nada." in text_of(answer)
    assert not Answer.objects.exists()
    assert load_answers(key=address.partition("=")[2], owner_id=1) == ""


def test_file_can_be_put_away(page, text_of):
    address = looked(page)
    assert "se descartó. No cambió nada." in text_of(press(page, address, action="descartar"))
    assert not SetAside.objects.exists()


def test_load_that_failed_or_waits_is_said_and_can_be_asked_for_again(page, after_commit, text_of):
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    press(page, address, seen=seen)  # nothing committed: no queue took it
    assert "La carga no terminó" in text_of(page.get(address))
    content = loads.kept(key=address.partition("=")[2], by=page.get(PAGE).wsgi_request.user, at=timezone.now())
    run_row = TaskRun.objects.create(
        task_id=content.task, name="diagnostics.exchange.tasks.load_answers", state="waiting", since=timezone.now()
    )
    waiting = page.get(address)
    assert "Espera su turno en la cola" in text_of(waiting)
    assert 'hx-trigger="load delay:3s"' in waiting.text
    TaskRun.objects.filter(pk=run_row.pk).update(state="running")
    assert "está guardando las respuestas de viejas.csv" in text_of(page.get(address))
    TaskRun.objects.filter(pk=run_row.pk).update(state="failed", reason="La base de datos no respondió.")
    assert "puede pedir la carga otra vez" in text_of(page.get(address))
    with after_commit():
        press(page, address, seen=seen)
    assert "3 respuestas escritas" in text_of(page.get(address))


def test_page_that_asks_how_it_goes_finds_its_part_in_whatever_comes(page, opened, after_commit):
    """The script replaces `#carga`: it would leave an empty page where an answer had none."""
    address = looked(page)
    seen = page.get(address).context["comparison"].fingerprint
    shown = [page.get(PAGE), page.get(address)]
    press(page, address, seen=seen)
    shown.append(page.get(address))
    with after_commit():
        press(page, address, seen=seen)
    shown.append(page.get(address))
    assert [answer.text.count('id="carga"') for answer in shown] == [1, 1, 1, 1]
    assert len({answer.templates[0].name for answer in shown}) == 4


# --- Ways to the page ---


def test_page_of_a_round_leads_here_with_the_round_chosen(page, opened):
    link = f"{PAGE}?ciclo=R1"
    assert link in page.get("/ciclos/R1/").text
    assert '<option value="R1" selected' in page.get(link).text
    Round.objects.filter(pk=opened.pk).update(status=RoundStatus.ENDED)
    assert link not in page.get("/ciclos/R1/").text


def test_administrator_comes_from_the_portal_and_is_not_sent_where_they_may_not_go(opened, browser_of, after_commit):
    page = browser_of(make_member(Role.ADMIN))
    assert PAGE in page.get("/administracion/").text
    assert "/ciclos/" not in page.get(PAGE).text
    address = looked(page)
    with after_commit():
        press(page, address)
    done = page.get(address).text
    assert "respuestas escritas" in done
    assert "/tablero/" not in done.partition("<main")[2]
