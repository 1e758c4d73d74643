"""A whole agenda, on line and in person: from a template to the answer that the owner of a paper card reads by its code.

It takes a minute or more: it is one story, so no part of it can start before the one ahead, and every person signs in anew on
each of its days. Parts of it alone are in tests/integration/cocreation.
"""

import re
from datetime import timedelta

from playwright.sync_api import expect

from cocreation.agendas.choices import StageCode
from tests.browser.agenda_walk import (
    CODE,
    FAR,
    HERE,
    PUBLIC,
    THERE,
    WORK,
    AgendaWalk,
    code_of,
    code_of_mail,
    convene,
    fits,
    follow,
    heading,
    join_by_mail,
    join_with_account,
    make_cards,
    open_receipt,
    press,
    publish_text,
    receipt_code,
    report_stage,
    stations,
    type_card,
    vote,
    write,
)  # fmt: skip
from tests.browser.round_walk import address, says

NAME = "Moverse sin miedo"
PROBLEM = "No hay por dónde caminar al colegio"
OTHER_PROBLEM = "Los buses no paran en la vereda"
BY_MAIL, BY_ACCOUNT, BY_CARD = "Un camino pintado al colegio", "Un paradero en la vereda", "Una cebra frente al colegio"
CARD_SAYS = f"{BY_CARD}. Los carros no paran."
WHY_NOT = "El texto habla de una sola persona y no de la vía."
WHY_AFTER_ALL = "Habla de la vía: no señala a nadie."
COMMENT = "Falta luz en el segundo cruce."
DRAWS = "se pinta un mes, desde el 12 de julio."
AGREED = "Caminos al colegio"
AGREED_TEXT = "Cada alcaldía pinta y cuida un camino al colegio, con su cebra, antes de que termine 2027."
REFUSED = "El concejo aprueba primero el plan de vías."
LEAST, MOST = {"people": 2, "urgency": 3, "feasibility": 3}, {"people": 5, "urgency": 5, "feasibility": 4}


def test_whole_agenda_from_a_template_to_the_answer_that_a_card_opens(page_at, page_as, time_machine, transactional_db):
    walk = AgendaWalk(page_at, page_as, time_machine)
    walk.everybody()
    walk.on("2027-01-25")
    facilitation_opens_and_publishes(walk)
    walk.after(StageCode.CALL)
    walk.in_stage(StageCode.PROBLEMS)
    citizens_tell_problems(walk)
    moderation_publishes(walk)
    walk.after(StageCode.PROBLEMS)
    facilitation_reports_on_problems(walk)
    walk.in_stage(StageCode.CHALLENGES)
    citizens_vote(walk)
    walk.after(StageCode.CHALLENGES)
    result_is_frozen(walk)

    walk.in_stage(StageCode.IDEAS)
    number, code = facilitation_makes_cards_and_types_one(walk)
    receipt = citizens_propose(walk)
    moderation_publishes_and_declines(walk)
    author_appeals_by_the_receipt(walk, receipt)
    citizens_support_and_comment(walk)
    walk.after(StageCode.IDEAS)
    facilitation_assigns(walk)
    walk.in_stage(StageCode.PROTOTYPES, 1)
    three_municipalities_answer(walk)
    item_is_written_and_opened(walk)
    walk.after(StageCode.PROTOTYPES)
    walk.in_stage(StageCode.COMMITMENTS)
    one_mayor_accepts_and_another_does_not(walk)
    facilitation_closes_the_item(walk)
    owner_of_the_card_reads(walk, number, code)


