"""A whole round with seven people: from their invitations, by way of every state, to a published erratum."""

import csv
import re

import pytest
from playwright.sync_api import expect

from core import acts
from diagnostics.assessments.models import Answer, Round
from diagnostics.review import tasks
from diagnostics.review.models import SecondReview
from tests.browser.axe import axe
from tests.browser.erratum_walk import (
    CORRECTED,
    ERRATUM,
    another_confirms_it,
    citizen_reads_the_erratum,
    coordination_proposes_a_correction,
)
from tests.browser.questionnaire import Questionnaire
from tests.browser.round_walk import (
    Walk,
    accept_by_key,
    address,
    article,
    attach,
    confirm_facts,
    decide,
    declare,
    downloaded,
    events_of,
    everybody_comes,
    fill,
    nobody_reads,
    open_round,
    queue_row,
    refuses,
    says,
    send,
    sign,
    words,
)  # fmt: skip

# By hand. Openness (weight 60): A-01 level 3 = 75, weight 2; A-02 yes = 100; A-03 two options, 50 + 30 = 80.
# Dialogue (weight 40): B-01 5 of 10 = 50; B-02 the better one = 100; B-03 one meeting = 100. Declared, and final
# once the reply was accepted: 0.6 · (2·75 + 100 + 80) / 4 + 0.4 · 250 / 3 = 49.50 + 33.33 = 82.83.
# Reviewed, without the option of 30: 45 + 33.33 = 78.33, 4.50 less. Allá loses 0.6 · 100 / 4 = 15 with all of its A-03.
# After the erratum, A-01 at level 2 = 50: 0.6 · (100 + 100 + 80) / 4 + 33.33 = 75.33.
DECLARED, REVIEWED, AT_STAKE = "82,83", "78,33", "+4,50"
BACK = "A-01 es el nivel 3: las actas se publican completas."
WHY = "El enlace abre el archivo, no las actas de 2026."
ASKED = "¿En qué página está la lista de lo publicado?"
ANSWERED = "Página 4, tabla 2."
ARGUMENT = "Las actas están en la segunda pestaña de la dirección."
WRITTEN = "Cambiamos el sitio en noviembre."
DECIDED = "Las actas de 2026 están completas en la dirección nueva."


@pytest.fixture
def round(transactional_db) -> Round:
    return open_round()


def test_whole_round_from_the_invitations_to_an_erratum(page_at, page_as, time_machine, round):
    walk = Walk(page_at, page_as, time_machine)
    walk.on("2027-03-03")
    everybody_comes(walk)
    municipality_answers_and_signs(walk)
    act_is_for_everybody(walk)
    walk.on("2027-03-04")
    review_declares_and_asks(walk)
    walk.on("2027-03-05")
    municipality_clarifies(walk)
    walk.on("2027-03-08")
    review_marks(walk)
    second_reader_sees_no_mark(walk)
    review_closes(walk)
    nobody_reads(walk.citizen(), DECLARED, REVIEWED, CORRECTED)

    walk.on("2027-03-09")
    municipality_replies(walk)
    walk.on("2027-03-19")
    terms_are_over(walk)
    coordination_gives_time_and_another_decides(walk)
    nobody_reads(walk.citizen(), DECLARED, REVIEWED, CORRECTED)
    coordination_publishes(walk)
    citizen_reads(walk)

    walk.on("2027-03-23")
    coordination_proposes_a_correction(walk)
    another_confirms_it(walk)
    citizen_reads_the_erratum(walk)
    log_tells_all(walk)
    history_tells_all(walk)


