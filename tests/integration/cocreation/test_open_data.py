"""What can be downloaded of an agenda, and that it gives nobody away."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.models import Contact
from cocreation.contributions.choices import CommentState, ContributionState, Kind, Outcome
from cocreation.contributions.models import Answer, Comment, ContributionSupport, InternalNote
from cocreation.pages.exports import files
from core.web import page_cache
from tests.factories.accounts import make_user
from tests.factories.ballots import make_result, make_session
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
AT = moment_in(StageCode.IDEAS)
DATA = "/agendas/AG-1/datos/"
SECRETS = {
    "signature": "FIRMA-SECRETA", "neighbourhood": "BARRIO-SECRETO", "declined": "TEXTO-RECHAZADO", "waiting": "TEXTO-EN-COLA",
    "comment": "COMENTARIO-OCULTO", "note": "NOTA-INTERNA", "email": "persona@secreto.example", "reason": "RAZON-SECRETA",
    "reply": "FIRMA-DEL-COMENTARIO", "transfer": "RADICADO-SECRETO",
}  # fmt: skip


@pytest.fixture
def agenda(db: None):
    """An agenda with everything that must not leave it."""
    agenda = make_agenda(*[make_municipality() for _ in range(3)], places=1, is_demo=True)
    people = make_session(agenda)
    make_result(agenda)
    author = make_participant(agenda, channel=Channel.MAIL)
    Contact.objects.create(participant=author, agenda=agenda, email=SECRETS["email"], confirmed_at=AT)
    shown = make_contribution(
        agenda, code="ID-0001", participant=author, signature=SECRETS["signature"],
        neighbourhood=SECRETS["neighbourhood"], municipality=agenda.municipalities.first(), text='=1+1 "citado"; y más texto',
    )  # fmt: skip
    make_contribution(agenda, text=SECRETS["waiting"], state=ContributionState.IN_MODERATION)
    make_contribution(
        agenda, text=SECRETS["declined"], state=ContributionState.DECLINED, rule="R1", reason=SECRETS["reason"]
    )
    make_contribution(
        agenda, kind=Kind.PROBLEM, state=ContributionState.TRANSFERRED, text=SECRETS["declined"], transferred_to="Oficina",
        transfer_number=SECRETS["transfer"], transferred_on=AT.date(),
    )  # fmt: skip
    ContributionSupport.objects.create(contribution=shown, participant=people[0], at=AT)
    said = {"contribution": shown, "participant": people[0], "received_at": AT}
    hidden = Comment.objects.create(text=SECRETS["comment"], state=CommentState.DECLINED, state_since=AT, **said)
    Comment.objects.create(
        text="De acuerdo.",
        state=CommentState.PUBLISHED,
        signature=SECRETS["reply"],
        parent=hidden,
        state_since=AT,
        **said,
    )
    InternalNote.objects.create(contribution=shown, text=SECRETS["note"], at=AT, by=make_user())
    answered = make_contribution(agenda, code="ID-0002", state=ContributionState.TAKEN_UP)
    Answer.objects.create(
        contribution=answered, outcome=Outcome.YES, headline="Sí, desde junio.", taken_up="Todo.", office="Movilidad",
        asked_on=AT.date(), due_on=AT.date(), answered_at=AT, answered_by=make_user(email="funcionaria@alcaldia.example"),
    )  # fmt: skip
    return agenda


def rows(client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{DATA}{name}").text)))


def test_votes_are_counts(agenda, client):
    found = {(r["challenge"], r["criterion"], r["value"]): r["count"] for r in rows(client, "votos.csv")}
    assert len(found) == 3 * 3 * 5
    assert [found["MOV-1", "people", str(n)] for n in range(1, 6)] == ["0", "0", "0", "2", "4"]


def test_ranking_is_that_of_the_frozen_document(agenda, client):
    found = rows(client, "ranking.csv")
    assert [(r["challenge"], r["place"], r["score"], r["displayed"]) for r in found] == [
        ("MOV-1", "1", "643/180", "3.57"), ("CON-1", "2", "13/4", "3.25"), ("AMB-1", "3", "289/90", "3.21"),
    ]  # fmt: skip
    document = client.get(f"{DATA}resultado.json")
    assert document.content.decode() == agenda.priority_result.content


def test_supports_are_pabulib_with_numbers_for_persons(agenda, client):
    found = client.get(f"{DATA}apoyos.pb").text
    assert "num_votes;6" in found
    assert "Datos de demostración" in found
    assert found.splitlines()[-1].startswith("6;")


def test_contributions_and_answers_have_public_columns_only(agenda, client):
    (idea, answered) = rows(client, "aportes.csv")
    assert (idea["contribution"], idea["supports"], idea["comments"]) == ("ID-0001", "1", "1")
    assert idea["text"].startswith("'=1+1"), "no spreadsheet runs it"
    assert set(idea) == {
        "contribution", "kind", "theme", "challenge", "title", "text", "municipality", "zone", "channel", "state",
        "received_on", "published_on", "merged_into", "supports", "comments", "note",
    }  # fmt: skip
    (comment,) = rows(client, "comentarios.csv")
    assert (comment["text"], comment["reply_to"], comment["office"]) == ("De acuerdo.", "", "")
    (answer,) = rows(client, "respuestas.csv")
    assert (answer["contribution"], answer["office"]) == (answered["contribution"], "Movilidad")
    whole = json.loads(client.get(f"{DATA}aportes.json").text)
    assert (len(whole["contributions"]), len(whole["comments"]), len(whole["answers"])) == (2, 1, 1)


def test_nothing_of_a_person_is_in_any_file_page_or_answer(agenda, client):
    """Codes of participants, addresses, signatures, neighbourhoods, internal and unpublished texts, officials."""
    secrets = {*SECRETS.values(), *agenda.participants.values_list("code", flat=True), "funcionaria@alcaldia.example"}
    addresses = [f"{DATA}{name}" for name in files.NAMES] + [DATA, "/agendas/AG-1/prioridades/", "/agendas/AG-1/votar/"]
    addresses += [f"/agendas/AG-1/prioridades/{code}/" for code in ("MOV-1", "AMB-1", "CON-1")]
    api = "/api/v1/agendas/"
    addresses += [api, f"{api}AG-1/", f"{api}AG-1/aportes/", f"{api}AG-1/aportes/ID-0001/", f"{api}AG-1/prioridades/"]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert {secret for secret in secrets if secret in answer.text} == set(), address


def test_no_file_of_votes_has_a_row_of_a_person(agenda, client):
    """Six persons, three challenges: what is published depends on the counts alone, not on who gave what."""
    before = {name: client.get(f"{DATA}{name}").content for name in ("votos.csv", "ranking.csv", "resultado.json")}
    assert all(b"voter_id" not in content for content in before.values())
    assert "people" in json.loads(before["resultado.json"])["challenges"][0]["votes"]


def test_files_of_a_demonstration_say_so(agenda, client):
    for name in files.NAMES:
        answer = client.get(f"{DATA}{name}")
        if name != files.SCRIPT:
            assert "demostracion" in answer["Content-Disposition"], name
            assert "Datos de demostración" in answer.text, name
    type(agenda).objects.update(is_demo=False)
    answer = client.get(f"{DATA}aportes.csv")
    assert 'filename="AG-1-aportes.csv"' in answer["Content-Disposition"]
    assert "demostración" not in answer.text


def test_page_lists_the_files_with_size_and_columns(agenda, client):
    page = client.get(DATA).text
    assert all(f"{DATA}{name}" in page for name in files.NAMES)
    assert "Creative Commons" in page
    assert "neighbourhood" not in page


def test_quality_of_the_process_is_public_once_the_agenda_has_closed(agenda, client):
    """Each measure with both numbers, on the page and in a file; before, neither says anything."""
    with time_machine.travel(moment_in(StageCode.CLOSING, 0), tick=False):
        assert 'id="calidad"' not in client.get(DATA).text
        assert client.get(f"{DATA}calidad.csv").status_code == 404
    page_cache.forget_all()  # the page is kept for a minute of the real clock
    with time_machine.travel(moment_in(StageCode.CLOSING, 30), tick=False):
        page = client.get(DATA).text
        found = {row["measure"]: row for row in rows(client, "calidad.csv")}
    assert 'id="calidad"' in page
    assert f"{DATA}calidad.csv" in page
    assert [found["in_time"][name] for name in ("part", "whole", "unit", "whole_is")] == [
        "1", "1", "%", "que esperaban respuesta",
    ]  # fmt: skip
    assert (found["channel_web"]["part"], found["channel_web"]["whole"]) == ("2", "2")
    assert "Datos de demostración" in found["days"]["note"]
    assert {secret for secret in SECRETS.values() if secret in page + str(found)} == set()


def test_before_the_result_its_files_are_not_found(client):
    make_agenda(make_municipality())
    page = client.get(DATA)
    assert "Todavía no hay resultado" in page.text
    for name in files.NAMES:
        expected = 404 if name in files.NAMES_OF_RESULT else 200
        assert client.get(f"{DATA}{name}").status_code == expected, name
    assert client.get(f"{DATA}otra.csv").status_code == 404
    make_agenda(make_municipality(), code="NO", is_published=False)
    assert client.get("/agendas/NO/datos/").status_code == 404
    assert client.get("/agendas/NO/datos/aportes.csv").status_code == 404


def computed(*names: str, at: Path) -> subprocess.CompletedProcess:
    """Run the downloaded program alone: no site packages, no environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "recompute_ranking.py", *names], cwd=at, env={}, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_downloaded_program_reproduces_the_published_ranking(agenda, client, tmp_path: Path):
    for name in ("recompute_ranking.py", "resultado.json", "ranking.csv"):
        (tmp_path / name).write_bytes(client.get(f"{DATA}{name}").content)
    assert len((tmp_path / "recompute_ranking.py").read_text().splitlines()) <= 80
    done = computed("resultado.json", "ranking.csv", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Coincide con lo publicado.\n")
    assert agenda.priority_result.sha256 in done.stdout


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("resultado.json", '"643/180"', '"644/180"'), ("resultado.json", '"displayed": "3.57"', '"displayed": "3.58"'),
        ("ranking.csv", "MOV-1,1,", "MOV-1,2,"), ("ranking.csv", "13/4", "14/4"), ("ranking.csv", "AMB-1,", "AMB-9,"),
    ],
)  # fmt: skip
def test_program_finds_what_was_changed(agenda, client, tmp_path: Path, name, before, after):
    for one in ("recompute_ranking.py", "resultado.json", "ranking.csv"):
        content = client.get(f"{DATA}{one}").text
        assert one != name or before in content
        (tmp_path / one).write_text(content.replace(before, after) if one == name else content, encoding="utf-8")
    done = computed("resultado.json", "ranking.csv", at=tmp_path)
    assert done.returncode == 1
    assert "No coincide" in done.stdout