def facilitation_opens_and_publishes(walk: AgendaWalk) -> None:
    page = walk.of("facilitacion")
    page.goto("/cocreacion/")
    follow(page, "Abrir una agenda")
    page.get_by_label(re.compile("Movilidad: ")).check()
    page.get_by_label("Nombre").fill(NAME)
    page.get_by_label("Código").fill(CODE)
    for place in (HERE, THERE, FAR):
        page.get_by_label(place, exact=True).check()
    page.get_by_label("Primer día").fill("2027-02-01")
    press(page, "Abrir el borrador")
    heading(page, "Fechas de las etapas")
    press(page, "Guardar las fechas")
    heading(page, NAME)
    assert walk.citizen().request.get(PUBLIC).status == 404
    follow(page, "Publicar la agenda")
    expect(page.get_by_text("8 etapas, 4 retos y 9 reglas de moderación.")).to_be_visible()
    press(page, "Publicar la agenda")
    expect(page.get_by_text(re.compile("Pública desde el 25 de enero de 2027"))).to_be_visible()


def citizens_tell_problems(walk: AgendaWalk) -> None:
    page = walk.citizen()
    page.goto(PUBLIC)
    follow(page, "Proponer un problema")
    write(
        page, title=PROBLEM, text="Entre el parque y el colegio no hay andén y los carros no bajan la velocidad.",
        place=HERE, where="La Inmaculada", signature="Vecina del barrio",
    )  # fmt: skip
    page.get_by_role("group", name="¿Tiene 18 años o más?").get_by_label("Sí").check()
    page.get_by_label("Su correo", exact=True).fill(address("vecina"))
    page.get_by_label("Leí el aviso de datos").check()
    walk.send(page, "Enviar mi problema")
    receipt_code(page)
    page.get_by_label("Código del correo").fill(code_of_mail("vecina"))
    press(page, "Confirmar mi correo")
    says(page, "Correo confirmado: su problema")

    page = walk.signed_in("docente", 360)
    join_with_account(page)
    page.goto(f"{PUBLIC}aportes/nuevo/?tipo=problema")
    write(
        page, title=OTHER_PROBLEM, text="Después de las seis pasan llenos y dejan a los estudiantes en la carretera.",
        place=THERE, where="Vereda El Salado", signature="",
    )  # fmt: skip
    walk.send(page, "Enviar mi problema")
    receipt_code(page)


def moderation_publishes(walk: AgendaWalk) -> None:
    page = walk.of("moderacion")
    for title in (PROBLEM, OTHER_PROBLEM):
        publish_text(page, code_of(title))
    page.goto("/cocreacion/moderacion/")
    expect(page.get_by_text("Ningún texto espera.")).to_be_visible()
    citizen = walk.citizen()
    citizen.goto(f"{PUBLIC}aportes/?clase=problema")
    expect(citizen.get_by_role("link", name=re.compile(PROBLEM)).first).to_be_visible()
    fits(citizen)


def facilitation_reports_on_problems(walk: AgendaWalk) -> None:
    page = walk.of("facilitacion")
    report_stage(
        page, "Convocatoria", taken_up="Vinieron vecinos de tres municipios.", follows="Se abren los problemas."
    )
    report_stage(page, "Problemas", taken_up="Caminar al colegio pasa a los retos.", follows="Se votan los retos.")
    citizen = walk.citizen()
    citizen.goto(f"{PUBLIC}etapas/problemas/")
    expect(citizen.get_by_role("main")).to_contain_text("Caminar al colegio pasa a los retos.")
    fits(citizen)


def citizens_vote(walk: AgendaWalk) -> None:
    """By hand, with three municipalities a scope of 1 + 4·2/9 = 1.89, a quarter of which is 0.47: MOV-2 has
    0.30·5 + 0.25·5 + 0.47 + 0.20·4 = 4.02 and MOV-1 has 0.30·2 + 0.25·3 + 0.47 + 0.20·3 = 2.42.
    """
    vecina, docente = walk.citizen(), walk.signed_in("docente", 360)
    join_by_mail(walk, vecina, "vecina")
    for page in (vecina, docente):
        page.goto(f"{PUBLIC}votar/")
        heading(page, "Vote los retos de la agenda")
        vote(page, "MOV-1", LEAST)
        vote(page, "MOV-2", MOST)
        page.reload()
        expect(page.locator("#estado-MOV-2")).to_contain_text("Guardado, 3 de 3 notas")