def municipality_answers_and_signs(walk: Walk) -> None:
    liaison, mayor, coordinator = walk.of("enlace"), walk.of("alcaldia"), walk.of("coordinacion")
    unsigned = ["Municipio", "Desde hoy", "–", "Vence el viernes 12 de marzo: quedan 7 días hábiles"]
    assert queue_row(coordinator, "Aquí") == ["Sin iniciar", *unsigned]
    confirm_facts(liaison)
    fill(walk.of("colaboradora"))
    expect(walk.of("colaboradora").get_by_text("Lo envía el enlace municipal.")).to_be_visible()
    assert queue_row(coordinator, "Aquí") == ["Autoevaluación en curso", *unsigned]
    send(liaison)
    signing = ["Alcaldía", "Desde hoy", "–", "Vence el miércoles 10 de marzo: quedan 5 días hábiles"]
    assert queue_row(coordinator, "Aquí") == ["En aprobación de la alcaldía", *signing]

    mayor.goto("/trabajo/")
    mayor.get_by_role("link", name="Leer y firmar").click()
    mayor.get_by_text("Devolver al equipo para corregir").click()
    mayor.get_by_label("Qué falta o qué se debe corregir").fill(BACK)
    mayor.get_by_role("button", name="Devolver con esta razón").click()
    says(mayor, "Diagnóstico devuelto al equipo, con su razón.")
    liaison.goto("/avisos/")
    expect(liaison.get_by_text(f"Razón: {BACK}")).to_be_visible()
    assert queue_row(coordinator, "Aquí") == ["Autoevaluación en curso", *unsigned]

    liaison.goto("/diagnostico/ronda/aqui/preguntas/A.1/")
    Questionnaire(liaison).choose("A-01", "casi todo")
    send(liaison)
    sign(mayor)
    says_review = ["Revisión", "Desde hoy", "–", "Vence el lunes 29 de marzo: quedan 15 días hábiles"]
    assert queue_row(coordinator, "Aquí") == ["En revisión metropolitana", *says_review]


def act_is_for_everybody(walk: Walk) -> None:
    mayor, citizen = walk.of("alcaldia"), walk.citizen()
    act = downloaded(mayor, mayor.get_by_role("link", name="Acta de firma (PDF)"))
    assert act.read_bytes()[:4] == b"%PDF"
    mayor.goto("/diagnostico/ronda/aqui/revision/")
    [code] = re.findall(r"código ([A-Z0-9-]{19})", mayor.locator("main").inner_text())
    citizen.goto(f"/actas/{code}/")
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Acta auténtica")
    said = dict(zip(words(citizen.locator("dt")), words(citizen.locator("dd")), strict=True))
    assert said["Firma"] == "Ana Alcaldesa, Alcaldesa municipal (alcalde o alcaldesa)"
    assert list(said) == [
        "Código", "Fecha", "Firma", "Instrumento", "Preguntas respondidas", "Datos personales", "Huella SHA-256 de lo firmado"
    ]  # fmt: skip
    nobody_reads(walk.citizen(), DECLARED, REVIEWED, CORRECTED)


def review_declares_and_asks(walk: Walk) -> None:
    reviewer = walk.of("revisora")
    declare(reviewer, conflict="Allá")
    reviewer.goto("/revision/ronda/alla/")
    expect(reviewer.get_by_text("Usted declaró un conflicto de interés con Allá")).to_be_visible()
    reviewer.goto("/revision/")
    reviewer.get_by_role("link", name="Revisar Aquí").click()
    reviewer.get_by_role("link", name=re.compile("^Empezar en A-01")).click()
    article(reviewer, "A-01").get_by_role("link", name="Caso, conversación e historia").click()
    reviewer.get_by_text("Pedir una aclaración").click()
    reviewer.get_by_label("Qué se debe aclarar").fill(ASKED)
    reviewer.get_by_role("button", name="Guardar la solicitud").click()
    says(reviewer, "Solicitud guardada.")
    reviewer.goto("/revision/ronda/aqui/")
    reviewer.get_by_role("button", name="Enviar 1 solicitud").click()
    says(reviewer, "Solicitudes enviadas a Aquí.")
    clarifying = ["Municipio", "Desde hoy", "–", "Vence el jueves 11 de marzo: quedan 5 días hábiles"]
    assert queue_row(reviewer, "Aquí") == ["Con solicitudes de aclaración", *clarifying]


def municipality_clarifies(walk: Walk) -> None:
    page = walk.of("colaboradora")
    page.goto("/trabajo/")
    page.get_by_role("link", name="Aclarar lo que se pide").click()
    page.get_by_role("link", name=re.compile("^A-01")).click()
    expect(page.get_by_role("region", name="La revisión pregunta")).to_contain_text(ASKED)
    page.get_by_label("Su aclaración").fill(ANSWERED)
    page.get_by_role("button", name="Aclarar y devolver A-01").click()
    says(page, "Todo quedó aclarado: la revisión sigue.")
    going_on = ["Revisión", "Desde hoy", "–", "Vence el martes 30 de marzo: quedan 14 días hábiles"]
    assert queue_row(walk.of("revisora"), "Aquí") == ["En revisión metropolitana", *going_on]


