"""Handing a work in: text, files, draft, again after it was returned; and who may open the files."""

from datetime import timedelta
from functools import cache

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from files.models import DeletedFile
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories import files
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.training import AT, course_content, make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE, TEXT, accept, give_back, make_work, upload
from tests.integration.cocreation.signed_in import SignedInAnew
from training.assignments.actions import works
from training.assignments.actions.personal import erase
from training.assignments.choices import MOST_FILES, WorkState
from training.assignments.models import Delivery, Judgement, Mark, Work, WorkFile
from training.assignments.queries.personal import rows_of
from training.cohorts.choices import CohortState
from training.courses.models import CourseVersion

pytestmark = pytest.mark.django_db
PAGE = f"/aprender/g-1/{MODULE}/tarea/"


@pytest.fixture
def cohort(cast):
    return make_cohort(make_course(), instructor=cast.instructor, code="g-1")


@pytest.fixture
def person():
    return make_user(name="Ana Ejemplo", email="ana@alcaldia.example")


@pytest.fixture
def enrolment(cohort, person):
    return make_enrolment(cohort, person, name="Ana Ejemplo")


@cache
def letter(words: str) -> bytes:
    """Made once for each text, because it carries the time at which it was made."""
    return files.docx(words)


def paper(words: str = "Acta", name: str = "Acta.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, letter(words))


def post(person, op="entregar", at=AT, **fields):
    found = Work.objects.filter(enrolment__user=person).first()
    with time_machine.travel(at, tick=False):
        return SignedInAnew(person).post(
            PAGE, {"text": TEXT, "seen": found.version if found else 0, "op": op} | fields
        )  # fmt: skip


def page(person, path=PAGE) -> str:
    with time_machine.travel(AT, tick=False):
        return SignedInAnew(person).get(path).content.decode()


def test_what_is_asked_and_how_it_is_judged_are_read_before(enrolment, person):
    text = page(person)
    for part in ("Escriba de nuevo una respuesta", "Dice cuándo", "Sobresale", "Entregar la tarea"):
        assert part in text


def test_template_and_statement_come_from_the_version(cast, person):
    module, *others = course_content()["modules"]
    task = module["task"] | {"text": "Use la **plantilla**.", "template": f"{MODULE}/carta.docx"}
    version = make_course(
        "C94", modules=[module | {"task": task}, *others], files=[task["template"]], is_published=False
    )
    version.files.create(name=task["template"], sha256="0" * 64, content=letter("Carta"))
    CourseVersion.objects.update(published_at=AT)
    make_enrolment(make_cohort(version, code="g-1"), person)
    text = page(person)
    assert "<strong>plantilla</strong>" in text
    address = f"/cursos/C94/1.0.0/archivos/{MODULE}/carta.docx"
    assert f'href="{address}"' in text
    assert SignedInAnew(person).get(address).content == letter("Carta")


def test_draft_stays_with_its_author(enrolment, person, cast):
    assert post(person, "guardar", files=[paper()]).url == PAGE
    work = Work.objects.get()
    assert (work.state, work.text, work.deliveries.count()) == (WorkState.DRAFT, TEXT, 0)
    assert TEXT in page(person)
    assert Notification.objects.count() == 0
    assert AuditEntry.objects.filter(verb__startswith="work.").count() == 0
    assert TEXT not in page(cast.instructor, "/docencia/tareas/")
    assert SignedInAnew(cast.instructor).get(f"/docencia/tareas/{work.pk}/").status_code == 404


def test_a_returned_work_says_which_file_stays_and_lets_it_be_replaced(enrolment, person, cast):
    post(person, files=[paper(), paper("Anexo", "Anexo.docx")])
    give_back(Work.objects.get(), cast.instructor)
    form = page(person).partition('id="entrega"')[2]
    for part in ("si los deja, se entregan otra vez", "De la entrega 1", "Lo que agrega reemplaza"):
        assert part in form
    without_new = post(person, replaced=["1"])
    assert (without_new.status_code, "Elija el archivo nuevo" in without_new.content.decode()) == (422, True)
    assert post(person, files=[paper("Corregida", "Corregida.docx")], replaced=["1"]).url == PAGE
    work = Work.objects.get()
    assert [one.file_name for one in work.files.current()] == ["Anexo.docx", "Corregida.docx"]
    assert [one.file_name for one in work.files.all() if one.is_of(1)] == ["Acta.docx", "Anexo.docx"]


def test_a_file_is_replaced_only_as_it_was_seen(enrolment, person):
    post(person, "guardar", files=[paper()])
    call = {"enrolment": enrolment, "module": MODULE, "text": TEXT, "files": [upload("Otra", "Otra.docx")], "at": AT}
    with pytest.raises(works.Stale):
        works.save_draft(**call, replaced=[1], seen=0)
    works.save_draft(**call, replaced=[1], seen=Work.objects.get().version)
    works.save_draft(**call, replaced=[1], seen=0)  # the same again: the new file stays, though it has that number now
    assert [one.file_name for one in WorkFile.objects.all()] == ["Otra.docx"]


def test_handing_in_tells_who_teaches_and_gives_five_working_days(enrolment, person, cast):
    assert post(person, files=[paper(), paper("Anexo", "Anexo.docx")]).url == PAGE
    work = Work.objects.get()
    assert (work.state, work.handed_in_at) == (WorkState.HANDED_IN, AT)
    assert work.due_on == AT.date() + timedelta(days=7)  # from Monday 8 to Monday 15 February
    delivery = work.deliveries.get()
    assert (delivery.number, delivery.text, delivery.at) == (1, TEXT, AT)
    assert {one.file_name for one in work.files.all() if one.is_of(1)} == {"Acta.docx", "Anexo.docx"}
    told = Notification.objects.get()
    assert (told.user, told.url) == (cast.instructor, f"/docencia/tareas/{work.pk}/")
    assert "lunes 15 de febrero" in told.body


def test_nothing_is_no_work(enrolment, person):
    response = post(person, text="  ")
    assert response.status_code == 422
    assert "la tarea está vacía" in response.content.decode()
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (SimpleUploadedFile("Plan.pdf", files.pdf_with_script()), "«Plan.pdf»"),
        (SimpleUploadedFile("nota.exe", b"MZ"), "«nota.exe»"),
        (SimpleUploadedFile("Acta.docx", b""), "vacío"),
    ],
)
def test_refused_file_keeps_the_text_and_writes_nothing(enrolment, person, bad, said, private_folder):
    response = post(person, files=[paper(), bad])
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert TEXT in text
    assert not Work.objects.exists()
    assert not [one for one in private_folder.rglob("*") if one.is_file()]