def test_lists_are_read_in_a_fixed_number_of_queries(agenda, client, django_assert_max_num_queries):
    for _ in range(20):
        make_contribution(agenda)
    with django_assert_max_num_queries(12):
        client.get(DATA)
    with django_assert_max_num_queries(12):
        client.get("/api/v1/agendas/AG-1/aportes/")
    with django_assert_max_num_queries(14):
        client.get("/api/v1/agendas/AG-1/aportes/ID-0001/")


def test_api_answers_304_until_something_changes(agenda, client):
    url = "/api/v1/agendas/AG-1/aportes/"
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    ContributionSupport.objects.create(
        contribution=agenda.contributions.get(code="ID-0002"), participant=make_participant(agenda), at=timezone.now()
    )
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_api_filters_and_refuses(agenda, client):
    api = "/api/v1/agendas/AG-1/aportes/"
    assert client.get(f"{api}?kind=problema").json()["count"] == 0
    assert "page=2" in client.get(f"{api}?kind=idea&page_size=1").json()["next"]
    assert [one["contribution"] for one in client.get(f"{api}?state=incorporada").json()["results"]] == ["ID-0002"]
    assert client.get(f"{api}?tema=x").status_code == 400
    hidden = agenda.contributions.get(text=SECRETS["waiting"]).code
    assert client.get(f"{api}{hidden}/").status_code == 404
    assert client.get("/api/v1/agendas/NADA/").status_code == 404


