"""Autosave of one answer: every type of question, drafts, versions, refusals."""

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, Assessment, ScoreRun
from diagnostics.assessments.queries.filling import filling_of
from tests.factories.diagnostics import make_answer, make_closed, make_filled, make_sent, typed

pytestmark = pytest.mark.django_db
URL = "/diagnostico/ciclo/aqui/respuestas/"
PREFIXES = ("value", "not_applicable", "na_reason", "version")


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def save(desk: Client, question: str, **parts):
    return desk.post(f"{URL}{question}/", typed(question, **parts))


def stored(question: str) -> tuple | None:
    return Answer.objects.filter(question__code=question).values_list(*PREFIXES).first()


def counts_of(assessment: Assessment) -> dict[str, int]:
    names = ("applicable_count", "answered_count", "unproven_count")
    return Assessment.objects.filter(pk=assessment.pk).values(*names).get()


def recounted(assessment: Assessment) -> dict[str, int]:
    whole = filling_of(Assessment.objects.with_context().get(pk=assessment.pk)).whole
    return {"applicable_count": whole.total, "answered_count": whole.answered, "unproven_count": whole.unproven}


@pytest.mark.parametrize(
    ("question", "parts", "value"),
    [
        ("A-01", {"value": "3"}, "3"),
        ("A-01", {"value": " 0 "}, "0"),
        ("A-02", {"value": "si"}, "si"),
        ("A-02", {"value": "no"}, "no"),
        ("A-03", {"value": ["c", "a"]}, "a|c"),
        ("A-03", {"value": "ninguna"}, "ninguna"),
        ("B-01", {"value_num": "45", "value_den": "50"}, "45/50"),
        ("B-01", {"value_num": "1.234", "value_den": "1.250.000,5"}, "1234/1250000.5"),
        ("B-01", {"value_num": "0", "value_den": "0"}, "0/0"),
        ("B-02", {"value": "o2"}, "o2"),
        ("B-03", {"value": "1.250.000,5"}, "1250000.5"),
        ("B-03", {"value": "0012"}, "0012"),
        ("B-03", {"value": "0.125"}, "0.125"),
        ("B-03", {"value": "1\u00a0234"}, "1234"),
        ("B-01", {"value_num": "0.125", "value_den": "1\u202f234\u200b"}, "0.125/1234"),
    ],
)
def test_answer_of_every_type_is_saved(desk, cast, question, parts, value):
    response = save(desk, question, **parts)
    assert response.status_code == 200
    assert stored(question) == (value, False, "", 1)
    assert f'name="{question}-version" value="1"' in response.text
    answer = Answer.objects.get()
    assert (answer.layer, answer.changed_by) == (Layer.SELF_ASSESSED, cast.contributor)


@pytest.mark.parametrize(
    ("question", "parts", "value", "said"),
    [
        ("A-01", {"value": "7"}, "7", "se esperaba un nivel de 0 a 4 y dice «7»"),
        ("A-02", {"value": "tal vez"}, "tal vez", "se esperaba si o no y dice «tal vez»"),
        (
            "A-03",
            {"value": ["a", "ninguna"]},
            "a|ninguna",
            "se marcó «Ninguna de las anteriores» junto con otra opción",
        ),
        ("B-01", {"value_num": "9", "value_den": ""}, "9/", "falta uno de los dos números"),
        ("B-01", {"value_num": "5", "value_den": "0"}, "5/0", "el segundo número no puede ser 0"),
        ("B-01", {"value_num": "60", "value_den": "50"}, "60/50", "no puede ser mayor que el segundo (60 de 50)"),
        ("B-01", {"value_num": ",5", "value_den": "50"}, ",5/50", "falta el cero antes de la coma: escriba 0,5"),
        ("B-01", {"value_num": "0.125.000", "value_den": "5"}, "0.125.000/5", "la coma es para los decimales"),
        ("B-01", {"value_num": "-3", "value_den": "50"}, "-3/50", "el número no puede ser negativo"),
        ("B-01", {"value_num": "unos 5", "value_den": "9"}, "unos 5/9", "se esperaba un número y dice «unos 5»"),
        ("B-02", {"value": "o9"}, "o9", "la opción «o9» no existe; las opciones son o1, o2"),
        ("A-01", {"value": "<b>4</b>"}, "<b>4</b>", "dice «&lt;b&gt;4&lt;/b&gt;»"),
    ],
)
def test_draft_that_is_not_valid_is_kept_and_said(desk, assessment, question, parts, value, said):
    response = save(desk, question, **parts)
    assert response.status_code == 200
    assert said in response.text
    assert "Borrador guardado" in response.text
    assert stored(question) == (value, False, "", 1)
    assert counts_of(assessment) == recounted(assessment)
    assert counts_of(assessment)["answered_count"] == 0


