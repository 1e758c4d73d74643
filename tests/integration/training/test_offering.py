"""An accepted work as draft evidence: by its author, in their own open diagnosis, of a question of its assignment, once."""

import pytest
import time_machine

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from diagnostics.assessments.actions import evidence as evidence_acts
from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.models import DimensionAssignment, Evidence, EvidenceUse
from diagnostics.instruments.models import Dimension
from files.models import STORAGE
from tests.budgets import queries_of
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.diagnostics import AT as ROUND_AT
from tests.factories.diagnostics import make_round, make_sent
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE, accept, give_back, make_work, upload
from tests.integration.cocreation.signed_in import SignedInAnew
from training.assignments.actions.offering import AlreadyOffered, FileGone, MayNotOffer, offer
from training.assignments.actions.personal import erase

pytestmark = pytest.mark.django_db
PAGE = f"/aprender/g-1/{MODULE}/tarea/evidencia/"


@pytest.fixture
def work(cast):
    """Accepted, of the contributor of the municipality."""
    cohort = make_cohort(make_course(), instructor=cast.instructor, code="g-1")
    found = make_work(make_enrolment(cohort, cast.contributor), upload())
    accept(found, cast.instructor)
    return found


@pytest.fixture
def assessment(cast):
    return make_round(cast.here, code="ciclo").assessments.get()


def said(work, assessment, by, **changes):
    return {"file": work.files.get(), "assessment": assessment, "question": "A-01", "by": by, "at": ROUND_AT} | changes


def get(person, path=PAGE, at=ROUND_AT) -> str:
    with time_machine.travel(at, tick=False):
        return SignedInAnew(person).get(path).content.decode()


def post(person, at=ROUND_AT, **fields):
    with time_machine.travel(at, tick=False):
        return SignedInAnew(person).post(PAGE, fields)


def chosen(work, assessment, question="A-01"):
    return {"file": work.files.get().pk, "place": f"{assessment.pk}:{question}"}


def test_author_offers_it_and_the_file_is_copied(work, assessment, cast):
    assert "Ofrecerla como evidencia" in get(cast.contributor, f"/aprender/g-1/{MODULE}/tarea/")
    page = get(cast.contributor)
    assert "nada se copia solo" in page
    assert "checked" not in page
    assert not Evidence.objects.exists()
    response = post(cast.contributor, **chosen(work, assessment))
    evidence = Evidence.objects.get()
    assert response.url == f"/diagnostico/ciclo/aqui/evidencias/{evidence.pk}/"
    own = work.files.get()
    assert (evidence.sha256, evidence.file_name, evidence.assessment) == (own.sha256, own.file_name, assessment)
    assert evidence.file.name != own.file.name
    with STORAGE.open(evidence.file.name) as copied:
        assert copied.read() == upload().data
    use = EvidenceUse.objects.get()
    assert (use.answer.question.code, use.answer.value) == ("A-01", "")
    entry = AuditEntry.objects.get(verb="work.offered")
    assert (entry.by, entry.data["question"], entry.process) == (cast.contributor, "A-01", "round:ciclo")


def test_not_twice_and_again_once_it_was_taken_out_there(work, assessment, cast):
    evidence = offer(**said(work, assessment, cast.contributor))
    response = post(cast.contributor, **chosen(work, assessment))
    assert response.status_code == 409
    assert "ya es evidencia de A-01" in response.content.decode()
    assert "Para deshacerlo, quítela allí" in get(cast.contributor)
    with pytest.raises(AlreadyOffered):
        offer(**said(work, assessment, cast.contributor))
    assert EvidenceUse.objects.count() == 1
    evidence_acts.detach(assessment=assessment, evidence=evidence, use=Use("A-01"), by=cast.contributor, at=ROUND_AT)
    offer(**said(work, assessment, cast.contributor))
    assert (EvidenceUse.objects.count(), Evidence.objects.count()) == (1, 1)


def test_not_in_another_municipality(work, cast, assessment):
    there = make_round(cast.there, code="otro").assessments.get()
    with pytest.raises(MayNotOffer):
        offer(**said(work, there, cast.contributor))
    response = post(cast.contributor, **chosen(work, there))
    assert response.status_code == 422
    assert "Allá" not in get(cast.contributor).split("<main")[1]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("name", ["liaison", "instructor", "coordinator", "admin", "neighbour", "approver"])
def test_not_by_somebody_else(work, assessment, cast, name):
    who = cast.person(name)
    with pytest.raises(MayNotOffer):
        offer(**said(work, assessment, who))
    with time_machine.travel(ROUND_AT, tick=False):
        assert SignedInAnew(who).get(PAGE).status_code == 404
        assert SignedInAnew(who).post(PAGE, chosen(work, assessment)).status_code == 404
    assert not Evidence.objects.exists()


