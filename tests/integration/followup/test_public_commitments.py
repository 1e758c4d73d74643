"""The public list and page of commitments: what they say, what they cost, and what goes out as a file, feed or calendar."""

import csv
import io
import json
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from followup.commitments.models import Commitment, Lowering, Milestone, News, SecondReading
from followup.pages.presenters.timeline import timeline
from tests.command_line import run, write
from tests.factories.accounts import make_user
from tests.factories.followup import make_commitment, make_evidence, make_version
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel("2026-12-01T15:00:00Z", tick=False):
        yield


@pytest.fixture
def place(db: None):
    return make_municipality(name="Copacabana")


@pytest.fixture
def late(place) -> Commitment:
    """Promised for June, today for 18 December; three of five milestones done, the fourth 18 days late."""
    one = make_commitment(
        place, code="CPB-03", title="Contar qué pasó con los aportes", start=date(2025, 12, 1), end=date(2026, 12, 18),
        original_end=date(2026, 6, 30), accepted_on=date(2025, 11, 12),
        milestones=[
            (date(2026, 2, 28), date(2026, 2, 24)), (date(2026, 4, 30), date(2026, 5, 22)),
            (date(2026, 7, 31), date(2026, 7, 30)), (date(2026, 11, 13), None), (date(2026, 12, 18), None),
        ],
    )  # fmt: skip
    make_version(one, 1, end=one.original_end, measure="10 procesos")
    make_version(one, 2, end=one.end, measure="8 procesos", reason="Dos procesos se corrieron a agosto")
    return one


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_the_page_says_the_state_its_rule_and_what_would_change_it(client, late):
    page = text_of(client, late.get_absolute_url())
    assert (
        "Prometido para el <strong>30 de junio de 2026</strong>; hoy, el <strong>18 de diciembre de 2026</strong>"
        in page
    )
    assert "Lleva 3 de 5 hitos con evidencia. El hito 4 venció hace 18 días." in page
    assert "Está en riesgo porque venció un hito sin evidencia</strong> (el 4, el 13 de noviembre de 2026)." in page
    assert "si adjuntan la evidencia del hito 4 a más tardar el 18 de diciembre de 2026." in page
    assert "si el 18 de diciembre de 2026 termina y falta un hito." in page
    assert "No se cumplió en su fecha original" in page
    assert "El estado no se escribe a mano" in page


def test_the_promise_that_was_made_stands_beside_the_one_of_today(client, late):
    page = text_of(client, late.get_absolute_url())
    assert "<del>30 de junio de 2026</del>" in page
    assert '<ins>18 de diciembre de 2026</ins> <span class="meta nowrap">171 días más</span>' in page
    assert "Cuánto: <del>10 procesos</del> <ins>8 procesos</ins>" in page
    assert "Razón: «Dos procesos se corrieron a agosto»" in page
    assert page.count("<del>") == page.count("<ins>")


def test_milestones_say_whether_they_were_in_time_with_their_public_evidence(client, late, place):
    shown = make_evidence(place, at=timezone.now(), is_public=True)
    hidden = make_evidence(place, at=timezone.now())
    late.milestones.get(number=1).evidence.set([shown, hidden])
    page = text_of(client, late.get_absolute_url())
    assert page.count("A tiempo") == 2
    assert "Tarde 22 días" in page
    assert "Vencido hace 18 días" in page
    assert "quedan 17 días" in page
    assert f"/seguimiento/evidencias/{shown.pk}/" in page
    assert f"/seguimiento/evidencias/{hidden.pk}/" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"accepted_on": None}, "la dependencia responsable todavía no la ha aceptado."),
        ({"start": date(2026, 12, 10)}, "Está acordado:</strong> empieza el 10 de diciembre de 2026."),
        ({}, "Está en marcha:</strong> empezó el 1 de enero de 2026 y ningún hito está vencido."),
        ({"end": date(2026, 11, 1)}, "falta 1 hito con evidencia."),
    ],
)
def test_each_state_is_said_with_its_reason(client, place, changes, words):
    fields = {"start": date(2026, 1, 1), "end": date(2027, 1, 1), "accepted_on": date(2025, 12, 1)} | changes
    one = make_commitment(place, milestones=[(date(2027, 1, 1), None)], **fields)
    assert words in text_of(client, one.get_absolute_url())


