"""Questions in GIFT or Aiken brought into a draft in the browser, and a lesson seen as its readers will."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from tests.at_once import at_once
from tests.factories.accounts import make_member
from tests.factories.course_folders import course_files, some_norms
from tests.factories.training import AT
from training.courses.actions import drafts as acts
from training.courses.actions.norms import load_norms
from training.courses.actions.versions import load_course
from training.courses.loaders import gift
from training.courses.loaders.course import read_course
from training.courses.models import CourseDraft

MODULE, BANK = "1-responder", "1-responder/quiz.gift"
GIFT = "::N1::¿Cuántos días hábiles? {#\n\t=15#Así es.\n}\n\n¿Sirve? {TRUE#No.#Sí.}\n"
AIKEN = "¿Cuál sirve?\nA. La primera\nB. La segunda\nANSWER: B\n"


@pytest.fixture
def instructor(client, transactional_db):
    load_norms(norms=some_norms(), at=AT)
    user = make_member(Role.INSTRUCTOR)
    client.force_login(user)
    return user


@pytest.fixture
def draft(instructor) -> CourseDraft:
    version, _ = load_course(reading=read_course(course_files(), some_norms()), at=AT)
    return acts.start(base=version, by=instructor, at=AT)


def bring(client, draft, *, text: str = "", module: str = MODULE, bank: str = "quiz.gift", **more):
    said = {"text": text, "module": module, "bank": bank} | more
    return client.post(reverse("courses:draft-questions", args=[draft.pk]), said)


def questions_in(draft, name: str = BANK) -> list[dict]:
    draft.refresh_from_db()
    return gift.read(draft.files[name], name, is_explained=False)[0]


def test_questions_join_the_end_of_the_bank_and_what_was_written_stays(client, draft):
    before, stood = draft.files[BANK], len(questions_in(draft))
    answer = bring(client, draft, text=GIFT)
    assert answer["Location"] == reverse("courses:draft-text", args=[draft.pk, BANK])
    draft.refresh_from_db()
    assert draft.files[BANK].startswith(before.rstrip("\n"))
    found = questions_in(draft)
    assert [one["kind"] for one in found[stood:]] == ["number", "boolean"]
    assert found[stood]["code"] == "N1"
    assert len({one["code"] for one in found}) == len(found)
    entry = AuditEntry.objects.filter(verb="course_draft.changed").last()
    assert entry.data == {"files": [BANK], "questions": 2}


def test_aiken_comes_in_and_says_what_is_still_to_be_written(client, draft):
    answer = bring(client, draft, file=SimpleUploadedFile("banco.txt", AIKEN.encode()))
    page = client.get(answer["Location"]).content.decode()
    assert "1 pregunta. Escriba antes de publicar 2 explicaciones." in page
    assert "no tiene explicación" in page
    assert questions_in(draft)[-1]["text"] == "¿Cuál sirve?"


def test_a_recall_that_is_not_there_yet_begins_with_them(client, draft):
    name = f"{MODULE}/recall.gift"
    if name in draft.files:
        acts.remove(draft=draft, name=name, by=draft.changed_by, at=AT)
    bring(client, draft, text=GIFT, bank="recall.gift")
    assert len(questions_in(draft, name)) == 2


def test_the_category_names_the_module(client, draft):
    modules = [name.partition("/")[0] for name in draft.files if name.endswith("/module.md")]
    text = "".join(f"$CATEGORY: top/{name}\n\n¿Sirve {name}? {{TRUE#No.#Sí.}}\n\n" for name in modules)
    answer = bring(client, draft, text=text, module="")
    assert answer.status_code == 302
    assert all(questions_in(draft, f"{name}/quiz.gift")[-1]["text"] == f"¿Sirve {name}?" for name in modules)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("¿Bien? {TRUE#No.#Sí.}\n\n\n¿Mal? {=a ~b", "Texto pegado, línea 4:"),
        ("¿Cuál?\nA. Una\nB. Otra\nANSWER: C\n", "Texto pegado, línea 1: ANSWER: C no es una de sus respuestas."),
        ("  \n", "Elija el archivo, o pegue las preguntas."),
    ],
)
def test_a_fault_names_its_line_nothing_is_written_and_what_was_typed_stays(client, draft, text, said):
    before = draft.files
    answer = bring(client, draft, text=text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert text.strip()[:8] in page
    draft.refresh_from_db()
    assert (draft.files, draft.version) == (before, 1)


def test_a_faulty_file_is_put_where_it_can_be_corrected(client, draft):
    text = "¿Bien? {TRUE#No.#Sí.}\n\n¿Mal? {=a ~b"
    page = bring(client, draft, file=SimpleUploadedFile("banco.gift", text.encode())).content.decode()
    assert "banco.gift, línea 3:" in page
    assert "¿Mal? {=a ~b</textarea>" in page
    assert len(questions_in(draft)) == len(gift.read(draft.files[BANK], BANK)[0])


def test_a_file_that_is_not_utf_8_names_its_line(client, draft):
    page = bring(client, draft, file=SimpleUploadedFile("banco.gift", b"uno\n\xf1")).content.decode()
    assert "banco.gift, línea 2: el texto no está en UTF-8" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GIFT, "no dice su módulo en $CATEGORY"),
        (f"$CATEGORY: top/otro\n\n{GIFT}", "«otro», no es un módulo de este curso"),
    ],
)
def test_without_a_module_nothing_is_guessed(client, draft, text, said):
    answer = bring(client, draft, text=text, module="")
    assert answer.status_code == 409
    assert said in answer.content.decode().replace("&quot;", '"')
    draft.refresh_from_db()
    assert draft.version == 1


def test_the_same_questions_twice_are_refused_and_none_is_added(client, draft):
    bring(client, draft, text=GIFT)
    stood = len(questions_in(draft))
    answer = bring(client, draft, text="¿Otra? {TRUE#No.#Sí.}\n\n" + GIFT)
    assert answer.status_code == 422
    assert f"ya está en {BANK}. No se agregó ninguna." in answer.content.decode()
    assert len(questions_in(draft)) == stood


def test_a_lesson_is_seen_as_who_takes_the_course_reads_it(client, draft):
    name = f"{MODULE}/01-fondo.md"
    page = client.get(reverse("courses:draft-look", args=[draft.pk, name])).content.decode()
    assert "<h1>Responder de fondo</h1>" in page
    assert "minutos" in page
    assert "<textarea" not in page
    text = "---\ntitle: Otra\nminutes: mucho\n---\n## Lo nuevo\n\nCon **fuerza** <b>y</b> [la otra](02-claro.md).\n"
    acts.write_text(
        draft=draft, name=name, text=text, seen=acts.fingerprint(draft.files[name]), by=draft.changed_by, at=AT
    )
    page = client.get(reverse("courses:draft-look", args=[draft.pk, name])).content.decode()
    assert "<h2>Lo nuevo</h2>" in page
    assert "<strong>fuerza</strong> &lt;b&gt;" in page
    assert "faltas" in page
    assert client.get(reverse("courses:draft-look", args=[draft.pk, "1-responder/nada.md"])).status_code == 404


@pytest.mark.services
def test_two_who_bring_questions_at_once_lose_none(draft):
    stood = len(questions_in(draft))

    def add(text: str):
        found, _ = gift.read_by_category(text, "x.gift", is_explained=False)
        return lambda: acts.add_questions(
            draft=draft, module=MODULE, bank="quiz.gift", found=found, by=draft.changed_by, at=AT
        )

    at_once(add("¿Uno? {TRUE#No.#Sí.}"), add("¿Dos? {TRUE#No.#Sí.}"), add("¿Tres? {TRUE#No.#Sí.}"))
    found = questions_in(draft)
    assert {one["text"] for one in found[stood:]} == {"¿Uno?", "¿Dos?", "¿Tres?"}
    assert len({one["code"] for one in found}) == len(found)