def result_is_frozen(walk: AgendaWalk) -> None:
    page = walk.citizen()
    page.goto(f"{PUBLIC}prioridades/")
    expect(page.get_by_text("Resultado congelado")).to_be_visible()
    rows = page.locator("table.rank tbody tr:not(.cutrow)")
    first, second = rows.nth(0), rows.nth(1)
    expect(first.get_by_role("rowheader")).to_contain_text("MOV-2")
    expect(first.locator("td.score")).to_have_text("4,02")
    expect(second.get_by_role("rowheader")).to_contain_text("MOV-1")
    expect(second.locator("td.score")).to_have_text("2,42")
    expect(page.get_by_text(re.compile("Huella completa: [0-9a-f]{64}"))).to_be_visible()
    fits(page)
    report_stage(
        walk.of("facilitacion"), "Retos priorizados", taken_up="Pasan dos retos.", follows="Se abren las ideas."
    )


def facilitation_makes_cards_and_types_one(walk: AgendaWalk) -> tuple[str, str]:
    """Return number and code of the card."""
    page = walk.of("facilitacion")
    page.goto(WORK)
    follow(page, re.compile("^Talleres"))
    follow(page, "Convocar un taller")
    convene(page, walk.stage(StageCode.IDEAS).opens_on + timedelta(days=7))
    cards = make_cards(page)
    assert len(cards) == 12
    number, code = cards[3]
    page.reload()
    follow(page, "Pasar tarjetas")
    type_card(page, card=number[-4:], challenge="2", text=CARD_SAYS, municipality="le", neighbourhood="El Centro")
    expect(page.locator("[role=status].lede")).to_contain_text("1 tarjeta pasada")
    fits(page)
    return number, code


def citizens_propose(walk: AgendaWalk) -> str:
    """Return the code of the receipt of who has an account."""
    page = walk.citizen()
    join_by_mail(walk, page, "vecina")
    page.goto(f"{PUBLIC}aportes/nuevo/?tipo=idea&reto=MOV-2")
    write(
        page, title=BY_MAIL, text="Propongo pintar un camino continuo del parque al colegio, con ayuda de la escuela.",
        place=HERE, where="La Inmaculada", signature="Vecina del barrio", challenge="MOV-2",
    )  # fmt: skip
    walk.send(page, "Enviar mi idea")
    receipt_code(page)
    page = walk.signed_in("docente", 360)
    page.goto(f"{PUBLIC}aportes/nuevo/?tipo=idea")
    write(
        page, title=BY_ACCOUNT, text="Propongo un paradero con techo en la entrada de la vereda, y que el bus pare allí.",
        place=FAR, where="Vereda El Salado", signature="", challenge="MOV-2",
    )  # fmt: skip
    walk.send(page, "Enviar mi idea")
    return receipt_code(page)


def moderation_publishes_and_declines(walk: AgendaWalk) -> None:
    page = walk.of("moderacion")
    for title in (BY_MAIL, BY_CARD):
        publish_text(page, code_of(title))
    declined = code_of(BY_ACCOUNT)
    page.goto("/cocreacion/moderacion/")
    follow(page, f"Leer {declined}")
    page.get_by_text("No publicarlo", exact=True).click()
    page.get_by_label(re.compile(r"\bR3\b")).check()
    page.get_by_label("Razón", exact=True).fill(WHY_NOT)
    press(page, f"No publicar {declined}")
    assert walk.citizen().request.get(f"{PUBLIC}aportes/{declined}/").status == 404