def review_marks(walk: Walk) -> None:
    """With the keyboard where a question is accepted whole; the proof of one option is not accepted, with its reason."""
    page = walk.of("revisora")
    page.goto("/revision/ronda/aqui/preguntas/A.1/")
    article(page, "A-01").locator("input[type=radio]").first.focus()
    accept_by_key(page, "A-01")
    for code in ("A-02", "A-03"):
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('article').id") == code
    proofs = article(page, "A-03").locator("ul.evs > li")
    proofs.nth(0).get_by_label("Aceptada", exact=True).check()
    proofs.nth(1).get_by_label("Insuficiente").check()
    state = article(page, "A-03").locator(".when-idle")
    expect(state).to_contain_text("A-03: elija la razón y escríbala en una frase que la alcaldía pueda usar.")
    article(page, "A-03").get_by_label("Razón del ajuste").select_option("otra")
    article(page, "A-03").get_by_label("Una frase que la alcaldía pueda usar").fill(WHY)
    page.keyboard.press("Tab")
    expect(state).to_have_text("Marcada, con ajuste")
    page.get_by_role("button", name="Guardar y seguir").click()
    article(page, "B-01").locator("input[type=radio]").first.focus()
    accept_by_key(page, "B-01")
    page.get_by_role("button", name="Guardar las marcas").click()
    expect(page.get_by_text("Todas las respuestas con evidencia o «no aplica» están marcadas.")).to_be_visible()


def second_reader_sees_no_mark(walk: Walk) -> None:
    """One of three answers is in the sample; chance is helped, so that it is the one whose mark would tell most."""
    [drawn] = SecondReview.objects.filter(answer__assessment__municipality__slug="aqui")
    sampled = Answer.objects.self_assessed().get(assessment=drawn.answer.assessment, question__code="A-03")
    SecondReview.objects.filter(pk=drawn.pk).update(answer=sampled)
    page, paths = walk.of("segunda"), ["", "casos/A-03/", "casos/A-01/", "preguntas/A.1/", "segunda-lectura/"]
    declare(page)
    paths = [f"/revision/ronda/aqui/{path}" for path in paths] + ["/diagnostico/ronda/aqui/respuestas/A-03/historia/"]
    for path in paths:
        page.goto(path)
        assert [word for word in (WHY, "4,50", "ajustada") if word in page.locator("main").inner_text()] == [], path
    page.goto("/revision/ronda/aqui/")
    page.get_by_role("link", name="Leer 1 por segunda vez").click()
    expect(page.get_by_role("heading", level=2, name="¿Qué publica?")).to_be_visible()
    expect(page.locator("input[name*='-proof-']:checked")).to_have_count(0)
    for proof in page.locator("ul.evs > li").all():
        proof.get_by_label("Aceptada", exact=True).check()
    page.get_by_role("button", name="Guardar y seguir").click()
    says(page, "Segunda lectura de A-03 guardada.")
    page.goto("/revision/ronda/aqui/casos/A-03/")
    expect(page.get_by_text(WHY)).to_be_visible()


def review_closes(walk: Walk) -> None:
    page = walk.of("revisora")
    page.goto("/revision/ronda/aqui/")
    page.get_by_role("button", name="Cerrar la revisión de Aquí").click()
    says(page, "Revisión de Aquí cerrada. Empieza su derecho de réplica.")
    replying = ["Municipio", "Desde hoy", "4,50", "Vence el martes 23 de marzo: quedan 10 días hábiles"]
    assert queue_row(page, "Aquí") == ["Derecho de réplica abierto", *replying]