def test_a_state_that_a_person_lowered_says_who_and_why_and_what_it_would_be(client, place):
    one = make_commitment(place, start=date(2026, 1, 1), milestones=[(date(2027, 6, 1), None)])
    who = make_user()
    Lowering.objects.create(
        commitment=one, to="en_riesgo", reason="Falta el contrato", since=TODAY, office="Control", by=who
    )
    page = text_of(client, one.get_absolute_url())
    assert "Una persona lo bajó a «en riesgo»:</strong> por sus fechas estaría «en marcha»." in page
    assert "Control, el 1 de diciembre de 2026: «Falta el contrato»" in page
    assert "El estado no se escribe a mano" not in page


def test_a_second_reading_says_its_word_and_its_words(client, place):
    one = make_commitment(place, start=date(2026, 1, 1), end=date(2026, 6, 1), milestones=[(date(2026, 6, 1), None)])
    SecondReading.objects.create(
        commitment=one, completion="sustancial", words="Faltó la última", closed_on=date(2026, 7, 1), office="Control"
    )
    page = text_of(client, one.get_absolute_url())
    assert "No se cumplió</strong> según la segunda lectura del 1 de julio de 2026: avance sustancial." in page
    assert "Control: «Faltó la última»" in page
    assert "Cerró con 0 de 1 hito con evidencia." in page


def test_the_list_says_what_the_name_of_the_state_would_hide(client, place):
    """Done but not read yet, and closed with less than all of it: «en marcha» and «no cumplido» alone would mislead."""
    done = make_commitment(
        place, start=date(2026, 1, 1), end=date(2026, 11, 1), milestones=[(date(2026, 6, 1), date(2026, 5, 1))]
    )
    ended = {"start": date(2026, 1, 1), "end": date(2026, 6, 1), "milestones": [(date(2026, 6, 1), None)]}
    closed = make_commitment(place, code="CO-2", title="Abrir las actas", **ended)
    SecondReading.objects.create(
        commitment=closed, completion="sustancial", words="", closed_on=date(2026, 7, 1), office="Control"
    )
    page = text_of(client, "/compromisos/")
    said = {one.title: page.split(one.title, 1)[1].split("</li>")[0] for one in (done, closed)}
    assert "Hecho; espera segunda lectura" in said[done.title]
    assert "Avance sustancial" in said[closed.title]


def test_the_page_of_the_files_names_them_as_they_are_saved(client, place):
    make_commitment(place, is_demo=True)
    page = text_of(client, "/compromisos/datos/")
    assert "compromisos-versiones.csv · 10 columnas" in page
    assert "Todo lo que muestra es inventado" in page
    make_commitment(place, code="CO-2")
    assert "Todo lo que muestra es inventado" not in text_of(client, "/compromisos/datos/")


def test_a_demonstration_says_so_and_an_unknown_code_is_404(client, place):
    one = make_commitment(place, is_demo=True)
    assert "Datos de demostración" in text_of(client, one.get_absolute_url())
    assert "Datos de demostración" in text_of(client, "/compromisos/")
    assert client.get("/compromisos/NADA/").status_code == 404


