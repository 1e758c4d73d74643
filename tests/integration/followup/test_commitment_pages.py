"""The work screens of commitments: what each person is offered, and what each form does."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agreements.actions import items
from core.models import AuditEntry
from core.trace.queries import line_of
from followup.commitments.actions import milestones, promises
from followup.commitments.models import ChangeRequest, Commitment, News, SecondReading
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, moment_in
from tests.factories.commitments import AT, DAY, DUE, END, LINK, accepted, at, propose, sheet
from tests.factories.results import levels, make_published_round
from tests.factories.works import upload
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db
LIST = "/seguimiento/compromisos/"
TYPED = {
    "seen": "0", "title": "Contar qué pasó", "start": "2027-03-01", "end": "2027-12-15", "office": "Participación",
    "cadence": "trimestral", "is_verifiable": "no", "ambition": "no_es_claro", "milestone_2": "Publicar el balance",
    "due_2": "2027-06-01",
}  # fmt: skip


def get(person, path, when=AT):
    with time_machine.travel(when, tick=False):
        return SignedInAnew(person).get(path)


def post(person, path, when=AT, **fields):
    with time_machine.travel(when, tick=False):
        return SignedInAnew(person).post(path, fields)


def told(person, path) -> str:
    """Press a button; return the page that answers."""
    with time_machine.travel(AT, tick=False):
        return SignedInAnew(person).post(path, follow=True).content.decode()


@pytest.fixture
def row(cast) -> Commitment:
    return accepted(cast.liaison, cast.approver, cast.here)


def test_a_commitment_is_proposed_with_one_milestone_and_says_what_is_missing(cast, text_of):
    answer = post(cast.liaison, f"{LIST}nuevo/", **TYPED)
    row = Commitment.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{row.code}/")
    assert (row.municipality, row.is_verifiable, list(row.municipalities.all())) == (cast.here, False, [cast.here])
    assert [(one.number, one.due_on) for one in row.milestones.all()] == [(2, date(2027, 6, 1))]
    text = text_of(get(cast.liaison, f"{LIST}{row.code}/"))
    assert "Es una propuesta: la dependencia responsable todavía no la ha aceptado." in text
    assert "No: falta decir qué documento, dato o lugar mostrará que se hizo." in text
    assert "Falta el cargo y un contacto público." in text


def test_faults_of_the_form_stand_at_their_fields(cast, text_of):
    wrong = TYPED | {"due_2": "2028-01-01", "title": ""}
    answer = post(cast.liaison, f"{LIST}nuevo/", **wrong)
    assert answer.status_code == 422
    assert "Escriba qué se promete" in text_of(answer)
    answer = post(cast.liaison, f"{LIST}nuevo/", **wrong | {"title": "Algo"})
    assert "El hito 2 va entre el 1 de marzo de 2027" in text_of(answer)
    answer = post(cast.liaison, f"{LIST}nuevo/", **TYPED | {"milestone_2": "", "due_2": ""})
    assert "Escriba al menos un hito" in text_of(answer)
    assert not Commitment.objects.exists()


def test_lines_of_milestones_that_nobody_uses_are_folded(cast):
    def shown_before_the_fold(page: str) -> list[str]:
        return re.findall(r'name="milestone_(\d)"', page.partition("<summary>Más hitos</summary>")[0])

    page = get(cast.liaison, f"{LIST}nuevo/").content.decode()
    assert shown_before_the_fold(page) == ["1", "2"]
    typed = TYPED | {"title": "", "milestone_4": "El cuarto"}  # refused: what was typed, and its fault, stay in sight
    page = post(cast.liaison, f"{LIST}nuevo/", **typed).content.decode()
    assert shown_before_the_fold(page) == ["1", "2", "3", "4"]
    page = post(cast.liaison, f"{LIST}nuevo/", **typed | {"due_6": "2027-06-01"}).content.decode()
    assert "Más hitos" not in page


def test_what_is_late_is_the_first_thing_to_do(row, cast):
    address = f"{LIST}{row.code}/"
    in_time = get(cast.liaison, address).content.decode()
    late = get(cast.liaison, address, at(DUE[1] + timedelta(1))).content.decode()
    proof = f'<a class="btn" href="{address}hitos/1/">Poner la evidencia del hito 1</a>'
    assert (proof in in_time, proof in late) == (False, True)
    assert late.count('<a class="btn"') == 1  # the rest are beside it
    assert f'href="{row.get_absolute_url()}">Ver lo que lee la gente' in late


def test_the_metropolitan_team_names_the_municipalities(cast):
    assert post(cast.coordinator, f"{LIST}nuevo/", **TYPED).status_code == 422
    both = {"municipalities": [str(cast.here.pk), str(cast.there.pk)]}
    assert post(cast.coordinator, f"{LIST}nuevo/", **TYPED | both).status_code == 302
    row = Commitment.objects.get()
    assert (row.municipality, row.municipalities.count()) == (None, 2)


# Who is offered what on the page of one, by its state: literal, by the last part of the address of each act.
OFFERS = {
    "proposed": {"liaison": {"corregir"}, "approver": {"aceptar"}, "reviewer": set(), "coordinator": set()},
    "accepted": {
        "liaison": {"novedad", "cambio", "responsable", "hitos/1", "hitos/2", "hitos/3"}, "approver": {"responsable"},
        "reviewer": set(), "coordinator": {"estado"},
    },
    "asked": {
        "liaison": {"novedad", "responsable", "hitos/1", "hitos/2", "hitos/3", "cambio/retirar"}, "approver": {"responsable"},
        "reviewer": set(), "coordinator": {"estado", "cambio/decidir"},
    },
    "done": {
        "liaison": {"novedad", "cambio", "responsable"}, "approver": {"responsable"}, "reviewer": {"segunda-lectura"},
        "coordinator": {"estado", "segunda-lectura", "hitos/1", "hitos/2", "hitos/3"},
    },
    "closed": {"liaison": set(), "approver": set(), "reviewer": set(), "coordinator": set()},
}  # fmt: skip


def in_state(cast, state: str) -> Commitment:
    if state == "proposed":
        return propose(cast.liaison, cast.here)
    row = accepted(cast.liaison, cast.approver, cast.here)
    if state == "asked":
        post(cast.liaison, f"{LIST}{row.code}/cambio/", **change_of(row))
    if state in ("done", "closed"):
        for number in DUE:
            milestones.prove(commitment=row, number=number, contents=[f"{LINK}/{number}"], by=cast.liaison, at=AT)
    if state == "closed":
        post(cast.reviewer, f"{LIST}{row.code}/segunda-lectura/", completion="completo")
    return row


def change_of(row, **fields) -> dict[str, str]:
    steps = {f"milestone_{one.number}": one.title for one in row.milestones.all()}
    days = {f"due_{one.number}": one.due_on.isoformat() for one in row.milestones.all()}
    said = {"title": row.title, "start": row.start.isoformat(), "end": "2028-01-31", "reason": "Se corrió el formato."}
    seen = Commitment.objects.get(pk=row.pk).version
    return said | steps | days | {"seen": str(seen)} | fields


@pytest.mark.parametrize("state", OFFERS)
def test_page_offers_what_the_person_may_do_now_and_nothing_else(cast, state):
    row = in_state(cast, state)
    found = {}
    for name in OFFERS[state]:
        body = get(cast.person(name), f"{LIST}{row.code}/").content.decode()
        found[name] = set(re.findall(rf'(?:href|action)="{LIST}{row.code}/([^"]+)/"', body))
    assert found == OFFERS[state]


@pytest.mark.parametrize("state", OFFERS)
def test_what_is_not_offered_is_refused(cast, state):
    """Every form of the page, sent by everybody to whom it is not offered, changes no row."""
    row = in_state(cast, state)
    before = (Commitment.objects.values_list("version", "accepted_on").get(), News.objects.count())
    sent = {
        "novedad": {"kind": "novedad", "text": "Algo."}, "hitos/1": {"links": LINK}, "estado": {"to": "en_riesgo", "reason": "x"},
        "cambio/decidir": {"is_granted": "si"}, "segunda-lectura": {"completion": "limitado", "words": "Poco."},
        "aceptar": {"seen": "1"}, "responsable": {"office": "Otra", "seen": str(before[0][0])}, "cambio": change_of(row),
        "cambio/retirar": {},
    }  # fmt: skip
    for name, offered in OFFERS[state].items():
        for page, fields in sent.items():
            if page in offered or (page == "hitos/1" and name == "coordinator"):
                continue
            answer = post(cast.person(name), f"{LIST}{row.code}/{page}/", **fields)
            assert answer.status_code in (302, 403, 409, 422), (name, page)
    assert (Commitment.objects.values_list("version", "accepted_on").get(), News.objects.count()) == before
    assert SecondReading.objects.count() == (state == "closed")
    assert list(ChangeRequest.objects.values_list("withdrawn_at", flat=True)) == ([None] if state == "asked" else [])


def test_news_with_a_file_and_the_evidence_of_a_milestone(row, cast, text_of):
    path = f"{LIST}{row.code}/"
    with time_machine.travel(AT, tick=False):
        judged = upload("Acta", "Acta.docx")
        file = SimpleUploadedFile("Acta.docx", judged.data)
        answer = SignedInAnew(cast.liaison).post(f"{path}hitos/1/", {"links": f"{LINK}\n{LINK}/2", "files": [file]})
    assert answer.status_code == 302
    done = row.milestones.get(number=1)
    assert (done.done_on, done.evidence.count()) == (DAY, 3)
    assert post(cast.liaison, f"{path}novedad/", kind="novedad", text="Se publicó.", links=LINK).status_code == 302
    assert post(cast.liaison, f"{path}hitos/2/", links="no es dirección").status_code == 422
    assert post(cast.liaison, f"{path}hitos/2/").status_code == 422
    text = text_of(get(cast.liaison, path))
    assert "Se publicó." in text
    assert "Acta.docx" in text
    judged = {"op": "juzgar", "read": f"{milestones.mark_of(row.milestones.get(number=1))}"}
    assert post(cast.coordinator, f"{path}hitos/1/", reason="Es de otro año.", **judged).status_code == 302
    assert "La evidencia no bastó: Es de otro año." in text_of(get(cast.liaison, path))


def test_change_is_asked_beside_the_promise_and_granted(row, cast, text_of):
    path = f"{LIST}{row.code}/"
    assert "Lo prometido, que no ha cambiado" in text_of(get(cast.liaison, f"{path}cambio/"))
    assert post(cast.liaison, f"{path}cambio/", **change_of(row)).status_code == 302
    text = text_of(get(cast.coordinator, f"{path}cambio/decidir/"))
    assert "Se corrió el formato." in text
    assert "31 de enero de 2028" in text
    decision = {"asked": f"{ChangeRequest.objects.get().pk}"}
    assert post(cast.coordinator, f"{path}cambio/decidir/", **decision, is_granted="no").status_code == 422
    assert post(cast.coordinator, f"{path}cambio/decidir/", **decision, is_granted="si").status_code == 302
    text = text_of(get(cast.liaison, path))
    assert "Reformulado: 1 cambio. Prometido para el 15 de diciembre de 2027; hoy, el 31 de enero de 2028." in text


def test_whoever_asked_for_a_change_takes_it_back_and_may_ask_again(row, cast, text_of):
    path = f"{LIST}{row.code}/"
    post(cast.liaison, f"{path}cambio/", **change_of(row))
    colleague = make_member(Role.LIAISON, cast.here)
    assert "Retirar el cambio pedido" not in text_of(get(colleague, path))
    assert "El cambio lo retira quien lo pidió." in told(colleague, f"{path}cambio/retirar/")
    assert ChangeRequest.objects.get().is_open
    assert "Retirar el cambio pedido" in text_of(get(cast.liaison, path))
    read = f"{ChangeRequest.objects.get().pk}"
    assert "El cambio pedido quedó retirado." in told(cast.liaison, f"{path}cambio/retirar/")
    assert not ChangeRequest.objects.get().is_open
    assert "Hay un cambio pedido" not in text_of(get(cast.liaison, path))
    answer = post(cast.coordinator, f"{path}cambio/decidir/", asked=read, is_granted="si")
    assert (answer.status_code, "Quien pidió el cambio lo retiró." in text_of(answer)) == (409, True)
    assert "Cambio pedido, por decidir" not in text_of(get(cast.coordinator, LIST))
    assert Notification.objects.filter(user=cast.coordinator, key__contains=":withdrawn:").count() == 1
    assert AuditEntry.objects.filter(verb="commitment.change_withdrawn").count() == 1
    assert post(cast.liaison, f"{path}cambio/", **change_of(row)).status_code == 302
    assert ChangeRequest.objects.count() == 2


def test_decided_change_cannot_be_withdrawn(row, cast, text_of):
    path = f"{LIST}{row.code}/"
    post(cast.liaison, f"{path}cambio/", **change_of(row))
    post(cast.coordinator, f"{path}cambio/decidir/", asked=f"{ChangeRequest.objects.get().pk}", is_granted="si")
    assert "El cambio ya se decidió: no se puede retirar." in told(cast.liaison, f"{path}cambio/retirar/")
    assert ChangeRequest.objects.get().withdrawn_at is None


def test_done_milestone_cannot_be_written_over_in_the_form_of_a_change(row, cast, text_of):
    milestones.prove(commitment=row, number=1, contents=[LINK], by=cast.liaison, at=AT)
    page = get(cast.liaison, f"{LIST}{row.code}/cambio/")
    assert "Ya tiene su evidencia: queda como está." in text_of(page)
    assert len(re.findall(r'name="(?:milestone|due)_\d"[^>]* readonly', page.content.decode())) == 2
    answer = post(cast.liaison, f"{LIST}{row.code}/cambio/", **change_of(row, milestone_1="Otra cosa"))
    assert answer.status_code == 422
    assert "El hito 1 ya tiene su evidencia" in text_of(answer)


def test_stale_form_keeps_what_was_typed(cast, text_of):
    row = propose(cast.liaison, cast.here)
    promises.rewrite(commitment=row, sheet=sheet(title="Lo de otra ventana"), seen=1, by=cast.liaison, at=AT)
    answer = post(cast.liaison, f"{LIST}{row.code}/corregir/", **TYPED | {"seen": "1", "title": "Lo mío"})
    assert answer.status_code == 409
    assert "Otra persona cambió el compromiso" in text_of(answer)
    assert 'value="Lo mío"' in answer.content.decode()
    assert 'name="seen" value="2"' in answer.content.decode()


def test_lists_begin_with_what_needs_doing(cast, text_of):
    late = accepted(cast.liaison, cast.approver, cast.here, title="Uno vencido")
    calm = accepted(
        cast.liaison, cast.approver, cast.here, title="Uno tranquilo", milestones={1: ("Último", END)}, cadence="trimestral"
    )  # fmt: skip
    waiting = propose(cast.liaison, cast.here, title="Uno por aceptar")
    when = at(DUE[1] + timedelta(12))
    found = re.findall(r"CO-2027-\w+-\d+", text_of(get(cast.liaison, LIST, when)))
    assert found == [late.code, waiting.code, calm.code]
    assert "Falta la evidencia del hito 1, vencido hace 12 días" in text_of(get(cast.liaison, LIST, when))
    milestones.prove(commitment=calm, number=1, contents=[LINK], by=cast.liaison, at=when)
    text = text_of(get(cast.reviewer, LIST, when))
    assert re.findall(r"CO-2027-\w+-\d+", text) == [calm.code, late.code, waiting.code]
    assert "Espera la segunda lectura" in text
    over = text_of(get(cast.coordinator, LIST, at(END + timedelta(1))))
    assert over.index("Terminó sin cumplirse y sin razón publicada") < over.index("Espera la segunda lectura")


def test_gap_of_a_published_result_fills_the_form(cast, text_of):
    round, question = make_published_round({cast.here: levels(2, 1, 1)}, code="publicado").round.code, "ESC-01"
    origin = f"brecha:{round}:{cast.here.divipola}:{question}"
    page = get(cast.liaison, f"{LIST}nuevo/?origen={origin}")
    assert page.status_code == 200
    assert "Sumaría" in text_of(page)
    assert post(cast.liaison, f"{LIST}nuevo/?origen={origin}", **TYPED).status_code == 302
    kept = Commitment.objects.get().origin
    assert (kept.kind, kept.process, kept.key, kept.municipality) == ("brecha", round, question, cast.here)
    assert set(kept.step) == {"from", "to", "text", "points"}
    assert kept.step["text"]
    for wrong in (
        f"brecha:no:{cast.here.divipola}:{question}",
        f"brecha:{round}:no:{question}",
        "brecha:x",
        "otra:1:2:3",
    ):
        assert get(cast.liaison, f"{LIST}nuevo/?origen={wrong}").status_code == 404
    assert get(cast.neighbour, f"{LIST}nuevo/?origen={origin}").status_code == 404


def test_agreed_item_fills_the_form_and_is_led_on(cast, text_of):
    agenda = make_agenda(cast.here, cast.there)
    write, say = moment_in(StageCode.PROTOTYPES), moment_in(StageCode.COMMITMENTS)
    item = items.draft(
        agenda=agenda, title="Camino seguro", text="Las dos alcaldías pintan el camino antes de agosto.", challenge=None,
        municipalities=[cast.here, cast.there], contributions=[], by=cast.facilitator, at=write,
    )  # fmt: skip
    item = items.open_to_acceptance(item=item, by=cast.facilitator, at=write)
    items.accept(item=item, municipality=cast.here, is_accepted=True, reason="", seen=1, by=cast.approver, at=say)
    address = f"{LIST}nuevo/?origen=acuerdo:{agenda.code}:{item.code}"
    assert get(cast.liaison, address, say).status_code == 404
    items.agree(item=item, by=cast.facilitator, at=say)
    assert "Las dos alcaldías pintan" in get(cast.liaison, address, say).content.decode()
    assert get(cast.neighbour, address, say).status_code == 404, "its municipality did not accept"
    team = get(cast.coordinator, address, say).content.decode()
    ticked = re.findall(r'name="municipalities" value="(\d+)"[^>]*checked', team)
    assert ticked == [str(cast.here.pk)]
    days = {"start": "2028-01-01", "end": "2028-12-31", "due_2": "2028-06-01"}
    assert post(cast.liaison, address, say, **TYPED | days).status_code == 302
    row = Commitment.objects.get()
    promises.accept(commitment=row, seen=1, by=cast.approver, at=say)
    assert [step.words for step in line_of("agreement", item.pk) if step.step == "compromiso"] == [
        f"{row.code} {row.title}"
    ]


@pytest.mark.parametrize("name", ["liaison", "coordinator"])
def test_lists_cost_the_same_ten_times_over(cast, name):
    def grow(count: int) -> None:
        for number in range(count):
            row = accepted(cast.liaison, cast.approver, cast.here, title=f"Uno {count} {number}")
            milestones.prove(commitment=row, number=1, contents=[f"{LINK}/{number}"], by=cast.liaison, at=AT)

    grow(1)
    browser = SignedInAnew(cast.person(name))
    with time_machine.travel(AT, tick=False):
        browser.get(LIST)
        few = queries_of(lambda: browser.get(LIST))
        grow(9)
        many = queries_of(lambda: browser.get(LIST))
    assert len(many) == len(few)
    assert len(few) <= 18  # counts of the menu among them


def test_page_of_one_costs_the_same_with_ten_times_the_news(row, cast):
    def tell(numbers) -> None:
        for number in numbers:
            post(
                cast.liaison,
                f"{LIST}{row.code}/novedad/",
                kind="novedad",
                text=f"Novedad {number}",
                links=f"{LINK}/{number}",
            )

    path = f"{LIST}{row.code}/"
    tell(range(1))
    with time_machine.travel(AT, tick=False):
        browser = SignedInAnew(cast.liaison)
        browser.get(path)
        few = queries_of(lambda: browser.get(path))
        tell(range(1, 10))
        many = queries_of(lambda: browser.get(path))
    assert len(many) == len(few)


def test_notice_is_seen_when_the_page_is_opened(row, cast):
    unread = Notification.objects.unread().filter(user=cast.liaison, key__startswith=f"commitment:{row.pk}:")
    assert unread.exists()
    get(cast.liaison, f"{LIST}{row.code}/")
    assert not unread.exists()


def test_neighbours_and_others_do_not_learn_of_it(row, cast):
    assert get(cast.neighbour, f"{LIST}{row.code}/").status_code == 404
    assert row.code not in get(cast.neighbour, LIST).content.decode()
    assert get(cast.contributor, LIST).status_code == 403
    assert get(make_member(Role.CITIZEN), f"{LIST}{row.code}/").status_code == 403