def municipality_replies(walk: Walk) -> None:
    page = walk.of("enlace")
    page.goto("/trabajo/")
    page.get_by_role("link", name="Ver los ajustes y contestar").click()
    row = page.get_by_role("region", name="Ajustes").get_by_role("row").filter(has_text="A-03")
    assert words(row.locator("td")) == [WHY, "80", "50", f"{AT_STAKE} puntos", "Por contestar"]
    row.get_by_role("link").click()
    expect(page.locator(".stake-n")).to_have_text(f"{AT_STAKE} puntos")
    page.get_by_label("En desacuerdo").check()
    page.get_by_label("Por qué", exact=True).fill(ARGUMENT)
    page.get_by_text("Agregar una evidencia nueva").click()  # before anything was saved
    attach(page, "2027-02-01")
    refuses(page, "La fecha de corte es el jueves 31 de diciembre de 2026: ese documento vale para el ciclo siguiente.")
    attach(page, "2026-11-30")
    says(page, "La réplica sobre A-03 se envía con las demás.")
    page.get_by_label("Mensaje a la revisión").fill(WRITTEN)
    page.get_by_role("button", name="Enviar mensaje").click()
    says(page, "Mensaje enviado.")
    page.get_by_role("link", name="Lo que dejó la revisión").click()
    page.get_by_role("link", name="Revisar y enviar la réplica").click()
    page.get_by_role("button", name="Enviar la réplica de Aquí").click()
    says(page, "Réplica enviada: la decide alguien que no revisó esas respuestas.")

    reviewer = walk.of("revisora")
    deciding = ["Decisión", "Desde hoy", "4,50", "Vence el jueves 18 de marzo: quedan 7 días hábiles"]
    assert queue_row(reviewer, "Aquí") == ["Réplica en decisión", *deciding]
    reviewer.get_by_role("link", name="Ver Aquí").click()
    reviewer.get_by_role("link", name="A-03").first.click()
    decision = reviewer.get_by_role("region", name="Su decisión")
    expect(decision).to_contain_text("Usted revisó respuestas de «Apertura»: la decisión le toca a otra persona.")
    expect(decision.get_by_role("button")).to_have_count(0)


def terms_are_over(walk: Walk) -> None:
    """Silence of Allá counts as acceptance; a decision that nobody took in time waits for coordination."""
    page = walk.of("coordinacion")
    silent = ["Municipio", "Hace 12 días hábiles", "15,00", "Venció el miércoles 17 de marzo: tarde 2 días hábiles"]
    assert queue_row(page, "Allá") == ["Derecho de réplica abierto", *silent]
    assert [tasks.end_terms(), tasks.end_terms()] == [1, 0]
    assert queue_row(page, "Allá") == ["Resultado definitivo", "Publicación", "Desde hoy", "–", "–"]
    late = ["Decisión", "Hace 8 días hábiles", "4,50", "Venció el jueves 18 de marzo: tarde 1 día hábil"]
    assert queue_row(page, "Aquí") == ["Réplica en decisión", *late]


def coordination_gives_time_and_another_decides(walk: Walk) -> None:
    decider, coordinator = walk.of("decisora"), walk.of("coordinacion")
    declare(decider)
    decider.get_by_role("link", name="Decidir Aquí").click()
    decider.get_by_role("link", name="A-03").first.click()
    decide(decider, DECIDED)
    refuses(decider, "El plazo venció el jueves 18 de marzo. La coordinación puede dar una prórroga")

    coordinator.get_by_role("link", name="Prorrogar el plazo de Aquí").click()
    coordinator.get_by_label("Nuevo último día").fill("2027-03-24")
    coordinator.get_by_label("Razón de la prórroga").fill("La decisora estuvo incapacitada.")
    coordinator.get_by_role("button", name="Prorrogar el plazo").click()
    says(coordinator, "Plazo de Aquí: hasta el 24 de marzo de 2027.")
    in_time = ["Decisión", "Hace 8 días hábiles", "4,50", "Vence el miércoles 24 de marzo: quedan 2 días hábiles"]
    assert queue_row(coordinator, "Aquí") == ["Réplica en decisión", *in_time]

    decide(decider, DECIDED)
    says(decider, "Última decisión registrada: el resultado de Aquí es definitivo.")
    assert queue_row(coordinator, "Aquí") == ["Resultado definitivo", "Publicación", "Desde hoy", "–", "–"]