def test_the_list_counts_by_state_and_filters(client, place, late):
    other = make_municipality(name="Bello")
    make_commitment(other, code="BEL-1", title="Traducir la carta", accepted_on=None, tags=["movilidad"])
    page = text_of(client, "/compromisos/")
    assert ["Propuesto: 1" in page, "En riesgo: 1" in page, "Cumplido: " in page] == [True, True, False]
    for query, here in (
        ("?estado=propuesto", ["BEL-1"]), (f"?municipio={place.slug}", ["CPB-03"]), ("?q=aportés", ["CPB-03"]),
        ("?etiqueta=movilidad", ["BEL-1"]), ("?etiqueta=vida", []), ("?estado=otro", ["BEL-1", "CPB-03"]), ("?q=xyz", []),
    ):  # fmt: skip
        found = text_of(client, f"/compromisos/{query}")
        assert [code for code in ("BEL-1", "CPB-03") if f"/compromisos/{code}/" in found] == here, query


def test_an_empty_list_says_what_will_stand_there(client):
    assert "Todavía no hay compromisos" in text_of(client, "/compromisos/")


def test_a_thousand_commitments_cost_as_many_queries_as_ten(client, place):
    make_many(place, 10)
    few = queries_of(client, "/compromisos/")
    make_many(place, 990, begin=10)
    assert few == queries_of(client, "/compromisos/") <= 8
    assert len(client.get("/compromisos/").content) < 90_000
    assert text_of(client, "/compromisos/?page=20").count("<progress") == 50


def test_one_page_costs_the_same_however_much_there_is_of_it(client, late):
    before = queries_of(client, late.get_absolute_url())
    for number in range(20):
        News.objects.create(commitment=late, text=f"Novedad {number}", office=late.office, at=timezone.now())
    assert queries_of(client, late.get_absolute_url()) <= before + 1  # the evidence of news
    assert before <= 18


def test_feed_tells_what_happened_with_ids_that_stay(client, late):
    News.objects.create(commitment=late, text="Se publicó la lista", office=late.office, at=timezone.now())
    answer = client.get(f"{late.get_absolute_url()}novedades.atom")
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert ["Se publicó la lista" in body, "Dos procesos se corrieron" in body, "Hito 3 con evidencia" in body] == [
        True
    ] * 3
    assert "urn:innovacion360:compromiso:CPB-03:version-2" in body


def test_calendar_has_what_is_still_due(client, late):
    for path in (f"{late.get_absolute_url()}fechas.ics", "/compromisos/fechas.ics"):
        events = Calendar.from_ical(client.get(path).content).walk("VEVENT")
        assert sorted(str(one["uid"]).partition("@")[0] for one in events) == [
            "compromiso-CPB-03-fin", "compromiso-CPB-03-hito-4", "compromiso-CPB-03-hito-5",
        ]  # fmt: skip


def test_files_hold_every_version(client, late):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{late.get_absolute_url()}datos/compromiso.csv").text)))
    assert [(row["version"], row["end"], row["measure"]) for row in rows] == [
        ("1", "2026-06-30", "10 procesos"), ("2", "2026-12-18", "8 procesos"),
    ]  # fmt: skip
    whole = client.get(f"{late.get_absolute_url()}datos/compromiso.json").json()
    assert (whole["state"], whole["original_end"], len(whole["versions"])) == ("en_riesgo", "2026-06-30", 2)
    assert client.get(f"{late.get_absolute_url()}datos/otro.csv").status_code == 404


def test_open_data_has_its_tables_and_a_dictionary(client, late):
    assert "compromisos.csv" in text_of(client, "/compromisos/datos/")
    found = {
        name: client.get(f"/compromisos/datos/{name}") for name in ("compromisos.csv", "hitos.csv", "diccionario.csv")
    }
    (row,) = csv.DictReader(io.StringIO(found["compromisos.csv"].text))
    assert (row["code"], row["state"], row["changes"], row["is_demo"]) == ("CPB-03", "en_riesgo", "1", "no")
    meanings = csv.DictReader(io.StringIO(found["diccionario.csv"].text))
    columns = [one["column"] for one in meanings if one["file"] == "compromisos.csv"]
    assert columns == list(row)[:-1]  # the last one is the note
    assert len(found["hitos.csv"].text.splitlines()) == 6
    assert json.loads(client.get("/compromisos/datos/compromisos.json").content)["versions"][0]["version"] == 1
    assert client.get("/compromisos/datos/compromisos.xlsx").content.startswith(b"PK")
    assert "Compromisos" in text_of(client, "/datos/")