def author_appeals_by_the_receipt(walk: AgendaWalk, receipt: str) -> None:
    page, code = walk.citizen(), code_of(BY_ACCOUNT)
    open_receipt(page, receipt)
    expect(page.get_by_text(WHY_NOT)).to_be_visible()
    fits(page)
    press(page, "Pedir que otra persona lo mire")
    expect(page.get_by_role("heading", name="Otra persona lo está mirando")).to_be_visible()
    same = walk.of("moderacion")
    same.goto(f"/cocreacion/moderacion/{CODE}/{code}/")
    expect(same.get_by_role("heading", name="La decide otra persona")).to_be_visible()
    expect(same.get_by_role("button", name="Decidir la revisión")).to_have_count(0)
    other = walk.of("coordinacion")
    other.goto("/cocreacion/moderacion/")
    follow(other, f"Leer {code}")
    other.get_by_label("Publicarlo: cumple las reglas").check()
    other.get_by_label("Razón", exact=True).fill(WHY_AFTER_ALL)
    press(other, "Decidir la revisión")
    reader = walk.citizen()
    reader.goto(f"{PUBLIC}aportes/{code}/")
    heading(reader, BY_ACCOUNT)


def citizens_support_and_comment(walk: AgendaWalk) -> None:
    card, docente = code_of(BY_CARD), walk.signed_in("docente", 360)
    vecina = walk.citizen()
    join_by_mail(walk, vecina, "vecina")
    for page in (vecina, docente):
        page.goto(f"{PUBLIC}aportes/{card}/")
        press(page, "Apoyar esta idea")
        expect(page.get_by_text("Recibo de su apoyo")).to_be_visible()
        fits(page)
    docente.goto(f"{PUBLIC}aportes/{card}/")
    follow(docente, "Escribir un comentario")
    docente.get_by_label("Su comentario").fill(COMMENT)
    walk.send(docente, "Enviar el comentario")
    staff = walk.of("moderacion")
    staff.goto("/cocreacion/moderacion/?clase=comentarios")
    follow(staff, "Leer el comentario")
    fits(staff)
    press(staff, re.compile("^Publicar"))
    reader = walk.citizen()
    reader.goto(f"{PUBLIC}aportes/{card}/")
    expect(reader.get_by_text(COMMENT)).to_be_visible()
    expect(reader.locator(".count")).to_contain_text("2 personas apoyan esta idea")


def facilitation_assigns(walk: AgendaWalk) -> None:
    """Who wrote from Lejos asks for something that the office of Allá decides."""
    page = walk.of("facilitacion")
    for title, place in ((BY_MAIL, HERE), (BY_ACCOUNT, FAR), (BY_CARD, FAR)):
        page.goto(f"/cocreacion/respuestas/?ver=todos&agenda={CODE}&clase=idea")
        follow(page, re.compile(code_of(title)))
        expect(page.get_by_role("heading", name=f"La respuesta de {place}")).to_be_visible()
        if title == BY_ACCOUNT:
            page.get_by_role("combobox", name="Quién responde").select_option(label=THERE)
            press(page, "Cambiar quién responde")
            says(page, f"Ahora responde {THERE}.")
    report_stage(page, "Ideas", taken_up="Las tres ideas pasan a respuesta.", follows="Cada alcaldía responde la suya.")


def three_municipalities_answer(walk: AgendaWalk) -> None:
    answers = (
        ("enlace-aqui", BY_MAIL, "Sí", DRAWS, "El camino, con pintura de la bodega.", ""),
        ("enlace-alla", BY_ACCOUNT, "No", "el paradero no cabe en la vía.", "", "La vía mide cinco metros."),
        ("enlace-lejos", BY_CARD, "En parte", DRAWS, "La cebra, el 12 de julio.", "El semáforo, por su costo."),
    )
    for who, title, outcome, headline, taken_up, not_taken_up in answers:
        page = walk.of(who)
        page.goto("/cocreacion/respuestas/")
        fits(page)
        follow(page, re.compile(code_of(title)))
        page.get_by_role("group", name="¿Se incorpora?").get_by_label(outcome, exact=True).check()
        page.get_by_label("La respuesta en una frase").fill(headline)
        page.get_by_label("Qué se acoge").fill(taken_up)
        page.get_by_label("Qué no, y por qué").fill(not_taken_up)
        page.get_by_label("Con qué recursos").fill("El contrato de señales de 2027.")
        page.get_by_label("Qué sigue").fill("La dependencia de movilidad mide el cruce el 1 de julio.")
        press(page, "Ver cómo queda")
        heading(page, re.compile("^Así queda la respuesta a"))
        press(page, "Publicar la respuesta")
        fits(page)
    stranger = walk.of("enlace-aqui")
    assert stranger.request.get(f"/cocreacion/respuestas/{CODE}/{code_of(BY_CARD)}/").status in (403, 404)