def test_not_of_a_question_that_the_assignment_does_not_name(work, assessment, cast):
    with pytest.raises(MayNotOffer, match="no trata"):
        offer(**said(work, assessment, cast.contributor, question="A-02"))
    assert post(cast.contributor, **chosen(work, assessment, "A-02")).status_code == 422
    assert "A-02" not in get(cast.contributor)


def test_not_once_the_diagnosis_was_sent(work, assessment, cast):
    make_sent(assessment, cast.liaison)
    assessment.refresh_from_db()
    uses = EvidenceUse.objects.count()
    with pytest.raises(MayNotOffer):
        offer(**said(work, assessment, cast.contributor))
    assert "Ahora no hay dónde ofrecerla" in get(cast.contributor)
    assert post(cast.contributor, **chosen(work, assessment)).status_code == 422
    assert EvidenceUse.objects.count() == uses


def test_not_without_a_role_that_answers_there(cast, assessment):
    cohort = make_cohort(make_course("C91"), instructor=cast.instructor, code="g-1")
    person = make_user()
    make_membership(Role.APPROVER, cast.here, user=person)
    found = make_work(make_enrolment(cohort, person, municipality=cast.here), upload())
    accept(found, cast.instructor)
    with pytest.raises(MayNotOffer):
        offer(**said(found, assessment, person))
    assert "Ahora no hay dónde ofrecerla" in get(person)


def test_not_before_it_is_accepted(cast, assessment):
    cohort = make_cohort(make_course("C91"), instructor=cast.instructor, code="g-1")
    found = make_work(make_enrolment(cohort, cast.contributor), upload())
    for _ in range(2):  # waiting, then returned
        with pytest.raises(MayNotOffer, match="ya se aceptó"):
            offer(**said(found, assessment, cast.contributor))
        assert post(cast.contributor, **chosen(found, assessment)).url == f"/aprender/g-1/{MODULE}/tarea/"
        if found.is_waiting:
            give_back(found, cast.instructor)
    assert not Evidence.objects.exists()


def test_nothing_chosen_is_said(work, assessment, cast):
    response = post(cast.contributor)
    assert response.status_code == 422
    assert "Elija un archivo" in response.content.decode()
    assert "Elija una pregunta" in response.content.decode()


def test_work_of_words_alone_has_nothing_to_offer(cast, assessment):
    cohort = make_cohort(make_course("C91"), instructor=cast.instructor, code="g-1")
    accept(make_work(make_enrolment(cohort, cast.contributor)), cast.instructor)
    assert "Esta tarea no trae archivos" in get(cast.contributor)
    assert "Ofrecerla como evidencia" not in get(cast.contributor, f"/aprender/g-1/{MODULE}/tarea/")


def test_lost_file_is_said_and_nothing_is_written(work, assessment, cast, private_folder):
    (private_folder / work.files.get().file.name).unlink()
    with pytest.raises(FileGone):
        offer(**said(work, assessment, cast.contributor))
    response = post(cast.contributor, **chosen(work, assessment))
    assert response.status_code == 422
    assert "no se pudo leer" in response.content.decode()
    assert not Evidence.objects.exists()


def test_copy_stays_when_the_author_erases_the_work(work, assessment, cast):
    """What the municipality holds is its own: it is taken out there."""
    evidence = offer(**said(work, assessment, cast.contributor))
    erase(user=cast.contributor, at=AT)
    assert STORAGE.exists(Evidence.objects.get(pk=evidence.pk).file.name)


def test_dimension_of_others_is_theirs(work, assessment, cast):
    """What the diagnosis itself refuses is said here with its words."""
    other = make_member(Role.CONTRIBUTOR, cast.here, name="Otra persona")
    dimension = Dimension.objects.get(version=assessment.round.version, indicators__questions__code="A-01")
    DimensionAssignment.objects.create(
        assessment=assessment, dimension=dimension, user=other, assigned_at=ROUND_AT, assigned_by=cast.liaison
    )
    with pytest.raises(Refusal, match="a cargo de Otra persona"):
        offer(**said(work, assessment, cast.contributor))
    assert post(cast.contributor, **chosen(work, assessment)).status_code == 422


def test_page_reads_few_queries(work, assessment, cast, client):
    with time_machine.travel(ROUND_AT, tick=False):
        client.force_login(cast.contributor)
        client.get(PAGE)
        assert len(queries_of(lambda: client.get(PAGE))) <= 12