def test_api_gives_the_same_and_expires_with_the_day(client, late, place):
    listed = client.get("/api/v1/commitments/", {"municipality": place.divipola, "state": "en_riesgo"})
    assert [row["code"] for row in listed.json()["results"]] == ["CPB-03"]
    one = client.get("/api/v1/commitments/CPB-03/")
    assert (one.json()["mark"][0], one.json()["milestones"][3]["done_on"]) == ("reformulado (1 cambio)", None)
    assert client.get("/api/v1/commitments/NADA/").status_code == 404
    assert client.get("/api/v1/commitments/", {"municipality": "99999"}).status_code == 404
    with time_machine.travel("2026-12-02T15:00:00Z", tick=False):
        assert client.get("/api/v1/commitments/CPB-03/")["ETag"] != one["ETag"]


def test_the_page_of_a_municipality_shows_its_commitments(client, late, place):
    page = text_of(client, place.get_absolute_url())
    assert "Hay 1 compromiso: 1 en riesgo." in page
    assert late.get_absolute_url() in page
    assert 'id="compromisos"' not in text_of(client, make_municipality().get_absolute_url())


def test_following_a_commitment_offers_its_municipality(client, late, place):
    page = text_of(client, "/seguir/?sobre=commitment:CPB-03")
    assert f'value="{place.slug}"' in page
    assert client.get("/seguir/?sobre=commitment:NADA").status_code == 404


def test_the_line_is_true_to_time_and_left_out_where_milestones_touch():
    steps = [Milestone(number=1, due_on=date(2026, 7, 2), done_on=None), Milestone(number=2, due_on=date(2026, 12, 31))]
    drawn = timeline(date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30), steps, TODAY)
    assert [(mark.x, mark.kind) for mark in drawn.steps] == [(50.0, "l"), (100.0, "n")]
    assert (drawn.gone, drawn.today.x) == (91.76, 91.76)
    steps[1].due_on = date(2026, 7, 5)
    assert timeline(date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30), steps, TODAY) is None


def make_many(place, number: int, *, begin: int = 0) -> None:
    rows = Commitment.objects.bulk_create(
        Commitment(
            code=f"M-{n:04}", title=f"Promesa número {n} a la gente", municipality=place, office="Secretaría General",
            start=TODAY, end=TODAY + timedelta(days=n % 400), original_end=TODAY, accepted_on=TODAY, proposed_at=timezone.now(),
        )
        for n in range(begin, begin + number)
    )  # fmt: skip
    Commitment.municipalities.through.objects.bulk_create(
        Commitment.municipalities.through(commitment=row, municipality=place) for row in rows
    )
    Milestone.objects.bulk_create(
        Milestone(commitment=row, number=k, title=f"Hito {k}", due_on=row.end) for row in rows for k in range(1, 6)
    )


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_characters_that_no_xml_holds_break_no_file(client, place, tmp_path):
    """U+FFFF in one title left the workbook of all commitments, and the feed of that one, unreadable."""
    steps = [(TODAY, None)]
    stored = make_commitment(place, code="OLD-1", title="Abrir la mesa\uffff\ufffe", milestones=steps)
    book = load_workbook(io.BytesIO(client.get("/compromisos/datos/compromisos.xlsx").content))
    assert any("Abrir la mesa" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    text = run("export_commitments", "--format", "csv").replace(stored.code, "NEW-1")
    run("import_commitments", write(tmp_path, "otra.csv", text))
    assert Commitment.objects.get(code="NEW-1").title == "Abrir la mesa"
    ElementTree.fromstring(client.get("/compromisos/NEW-1/novedades.atom").text)  # noqa: S314  # our own