def test_priorities_of_the_api_are_the_document(agenda, client):
    found = client.get("/api/v1/agendas/AG-1/prioridades/").json()
    assert (found["sha256"], found["is_demo"], found["note"]) == (
        agenda.priority_result.sha256, True, "Datos de demostración",
    )  # fmt: skip
    assert [row["score"] for row in found["ranking"]] == ["643/180", "13/4", "289/90"]
    make_agenda(make_municipality(), code="AG-2")
    assert client.get("/api/v1/agendas/AG-2/prioridades/").status_code == 404


def test_agendas_stand_in_the_catalogue_and_on_the_page_of_open_data(agenda, client, settings):
    make_agenda(make_municipality(), code="AG-2", name="Sin resultado")
    make_agenda(make_municipality(), code="AG-3", name="Un borrador", is_published=False)
    found = client.get("/datos/catalogo.jsonld").json()
    listed = {one["dct:identifier"]: one for one in found["dcat:dataset"]}
    assert set(listed) == {"agenda-ag-1", "agenda-ag-2"}
    first, second = listed["agenda-ag-1"], listed["agenda-ag-2"]
    assert first["@id"] == settings.SITE_URL + DATA
    assert "Datos de demostración" in first["dct:description"]["@value"]
    assert "Datos de demostración" not in second["dct:description"]["@value"]
    assert len(first["dct:spatial"]) == 3
    result_taken = timezone.localdate(agenda.priority_result.taken_at).isoformat()
    assert first["dct:modified"]["@value"] == result_taken
    own = [urlsplit(one["dcat:downloadURL"]["@id"]).path for one in first["dcat:distribution"]]
    assert own == [f"{DATA}{name}" for name in files.NAMES]
    for path in (DATA, *own):
        assert client.get(path).status_code == 200, path
    media = {one["dcat:mediaType"]["@id"].rpartition("/")[2] for one in first["dcat:distribution"]}
    assert media == {"csv", "json", "plain", "x-python"}
    assert len(second["dcat:distribution"]) == len(files.NAMES) - len(files.NAMES_OF_RESULT)
    for one in second["dcat:distribution"]:
        assert client.get(urlsplit(one["dcat:downloadURL"]["@id"]).path).status_code == 200
    assert found["dcat:service"][0]["dcat:servesDataset"] == [{"@id": one["@id"]} for one in found["dcat:dataset"]]
    page = client.get("/datos/").text
    assert (f'href="{DATA}"' in page, "Un borrador" in page, "Sin resultado" in page) == (True, False, True)


@pytest.mark.parametrize("more", [0, 5])
def test_catalogue_takes_as_many_queries_for_many_agendas(agenda, client, more):
    for number in range(more):
        make_agenda(make_municipality(), code=f"AG-{number + 2}")
    page_cache.forget_all()
    with CaptureQueriesContext(connection) as sent:
        client.get("/datos/catalogo.jsonld")
    assert len(sent) == 11, [one["sql"][:80] for one in sent]