def test_more_files_than_a_work_takes(enrolment, person):
    post(person, "guardar", files=[paper(str(n), f"{n}.docx") for n in range(MOST_FILES)])
    response = post(person, files=[paper("uno más", "4.docx")], text="Otro texto")
    assert response.status_code == 422
    text = response.content.decode()
    assert "hasta 3 archivos" in text
    assert "Otro texto" in text
    assert "Elija otra vez 4.docx" in text
    assert Work.objects.get().files.count() == MOST_FILES
    assert post(person, files=[paper("0", "0.docx")]).status_code == 302  # it is there already: not a fourth


def test_file_is_taken_out_and_the_text_is_kept(enrolment, person):
    post(person, "guardar", files=[paper(), paper("Anexo", "Anexo.docx")])
    gone = WorkFile.objects.get(number=1)
    assert post(person, "quitar-1", text="Lo que iba escribiendo").url == PAGE
    work = Work.objects.get()
    assert work.text == "Lo que iba escribiendo"
    assert [one.file_name for one in work.files.all()] == ["Anexo.docx"]
    assert DeletedFile.objects.get().name == gone.file.name
    assert post(person, "quitar-1", text="Lo que iba escribiendo").status_code == 302  # pressed twice
    assert post(person, "quitar-x", text="Lo que iba escribiendo").status_code == 302
    assert Work.objects.get().files.count() == 1


def test_pressed_twice_leaves_one(enrolment, person):
    fields = {"text": TEXT, "seen": 0, "op": "entregar"}
    for _ in range(2):
        with time_machine.travel(AT, tick=False):
            assert SignedInAnew(person).post(PAGE, fields | {"files": [paper()]}).status_code == 302
    assert (Delivery.objects.count(), WorkFile.objects.count(), Notification.objects.count()) == (1, 1, 1)


def test_other_words_or_another_file_after_handing_in_are_refused_and_kept(enrolment, person):
    post(person)
    for fields in ({"text": "Otra cosa"}, {"files": [paper("otra")]}):
        response = post(person, **fields)
        assert response.status_code == 409
        assert "ya no se puede" in response.content.decode()
        assert fields.get("text", TEXT) in response.content.decode()
    assert (Work.objects.get().text, WorkFile.objects.count()) == (TEXT, 0)


