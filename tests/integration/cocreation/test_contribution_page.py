"""The public page of one contribution."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cocreation.agendas.choices import StageCode
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState
from cocreation.contributions.models import Comment, ContributionSupport, ContributionVersion
from core.trace.actions import record
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in
from tests.factories.territory import make_municipality
from tests.integration.cocreation.test_public_pages import during, make_answer

pytestmark = pytest.mark.django_db
S = ContributionState


@pytest.fixture
def agenda(db):
    return make_agenda(make_municipality(name="Ribera", slug="ribera"))


def traced(row, *steps: str):
    for n, step in enumerate(steps):
        record(
            kind=CONTRIBUTION, subject_id=row.pk, step=step, at=row.received_at + timedelta(days=n),
            process=row.agenda.trace_process,
        )  # fmt: skip
    return row


def address(row) -> str:
    return f"/agendas/AG-1/aportes/{row.code}/"


def comment(row, text: str, state: CommentState = CommentState.PUBLISHED, **fields) -> Comment:
    if "office" not in fields:
        fields |= {"participant": row.participant, "signature": "Docente del barrio"}
    return Comment.objects.create(contribution=row, text=text, state=state, received_at=timezone.now(), **fields)


def erased(row, state: ContributionState = S.WITHDRAWN):
    row.title = row.text = row.signature = row.neighbourhood = ""
    row.state, row.erased_at, row.state_since = state, timezone.now(), timezone.now()
    row.save()
    return row


@pytest.mark.parametrize("state", [S.RECEIVED, S.IN_MODERATION, S.DECLINED, S.IN_APPEAL, S.TRANSFERRED])
def test_contribution_that_is_not_public_does_not_exist(client, agenda, state):
    more = {
        S.DECLINED: {"rule": "R1. No insulta."},
        S.TRANSFERRED: {"transferred_to": "Oficina", "transfer_number": "1", "transferred_on": timezone.localdate()},
    }
    row = make_contribution(agenda, state=state, **more.get(state, {}))
    assert client.get(address(row)).status_code == 404


def test_one_that_was_withdrawn_after_it_was_public_shows_its_line_only(client, agenda, text_of):
    row = erased(traced(make_contribution(agenda, title="Un secreto"), "recibida", "publicada", "retirada"))
    page = client.get(address(row))
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    assert "Retirado por su autor." in text_of(page)
    assert "Un secreto" not in page.text
    assert "Apoyar" not in page.text


@pytest.mark.parametrize("steps", [("recibida", "retirada"), ("recibida", "publicada", "no_publicada", "retirada"), ()])
def test_one_that_was_withdrawn_while_nobody_could_read_it_does_not_exist(client, agenda, steps):
    row = erased(traced(make_contribution(agenda), *steps))
    assert client.get(address(row)).status_code == 404


def test_code_of_another_agenda_or_in_small_letters(client, agenda):
    row = make_contribution(make_agenda(code="AG-2"), code="ID-0500")
    assert client.get("/agendas/AG-1/aportes/ID-0500/").status_code == 404
    assert client.get("/agendas/AG-2/aportes/id-0500/").status_code == 200
    assert row.get_absolute_url() == "/agendas/AG-2/aportes/ID-0500/"


def test_text_is_plain_paragraphs_and_its_links_are_inert(client, agenda):
    hostile = "Primero.\n\nSegundo <script>alert(1)</script> https://malo.example/x y javascript:alert(1)"
    page = client.get(address(make_contribution(agenda, title="<b>Título</b>", text=hostile))).text
    body = page[page.index("<main") : page.index("</main>")]
    assert "<p>Primero.</p>" in body
    assert "&lt;script&gt;" in body
    assert "<b>Título" not in body
    assert 'href="https://malo' not in body
    assert 'href="javascript' not in body


@pytest.mark.parametrize(
    ("state", "steps", "stands"),
    [
        (S.PUBLISHED, ("recibida", "publicada"), "Publicada"),
        (S.UNDER_REVIEW, ("recibida", "publicada", "en_analisis"), "En análisis"),
        (S.TAKEN_UP, ("recibida", "publicada", "en_analisis", "incorporada"), "Incorporada"),
        (S.NOT_TAKEN_UP, ("recibida", "publicada", "en_analisis", "no_incorporada"), "No incorporada"),
    ],
)  # fmt: skip
def test_line_has_seven_stations_and_stands_at_one(client, agenda, state, steps, stands):
    page = client.get(address(traced(make_contribution(agenda, state=state), *steps)))
    stations = page.context["stations"]
    assert len(stations) == 7
    assert [one.name for one in stations if one.state == "at"] == [stands]
    assert [one.name for one in stations[-2:]] == ["Compromiso", "Qué cambió"]
    assert {one.state for one in stations[-2:]} == ({"out"} if state == S.NOT_TAKEN_UP else {"next"})
    assert page.text.count('aria-current="step"') == 1


def test_line_leads_to_the_text_that_it_was_merged_into(client, agenda, text_of):
    whole = make_contribution(agenda, title="El texto unido")
    part = traced(
        make_contribution(agenda, state=S.MERGED, merged_into=whole, title="El original"), "recibida", "publicada"
    )
    record(
        kind=CONTRIBUTION, subject_id=part.pk, step="unida", at=timezone.now(), process=agenda.trace_process,
        to=(CONTRIBUTION, whole.pk),
    )  # fmt: skip
    page = client.get(address(part))
    assert "Se unió con otra." in text_of(page)
    assert page.text.count(f'href="{whole.get_absolute_url()}"') == 2
    assert "El original" in text_of(client.get(address(whole)))


def test_answer_has_its_sentence_as_it_was_given_and_its_parts(client, agenda, text_of):
    row, begins = make_contribution(agenda, state=S.TAKEN_UP), "En parte: solo las cebras"
    make_answer(
        row, resources="46 millones", what_follows="Recorrido el 2 de julio.", outcome="en_parte", headline=begins,
        not_taken_up="La luz no.",
    )  # fmt: skip
    page = text_of(client.get(address(row)))
    assert begins in page
    for words in ("A tiempo", "Secretaría de Movilidad", "46 millones", "Recorrido el 2 de julio.", "Término:"):
        assert words in page


def test_late_answer_says_by_how_much(client, agenda, text_of):
    row = make_contribution(agenda, state=S.TAKEN_UP)
    make_answer(row, late=True)
    assert "Tarde 1 día" in text_of(client.get(address(row)))


def test_thread_shows_published_comments_and_their_replies(client, agenda, text_of):
    row = make_contribution(agenda)
    first = comment(row, "Falta luz en el cruce.")
    comment(row, "Se revisa el 2 de julio.", parent=first, office="Secretaría de Movilidad")
    hidden = comment(row, "Una grosería.", CommentState.DECLINED, rule="R1. No insulta.")
    comment(row, "Respuesta a lo que ya no está.", parent=hidden)
    comment(row, "Espera al moderador.", CommentState.IN_MODERATION)
    page = text_of(client.get(address(row)))
    assert "3 comentarios" in page
    assert "Falta luz" in page
    assert page.index("Falta luz") < page.index("Dependencia Secretaría de Movilidad") < page.index("ya no se muestra")
    assert "Una grosería." not in page
    assert "Espera al moderador." not in page


def test_support_is_shown_as_closed_once_its_stages_are_over(client, agenda, text_of):
    row = make_contribution(agenda)
    ContributionSupport.objects.create(contribution=row, participant=make_participant(agenda), at=timezone.now())
    with during(StageCode.IDEAS):
        assert "cerraron" not in text_of(client.get(address(row)))
    with during(StageCode.PROTOTYPES):
        assert "Los apoyos cerraron el 25 de abril de 2027 con 1 persona." in text_of(client.get(address(row)))


def test_own_support_has_its_receipt(client, agenda, text_of):
    row, person = make_contribution(agenda), make_participant(agenda)
    ContributionSupport.objects.create(contribution=row, participant=person, at=moment_in(StageCode.IDEAS))
    with time_machine.travel(moment_in(StageCode.IDEAS), tick=False):
        session = client.session
        session["participants"] = {agenda.code: person.pk}
        session.save()
        found = client.get(address(row))
    assert found.context["mine"].participant_id == person.pk
    assert found.context["is_own"] is False


def test_version_is_named_once_there_are_two(client, agenda, text_of):
    row = make_contribution(agenda)
    assert "Versión" not in text_of(client.get(address(row)))
    made = timezone.now()
    ContributionVersion.objects.create(contribution=row, number=2, title=row.title, text=row.text, made_at=made)
    assert "Versión" not in text_of(client.get(address(row)))
    row.versions.filter(number=2).update(approved_at=made)
    assert "Versión 2, publicada el" in text_of(client.get(address(row)))


def test_page_costs_the_same_with_many_comments(client, agenda):
    row = traced(make_contribution(agenda, state=S.TAKEN_UP), "recibida", "publicada")
    make_answer(row)
    comment(row, "Uno.")
    client.get(address(row))

    def count() -> int:
        with CaptureQueriesContext(connection) as sent:
            client.get(address(row))
        return len(sent)

    few = count()
    for n in range(120):
        root = comment(row, f"Comentario {n}")
        comment(row, f"Respuesta {n}", parent=root)
    for _ in range(5):
        make_contribution(agenda, state=S.MERGED, merged_into=row)
    assert count() == few <= 12


def test_button_supports_and_the_pressed_one_takes_it_back(client, agenda):
    row, person = make_contribution(agenda), make_participant(agenda)
    with during(StageCode.IDEAS):
        session = client.session
        session["participants"] = {agenda.code: person.pk}
        session.save()
        before = client.get(address(row)).text
        assert 'name="apoyo" value="si" aria-pressed="false"' in before
        assert client.post(f"{address(row)}apoyar/", {"apoyo": "si"}).status_code == 302
        after = client.get(address(row)).text
        assert 'name="apoyo" value="no" aria-pressed="true"' in after
        assert "Recibo de su apoyo" in after
        assert client.post(f"{address(row)}apoyar/", {"apoyo": "no"}).status_code == 302
    assert not row.supports.exists()


def test_open_page_leads_to_commenting_and_proposing(client, agenda):
    row = make_contribution(agenda)
    said = comment(row, "Falta luz.")
    with during(StageCode.IDEAS):
        page = client.get(address(row)).text
        assert f'href="{address(row)}comentar/"' in page
        assert f'href="{address(row)}comentar/?responde={said.pk}"' in page
        assert 'href="/agendas/AG-1/aportes/nuevo/?tipo=idea"' in client.get("/agendas/AG-1/").text