def coordination_publishes(walk: Walk) -> None:
    page = walk.of("coordinacion")
    page.goto("/tablero/ronda/publicar/")
    checks = page.get_by_role("region", name="Lo que se comprobó").locator(".check p:not(.meta)")
    expect(checks).to_have_text(
        [
            "Cada municipio tiene su resultado definitivo, o consta por qué no: sí",
            "Cada respuesta revisada tiene su versión definitiva: sí",
            "Una sola fila por pregunta y capa: sí",
            "Los pesos del instrumento suman: sí",
            "Toda réplica está decidida: sí",
            "Los puntos que piden evidencia tienen una aceptada: sí",
            "Ninguna dirección pública está caída: no se sabe",
            "Acuerdo de la segunda lectura",
        ]
    )
    assert axe(page) == []
    page.get_by_role("button", name="Publicar los resultados de 3 municipios").click()
    says(page, "Ronda 2027 quedó publicado.")


def citizen_reads(walk: Walk) -> None:
    page = walk.citizen()
    page.goto("/")
    page.get_by_label("Su municipio").select_option(label="Aquí")
    page.get_by_role("button", name="Ver resultados").click()
    expect(page.locator(".gate .big .score")).to_have_text(DECLARED)
    page.goto("/municipios/lejos/")
    expect(page.locator(".gate")).to_contain_text("Sin resultado")


STEPS = [
    "assessment.begun", "assessment.submitted", "signature.refused", "assessment.submitted", "assessment.signed",
    "clarification.sent", "clarification.answered", "review.closed", "reply.sent", "term.extended", "reply.decided",
    "assessment.published",
]  # fmt: skip


def log_tells_all(walk: Walk) -> None:
    page = walk.of("coordinacion")
    page.goto("/bitacora/")
    shown, older = [], page.get_by_role("link", name="Página siguiente")
    while True:
        shown += page.locator(".log > li").filter(has_text="Aquí, Ronda 2027").locator("strong").all_inner_texts()
        if not older.count():
            break
        older.click()
        page.wait_for_load_state()
    expected = [acts.words()[verb] for verb in STEPS]
    assert [act for act in reversed(shown) if act in expected] == expected
    with downloaded(page, page.get_by_role("link", name="Descargar CSV")).open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    told = [entry for entry in entries if entry["sobre"] == "Aquí, Ronda 2027" and entry["codigo"] in STEPS]
    assert [entry["codigo"] for entry in reversed(told)] == STEPS
    refused = next(entry for entry in told if entry["codigo"] == "signature.refused")
    assert (refused["correo"], refused["razon"]) == (address("alcaldia"), BACK)
    assert {"round.published", "erratum.published"} <= {entry["codigo"] for entry in entries}


def history_tells_all(walk: Walk) -> None:
    page = walk.of("enlace")
    page.goto("/diagnostico/ronda/aqui/revision/A-03/")
    page.get_by_role("link", name="Historia completa de esta respuesta").click()
    assert events_of(page)[3:] == [  # the first three were saved while she filled
        "Cambió su evidencia Colaboradora · 3 mar 2027",
        f"La revisión la marcó Revisión · 8 mar 2027 Datos Actas (sin evidencia aceptada) Otra razón (explicar) {WHY}",
        "Tuvo una segunda lectura, sin ver la primera Revisión · 8 mar 2027",
        "El municipio escribió su réplica Enlace · 9 mar 2027",
        "El municipio agregó una evidencia a su réplica Enlace · 9 mar 2027",
        f"Escribió Enlace · 9 mar 2027 {WRITTEN}",
        f"Envió su réplica: en desacuerdo Municipio · 9 mar 2027 {ARGUMENT}",
        f"Se acepta la réplica Decisión · 19 mar 2027 {DECIDED}",
    ]
    assert axe(page) == []
    page.goto("/diagnostico/ronda/aqui/respuestas/A-01/historia/")
    assert events_of(page)[2:] == [
        "Respondió Enlace · 3 mar 2027 Nivel 3: casi todo",
        f"Pidió una aclaración Revisión · 4 mar 2027 {ASKED}",
        f"Escribió Colaboradora · 5 mar 2027 {ANSWERED}",
        "La revisión la marcó Revisión · 8 mar 2027 Sin ajuste",
        f"La corrigió una fe de erratas Coordinación · 23 mar 2027 Nivel 2: la mitad {ERRATUM}",
    ]