@pytest.mark.parametrize("length", [401, 5_000, 100_000])
def test_value_that_is_too_long_is_refused_whole(desk, length):
    response = save(desk, "B-01", value_num="1", value_den="9" * length)
    assert (response.status_code, response["X-Answer"]) == (422, "refused")
    assert "No se guardó: el texto pasa del límite." in response.text
    assert stored("B-01") is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("A-01", {"value": "3\0"}),
        ("A-02", {"na": "1", "reason": "No hay\0 plan"}),
        ("A-03", {"value": ["a\0", "b"]}),
        ("B-01", {"value_num": "9\0", "value_den": "10\0"}),
        ("A-01", {"value": "3", "links": {"": "https://a.gov.co/\0x"}}),
        ("A-01", {"value": "3", "version": "0\0"}),
        ("A-01", {"value": "3", "keep": "\0"}),
    ],
)
def test_nul_bytes_are_never_stored(desk, question, parts):
    assert save(desk, question, **parts).status_code == 200
    value, _, reason, _ = stored(question)
    assert "\0" not in value + reason


def test_lone_surrogates_do_no_harm(desk):
    body = b"A-01-version=0&A-01-value=%ED%A0%80&A-01-links-=https%3A%2F%2Fa.gov.co%2F%ED%A0%80"
    response = desk.post(f"{URL}A-01/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert stored("A-01")[0].strip("�") == ""


def test_body_over_the_limit_is_refused_and_nothing_written(desk):
    assert save(desk, "A-01", value="3", links={"": "x" * (2 * 1024 * 1024)}).status_code in (400, 413)
    assert not Answer.objects.exists()


def test_first_answer_starts_the_assessment_and_counts(desk, assessment):
    assert counts_of(assessment) == {"applicable_count": 5, "answered_count": 0, "unproven_count": 0}
    save(desk, "A-01", value="4")
    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_at) == (State.SELF_ASSESSMENT, None)
    assert assessment.changed_at == Answer.objects.get().changed_at
    assert counts_of(assessment) == {"applicable_count": 5, "answered_count": 1, "unproven_count": 1}
    assert counts_of(assessment) == recounted(assessment)


def test_counts_follow_facts_confirmed_after_the_page_was_read(cast, assessment):
    Assessment.objects.filter(pk=assessment.pk).update(attributes={"has_council": True}, attributes_version=1)
    make_filled(assessment, cast.contributor)  # with the object that was read before
    assert counts_of(assessment)["applicable_count"] == 6
    assert counts_of(assessment) == recounted(assessment)


def test_answering_computes_nothing_and_logs_only_that_the_diagnosis_began(desk, cast, assessment):
    before = AuditEntry.objects.count()
    save(desk, "A-01", value="4")
    save(desk, "A-01", value="3", version=1)
    save(desk, "A-02", value="si")
    assert ScoreRun.objects.count() == 0
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.of(assessment).get(verb="assessment.begun")
    assert (entry.by, entry.data) == (cast.contributor, {"from": "not_started", "to": "self_assessment", "due": None})


def test_answer_over_a_stale_version_is_a_conflict_with_both_values(desk, cast, browser_of):
    save(desk, "A-01", value="2")
    assert save(browser_of(cast.liaison), "A-01", value="4", version=1).status_code == 200
    response = save(desk, "A-01", value="1", version=1)
    assert response.status_code == 409
    for said in ("Nivel 1: algo", "Nivel 4: todo", "Enlace municipal de prueba", "Dejar la mía", "Dejar la guardada"):
        assert said in response.text
    assert 'name="A-01-version" value="1"' in response.text, "her screen has still not seen the other one"
    assert 'name="A-01-keep" value="2"' in response.text
    assert stored("A-01") == ("4", False, "", 2)


def test_keeping_mine_writes_over_the_version_that_was_shown(desk, cast, browser_of):
    save(desk, "A-01", value="2")
    save(browser_of(cast.liaison), "A-01", value="4", version=1)
    assert save(desk, "A-01", value="1", version=1, keep=2).status_code == 200
    assert stored("A-01") == ("1", False, "", 3)


def test_keeping_mine_over_a_third_version_is_a_conflict_again(desk, cast, browser_of):
    save(desk, "A-01", value="2")
    for version, value in ((1, "4"), (2, "3")):
        save(browser_of(cast.liaison), "A-01", value=value, version=version)
    response = save(desk, "A-01", value="1", version=1, keep=2)
    assert (response.status_code, stored("A-01")) == (409, ("3", False, "", 3))
    assert 'name="A-01-keep" value="3"' in response.text