def test_second_tab_with_an_old_text_is_told(enrolment, person):
    post(person, "guardar", text="De la primera ventana")
    response = post(person, "guardar", text="De la segunda", seen=0)
    assert response.status_code == 409
    text = response.content.decode()
    assert "cambió en otra ventana" in text
    assert "De la segunda" in text
    assert "De la primera ventana" in text
    assert Work.objects.get().text == "De la primera ventana"
    assert f'name="seen" value="{Work.objects.get().version}"' in text  # sent again, it is knowingly


@pytest.mark.parametrize("state", [CohortState.ENDED, CohortState.CANCELLED])
def test_after_the_cohort_ended_the_text_is_given_back(enrolment, person, cohort, state):
    post(person, "guardar", text="Mi borrador")
    cohort.state, cohort.reason, cohort.ended_at = state, "La sala no está disponible.", AT
    cohort.save()
    response = post(person, text="Lo último que escribí", files=[paper()])
    assert response.status_code == 409
    text = response.content.decode()
    assert "ya no recibe tareas" in text
    assert "Lo último que escribí" in text
    assert (Work.objects.get().text, WorkFile.objects.count()) == ("Mi borrador", 0)
    assert "Mi borrador" in page(person)
    assert "Entregar la tarea" not in page(person)


def test_returned_shows_why_and_what_changed_the_second_time(enrolment, person, cast):
    work = make_work(enrolment, upload(), upload("Anexo", "Anexo.docx"))
    give_back(work, cast.instructor)
    text = page(person)
    assert "No dice cuándo." in text
    assert "Devuelta con razones" in text
    assert TEXT in text
    assert post(person, "quitar-2").url == PAGE  # stays with the first delivery
    assert post(person, text=TEXT.replace("12 de marzo", "15 de abril"), files=[paper("Otra", "Otra.docx")]).url == PAGE
    assert [one.number for one in work.deliveries.all()] == [1, 2]
    of = {n: {one.file_name for one in work.files.all() if one.is_of(n)} for n in (1, 2)}
    assert of == {1: {"Respuesta.docx", "Anexo.docx"}, 2: {"Respuesta.docx", "Otra.docx"}}
    read = page(cast.instructor, f"/docencia/tareas/{work.pk}/")
    assert "Se quita: </span>12" in read
    assert "Se pone: </span>15" in read
    assert "No dice cuándo." in read
    assert read.count("Nuevo en esta entrega") == 1
    assert "Entrega 2" in read


def test_module_without_assignment_other_people_and_drafts_are_not_found(enrolment, person, cohort):
    assert SignedInAnew(person).get("/aprender/g-1/2-publicar/tarea/").status_code == 404
    assert SignedInAnew(make_user()).get(PAGE).status_code == 404
    cohort.state = CohortState.DRAFT
    cohort.save()
    assert SignedInAnew(person).get(PAGE).status_code == 404


def test_who_withdrew_hands_nothing_in(enrolment, person):
    enrolment.withdrawn_at, enrolment.office, enrolment.municipality = AT, "", None
    enrolment.save()
    assert post(person).status_code == 404
    with pytest.raises(Refusal, match="retiró"):
        make_work(enrolment)


# --- Who opens the files ---


@pytest.fixture
def readers(cast, cohort, person):
    """People who must not be confused: each is near the file in another way."""
    other = make_cohort(make_course("C91"), instructor=make_member(Role.INSTRUCTOR), code="g-2")
    gone = make_member(Role.INSTRUCTOR)
    named = make_user()  # named to teach, without the role any more
    cohort.teaching.create(user=named)
    mate = make_user()
    make_enrolment(cohort, mate)
    return {
        "author": person, "instructor": cast.instructor, "coordinator": cast.coordinator, "mate": mate,
        "other instructor": other.instructors.get(), "gone instructor": gone, "named without role": named,
        "admin": cast.admin, "reviewer": cast.reviewer, "citizen": cast.citizen, "facilitator": cast.facilitator,
    }  # fmt: skip


def opened_by(readers, one: WorkFile) -> set[str]:
    path = f"{PAGE}archivos/{one.pk}/"
    assert Client().get(path).status_code == 302
    found = {}
    for name, who in readers.items():
        response = SignedInAnew(who).get(path)
        response.close()
        found[name] = response.status_code
    assert set(found.values()) <= {200, 404}
    return {name for name, status in found.items() if status == 200}


def test_files_are_opened_by_author_instructor_and_coordinator(enrolment, readers, cast):
    work = make_work(enrolment, upload())
    one = work.files.get()
    assert opened_by(readers, one) == {"author", "instructor", "coordinator"}
    give_back(work, cast.instructor)
    works.save_draft(
        enrolment=enrolment, module=MODULE, text=TEXT, without=1, seen=work.version, at=AT
    )  # of the first delivery it is still part
    assert opened_by(readers, one) == {"author", "instructor", "coordinator"}


