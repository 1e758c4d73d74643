"""Issuing, ending and signing certificates."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from pypdf import PdfReader

from accounts.models import User
from core.models import AuditEntry
from core.refusals import Refusal, Stale
from notices.models import Notification
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT, finish, make_certificate
from tests.factories.training import make_cohort, make_enrolment
from training.assignments.models import Work
from training.certificates.actions import changing, issuing, keys
from training.certificates.actions.issuing import issue
from training.certificates.loaders.texts import Signed, read
from training.certificates.models import Certificate, SigningKey
from training.certificates.presenters import pdf_of, qr_text, rows_of
from training.certificates.queries.deployment import certificate_key_is_its_own
from training.cohorts.actions.progress import record_progress
from training.cohorts.models import Attendance
from training.grading.progress import eligible
from training.learning.queries.progress import standing_of
from training.quizzes.models import Attempt

pytestmark = pytest.mark.django_db
LATER = ISSUED_AT + timedelta(days=3)


@pytest.fixture
def certificate(cast):
    return make_certificate(cast.citizen)


# --- Issuing ---


def test_who_did_everything_gets_one_certificate_and_is_told(cast, django_capture_on_commit_callbacks):
    enrolment = finish(make_enrolment(make_cohort(), cast.citizen, name="  Ana   Ejemplo "))
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(enrolment)
    made = Certificate.objects.get()
    assert (made.user, made.name, made.course, made.version, made.hours) == (
        cast.citizen, "Ana Ejemplo", "C90 Responder bien", "1.0.0", 4,
    )  # fmt: skip
    assert made.expires_on == made.issued_on.replace(year=made.issued_on.year + 3)
    notice = Notification.objects.get(user=cast.citizen)
    assert notice.title == "Su certificado de C90 Responder bien está listo"
    assert notice.url == "/aprender/certificados/"
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(enrolment)
    assert issue(enrolments=[enrolment.pk], at=LATER) == []
    assert (Certificate.objects.count(), Notification.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="certificate.issued", target_id=made.pk).count() == 1


@rules(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(done=st.sets(st.sampled_from(["quiz 1", "quiz 2", "task", "session"])), gone=st.booleans(), prior=st.booleans())
def test_nobody_gets_one_without_every_rule_true(db, done, gone, prior):
    with transaction.atomic():
        enrolment = finish(make_enrolment(make_cohort(), make_user(), has_prior_learning=prior))
        for part, rows in (
            ("quiz 1", Attempt.objects.filter(enrolment=enrolment, module="1-responder")),
            ("quiz 2", Attempt.objects.filter(enrolment=enrolment, module="2-publicar")),
            ("task", Work.objects.filter(enrolment=enrolment)),
            ("session", Attendance.objects.filter(enrolment=enrolment)),
        ):
            if part not in done:
                rows.delete()
        if gone:
            enrolment.withdrawn_at = ISSUED_AT
            enrolment.save()
        made = issue(enrolments=[enrolment.pk], at=ISSUED_AT)
        everything = {"quiz 1", "quiz 2", "task"} <= done and (prior or "session" in done) and not gone
        assert bool(made) == everything
        assert not made or eligible(standing_of(enrolment))
        transaction.set_rollback(True)


def test_two_cohorts_of_one_version_give_one_certificate(cast):
    first = make_cohort()
    enrolments = [finish(make_enrolment(cohort, cast.citizen)) for cohort in (first, make_cohort(first.version))]
    assert len(issue(enrolments=[one.pk for one in enrolments], at=ISSUED_AT)) == 1
    assert issue(enrolments=[one.pk for one in enrolments], at=LATER) == []


def test_the_database_keeps_one_per_person_achievement_and_version(certificate):
    double = Certificate.objects.get(pk=certificate.pk)
    double.pk, double.code, double.status_index, double.fingerprint = None, "OTRO", 5, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save(force_insert=True)


@pytest.mark.parametrize(
    "change", [{"name": "Otra"}, {"payload": "x"}, {"jwt": "x"}, {"expires_on": None}, {"hours": 400}]
)
def test_what_is_signed_never_changes(certificate, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_a_thousand_read_nothing_twice(db):
    cohort, number = make_cohort(), 1000
    users = User.objects.bulk_create(
        [User(email=f"p{n}@ejemplo.org", name=f"Persona {n}", password="!") for n in range(number)]
    )
    some = [make_enrolment(cohort, user) for user in users]
    session = cohort.sessions.first()
    Attempt.objects.bulk_create(
        Attempt(enrolment=one, module=module, number=1, questions=[], started_at=ISSUED_AT, handed_in_at=ISSUED_AT,
                points="1", out_of=1, share=10_000)
        for one in some for module in ("1-responder", "2-publicar")
    )  # fmt: skip
    Work.objects.bulk_create(
        Work(enrolment=one, module="1-responder", state="aceptado", handed_in_at=ISSUED_AT) for one in some
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, enrolment=one, source="code", at=ISSUED_AT, by=one.user) for one in some
    )
    with CaptureQueriesContext(connection) as seen:
        assert issuing.issue_missing(at=ISSUED_AT) == number
    assert Certificate.objects.values("status_index").distinct().count() == number
    assert len(seen) <= 6 * number / 10, len(seen)
    assert issuing.issue_missing(at=ISSUED_AT) == 0


# --- Ending ---


def test_a_corrected_name_replaces_the_certificate(cast, certificate):
    new = changing.reissue(certificate=certificate, name="Ana María Corregida", by=cast.citizen, at=LATER)
    certificate.refresh_from_db()
    assert (certificate.superseded_at, certificate.replaced_by) == (LATER, new)
    assert (
        new.fields._replace(code=certificate.code, name=certificate.name, index=certificate.status_index)
        == certificate.fields
    )
    assert (new.code != certificate.code, new.status_index != certificate.status_index) == (True, True)
    with pytest.raises(Stale, match="ya se reemplazó"):
        changing.revoke(certificate=certificate, reason="Tarde", by=cast.coordinator, at=LATER)
    assert issue(enrolments=[new.enrolment_id], at=LATER) == []


def test_a_holder_corrects_the_name_five_times(cast, certificate):
    for n in range(5):
        certificate = changing.reissue(certificate=certificate, name=f"Ana {n}", by=cast.citizen, at=LATER)
    with pytest.raises(Refusal, match="muchas veces"):
        changing.reissue(certificate=certificate, name="Ana 9", by=cast.citizen, at=LATER)
    changing.reissue(certificate=certificate, name="Ana 9", by=cast.coordinator, at=LATER)


def test_holder_and_coordinator_revoke_and_nobody_else(cast, certificate):
    for stranger in (cast.newcomer, cast.instructor, cast.liaison):
        with pytest.raises(changing.MayNotChange):
            changing.revoke(certificate=certificate, reason="No", by=stranger, at=LATER)
    with pytest.raises(Refusal, match="Escriba la razón"):
        changing.revoke(certificate=certificate, reason=" ", by=cast.coordinator, at=LATER)
    changing.revoke(certificate=certificate, reason="Se emitió por error.", by=cast.coordinator, at=LATER)
    assert Notification.objects.filter(user=cast.citizen, title__endswith="se revocó").count() == 1
    with pytest.raises(Stale, match="ya estaba revocado"):
        changing.revoke(certificate=certificate, reason="", by=cast.citizen, at=LATER)
    assert issue(enrolments=[certificate.enrolment_id], at=LATER) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(revoked_at=None, revoked_by=None, reason="")


# --- Keys ---


def test_the_first_key_is_made_once_and_lies_encrypted(certificate, cast):
    key = SigningKey.objects.get()
    private = keys.signer(at=ISSUED_AT).private.private_bytes_raw()
    assert private.hex() not in key.private
    assert private not in key.private.encode()
    make_certificate(cast.newcomer, certificate.enrolment.cohort)
    assert SigningKey.objects.count() == 1


def test_another_setting_cannot_read_the_key(certificate, settings, cast):
    settings.CERTIFICATE_KEY = "another"
    enrolment = finish(make_enrolment(certificate.enrolment.cohort, cast.newcomer))
    with pytest.raises(keys.KeyUnreadable, match="CERTIFICATE_KEY no es la de"):
        issue(enrolments=[enrolment.pk], at=LATER)
    call_command("rotate_signing_key")
    assert len(issue(enrolments=[enrolment.pk], at=LATER)) == 1


def test_rotation_keeps_the_history_and_erases_the_private_part(certificate, capsys):
    old = SigningKey.objects.get()
    call_command("rotate_signing_key")
    old.refresh_from_db()
    assert (old.is_in_use, old.private) == (False, "")
    new = SigningKey.objects.get(is_in_use=True)
    assert capsys.readouterr().out == f"La clave {old.kid} quedó retirada. Se firma con {new.kid}.\n"
    call_command("rotate_signing_key", "--kid", old.kid, "--compromised", "2026-11-01")
    old.refresh_from_db()
    assert old.compromised_on == date(2026, 11, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.filter(pk=old.pk).update(compromised_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(kid="x", public="y", private="z", created_at=LATER)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--compromised", "ayer"], "no es una fecha"),
        (["--compromised", "2999-01-01"], "en el futuro"),
        (["--kid", "nadie"], "No hay una clave nadie"),
    ],
)
def test_rotation_refuses_in_a_sentence(certificate, options, said):
    with pytest.raises(Exception, match=said):
        call_command("rotate_signing_key", *options)
    assert SigningKey.objects.count() == 1


def test_deployment_check_asks_for_a_key_of_its_own(settings):
    assert [one.id for one in certificate_key_is_its_own(None)] == ["certificates.W001"]
    settings.CERTIFICATE_KEY = "another"
    assert certificate_key_is_its_own(None) == []


# --- Paper ---


def test_the_paper_is_a_tagged_pdf_that_prints_every_field(certificate, settings):
    settings.SITE_URL = "https://innova.example"
    pdf = PdfReader(BytesIO(pdf_of(certificate, "https://innova.example/certificados/")))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "es-CO"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split()).replace(" ", "")
    for label, value in rows_of(certificate.fields):
        assert value.replace(" ", "") in text, label
    assert "demostración" not in text


def test_a_demonstration_says_so_on_paper(cast):
    made = make_certificate(cast.citizen, make_cohort(is_demonstration=True))
    [page] = PdfReader(BytesIO(pdf_of(made, "x"))).pages
    assert "Datos de demostración" in page.extract_text()


def test_the_text_of_the_qr_opens_the_page_and_holds_the_signed_fields(certificate, settings):
    settings.SITE_URL = "https://innova.example"
    text = qr_text(certificate)
    assert text.startswith(f"https://innova.example/certificados/{certificate.code}/#IP360C1.")
    assert len(text) < 520
    found = read(text)
    assert isinstance(found, Signed)
    assert found.fields == certificate.fields


def test_a_long_name_and_title_still_fit_one_page(cast):
    cohort = make_cohort()
    made = make_certificate(cast.citizen, cohort, name="María " * 33)
    assert len(PdfReader(BytesIO(pdf_of(made, "https://innova.example/certificados/"))).pages) == 1