def item_is_written_and_opened(walk: AgendaWalk) -> None:
    page = walk.of("enlace-aqui")
    page.goto(f"{WORK}acuerdos/")
    follow(page, "Escribir un acuerdo")
    page.get_by_label("Título").fill(AGREED)
    page.get_by_label("Texto del acuerdo").fill(AGREED_TEXT)
    page.get_by_label("Reto", exact=False).first.select_option(index=2)
    for place in (HERE, THERE):
        page.get_by_label(place, exact=True).check()
    page.get_by_label("Aportes de los que viene").fill(f"{code_of(BY_MAIL)}, {code_of(BY_CARD)}")
    press(page, "Guardar el acuerdo")
    says(page, "El acuerdo AC-01 quedó en redacción")
    page = walk.of("facilitacion")
    page.goto(WORK)
    follow(page, re.compile("^Acuerdos"))
    follow(page, re.compile("AC-01"))
    press(page, "Abrir a la aceptación")
    says(page, "El acuerdo está abierto")


def one_mayor_accepts_and_another_does_not(walk: AgendaWalk) -> None:
    for who, says_it in (("alcaldia-aqui", "Lo acepta"), ("alcaldia-alla", "No lo acepta")):
        page = walk.of(who)
        page.goto("/avisos/")
        page.get_by_role("link", name="El acuerdo AC-01 espera lo que diga su municipio").press("Enter")
        page.get_by_label(says_it, exact=True).check()
        if says_it != "Lo acepta":
            press(page, "Guardar lo que dice el municipio")
            expect(page.get_by_text("Escriba por qué no: la razón es pública.").first).to_be_visible()
            page.get_by_label("Razón, si no lo acepta").fill(REFUSED)
        press(page, "Guardar lo que dice el municipio")
        says(page, "Quedó lo que dice el municipio.")
        fits(page)


def facilitation_closes_the_item(walk: AgendaWalk) -> None:
    page = walk.of("facilitacion")
    page.goto(f"{WORK}acuerdos/AC-01/")
    press(page, "Cerrar como acordado")
    says(page, "Quedó acordado.")
    citizen = walk.citizen()
    citizen.goto(f"{PUBLIC}acuerdos/AC-01/")
    heading(citizen, AGREED)
    expect(citizen.get_by_text(REFUSED)).to_be_visible()


def owner_of_the_card_reads(walk: AgendaWalk, number: str, code: str) -> None:
    """By the address of the QR code: somebody who never had a screen borrows one."""
    page = walk.citizen()
    page.goto(f"/c/{code}/")
    heading(page, f"Tarjeta {number}")
    assert code not in page.url
    expect(page.get_by_role("main")).to_contain_text(f"En parte: {DRAWS}")
    follow(page, BY_CARD)
    heading(page, BY_CARD)
    expect(page.locator("#respuesta")).to_contain_text("El semáforo, por su costo.")
    done = stations(page)
    assert [text.split(":")[0].strip() for text in done] == [
        "Recibida", "En moderación", "Publicada", "En análisis", "Incorporada", "Acuerdo",
    ]  # fmt: skip
    assert "En un taller" in done[0]
    assert AGREED in done[-1]
    fits(page)
    follow(page, re.compile(AGREED))
    heading(page, AGREED)
    expect(page.get_by_text("Lo acepta", exact=True)).to_be_visible()