def test_files_of_a_draft_are_opened_by_their_author(enrolment, readers):
    works.save_draft(enrolment=enrolment, module=MODULE, text="", files=[upload()], seen=0, at=AT)
    assert opened_by(readers, WorkFile.objects.get()) == {"author"}


def test_files_of_who_withdrew_are_opened_by_their_author(enrolment, readers):
    work = make_work(enrolment, upload())
    type(enrolment).objects.filter(pk=enrolment.pk).update(withdrawn_at=AT, office="", municipality=None)
    assert opened_by(readers, work.files.get()) == {"author"}
    assert page(readers["instructor"], "/docencia/tareas/").count("Ana Ejemplo") == 0


def test_address_of_a_file_is_of_its_work(enrolment, person, cohort):
    one = make_work(enrolment, upload()).files.get()
    make_enrolment(make_cohort(make_course("C92"), code="g-3"), person)
    for path in (f"/aprender/g-3/{MODULE}/tarea/", "/aprender/g-1/2-publicar/tarea/"):
        assert SignedInAnew(person).get(f"{path}archivos/{one.pk}/").status_code == 404


def test_file_comes_as_a_download_that_no_cache_keeps(enrolment, person):
    one = make_work(enrolment, upload()).files.get()
    response = SignedInAnew(person).get(f"{PAGE}archivos/{one.pk}/")
    assert b"".join(response.streaming_content) == upload().data
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store, private", "nosniff")


def test_what_looks_personal_is_told_to_its_author_and_who_corrects(enrolment, person, cast):
    work = make_work(enrolment, upload("Escriba a marta.gomez@correo.example", "Carta.docx"))
    give_back(work, cast.instructor)
    assert "Parece traer 1 correo" in page(person)
    assert "«Carta.docx» parece traer 1 correo" in page(cast.instructor, f"/docencia/tareas/{work.pk}/")


# --- What is kept ---


def test_judgements_and_deliveries_never_change(enrolment, cast):
    give_back(make_work(enrolment), cast.instructor)
    for rows, change in (
        (Judgement.objects, {"is_accepted": True}), (Mark.objects, {"level": 3}), (Delivery.objects, {"text": "otro"}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_person_gets_everything_and_erases_it(enrolment, person, cast, cohort):
    work = make_work(enrolment, upload())
    give_back(work, cast.instructor)
    make_work(enrolment, text="Con fecha.")
    accept(work, cast.instructor)
    other = make_work(make_enrolment(cohort, make_user()), upload("De otra"), text="De otra persona")
    [row] = rows_of(person)["tareas"]
    assert (row["estado"], row["texto"], row["archivos"][0]["nombre"]) == ("Aceptado", "Con fecha.", "Respuesta.docx")
    assert [one["correccion"]["aceptada"] for one in row["entregas"]] == [False, True]
    assert row["entregas"][0]["correccion"]["criterios"][1]["razon"] == "No dice cuándo."
    name = work.files.get().file.name
    assert (erase(user=person, at=AT), erase(user=person, at=AT)) == (1, 0)
    kept = str(rows_of(person))
    assert not any(said in kept for said in ("Con fecha", "Señora Marta", "Respuesta.docx", "No dice cuándo"))
    assert DeletedFile.objects.get().name == name
    work.refresh_from_db()
    assert (work.state, Judgement.objects.count()) == (WorkState.ACCEPTED, 2)
    assert (Work.objects.get(pk=other.pk).text, other.files.count()) == ("De otra persona", 1)
    assert "Borrado" in page(cast.instructor, f"/docencia/tareas/{work.pk}/")
    assert page(person)


def test_pages_read_few_queries(enrolment, person, cast):
    work = make_work(enrolment, upload())
    for _ in range(2):
        give_back(work, cast.instructor)
        work = make_work(enrolment, text=f"{TEXT} Otra vez {work.version}.")
    browser = Client()
    with time_machine.travel(AT, tick=False):
        browser.force_login(person)
        browser.get(PAGE)
        assert len(queries_of(lambda: browser.get(PAGE))) <= 12


def test_instructor_of_one_cohort_keeps_the_rule_of_nobodys_own(cohort):
    teacher = make_member(Role.INSTRUCTOR)
    make_membership(Role.COORDINATOR, user=teacher)
    work = make_work(make_enrolment(cohort, teacher))
    assert "Es suya" in page(teacher, f"/docencia/tareas/{work.pk}/")