@pytest.mark.parametrize("version", [0, 1, 2, 999, "", "x", "-1", "²", "1" * 5000, "1e3", " 2"])
def test_same_content_again_is_unchanged_whatever_the_version(desk, version):
    save(desk, "A-01", value="2", links={"": "https://a.gov.co/1"})
    save(desk, "A-01", value="3", links={"": "https://a.gov.co/1"}, version=1)
    response = save(desk, "A-01", value="3", links={"": "https://a.gov.co/1"}, version=version)
    assert (response.status_code, stored("A-01")) == (200, ("3", False, "", 2))
    assert 'name="A-01-version" value="2"' in response.text


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "1" * 5000, "1.0", "0x1", "1 1"])
def test_garbage_as_version_counts_as_having_seen_nothing(desk, version):
    assert save(desk, "A-01", value="2", version=version).status_code == 200
    assert save(desk, "A-01", value="3", version=version).status_code == 409
    assert save(desk, "A-01", value="3", version=1, keep=version or "x").status_code == 409
    assert stored("A-01") == ("2", False, "", 1)


def test_clearing_empties_the_value_and_not_applicable(desk, assessment):
    save(desk, "A-02", value="si", na="1", reason="No existe")
    assert save(desk, "A-02", value="si", na="1", reason="No existe", clear="1", version=1).status_code == 200
    assert stored("A-02") == ("", False, "No existe", 2)
    assert counts_of(assessment) == recounted(assessment)
    assert counts_of(assessment)["answered_count"] == 0


def test_clearing_what_was_never_answered_writes_nothing(desk):
    assert save(desk, "A-01", clear="1").status_code == 200
    assert not Answer.objects.exists()


def test_not_applicable_with_its_reason_counts_as_answered(desk, assessment):
    assert save(desk, "A-02", value="si", na="1", reason="  No hay plan que tener ").status_code == 200
    assert stored("A-02") == ("si", True, "No hay plan que tener", 1)
    assert counts_of(assessment)["answered_count"] == 1


def test_not_applicable_without_reason_is_kept_and_asked(desk, assessment):
    response = save(desk, "A-02", value="", na="1", reason="  ")
    assert (response.status_code, stored("A-02")) == (200, ("", True, "", 1))
    assert "Escriba la razón en una frase" in response.text
    assert counts_of(assessment)["answered_count"] == 0


def test_not_applicable_where_the_edition_does_not_allow_it_is_not_read(desk):
    save(desk, "A-01", value="3", na="1", reason="Porque no")
    assert stored("A-01") == ("3", False, "", 1)


def test_reason_up_to_its_limit_is_kept(desk):
    assert save(desk, "A-02", na="1", reason="a" * 1000).status_code == 200
    assert stored("A-02")[2] == "a" * 1000


@pytest.mark.parametrize(
    ("question", "status"), [("Z-99", 404), ("a-01", 404), ("A.1", 404), ("%00", 400), ("A-01%00", 400), ("…", 404)]
)
def test_question_that_does_not_exist_is_not_found(desk, question, status):
    assert desk.post(f"{URL}{question}/", typed("A-01", value="3")).status_code == status
    assert not Answer.objects.exists()


def test_page_that_does_not_hold_the_question_is_not_found(desk):
    assert desk.post(f"{URL}A-01/", typed("A-02", value="si")).status_code == 404
    assert desk.post(f"{URL}A-01/", {"A-01-value": "3"}).status_code == 404
    assert not Answer.objects.exists()


def test_only_posting_saves(desk):
    assert [desk.get(f"{URL}A-01/").status_code, desk.put(f"{URL}A-01/").status_code] == [405, 405]


@pytest.mark.parametrize("after", ["sent", "closed"])
def test_closed_assessment_takes_no_answers(desk, cast, assessment, after):
    if after == "sent":
        make_sent(assessment, cast.liaison)
    else:
        make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    before = list(Answer.objects.order_by("pk").values())
    response = save(desk, "A-01", value="1", version=1)
    assert response.status_code == 409
    assert "El diagnóstico ya se envió y no recibe cambios." in response.text
    assert list(Answer.objects.order_by("pk").values()) == before


def test_writing_touches_only_this_municipality_and_layer(desk, cast, assessment):
    other = Assessment.objects.with_context().get(municipality=cast.there)
    theirs = make_answer(other, "A-01", "1")
    final = make_answer(assessment, "A-01", "2", layer=Layer.FINAL)
    save(desk, "A-01", value="4")
    assert {a.pk: a.value for a in Answer.objects.filter(pk__in=[theirs.pk, final.pk])} == {
        theirs.pk: "1",
        final.pk: "2",
    }
    assert Answer.objects.count() == 3
