"""Issuing certificates: only to who is eligible by the one rule (training.grading.progress), and once."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from secrets import randbelow

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.receipts.codes import new_code
from core.web.addresses import absolute
from core.words import one_line
from notices.actions.notifications import tell
from training.certificates.actions.keys import signer
from training.certificates.choices import ISSUED_TOLD, LIST_SIZE, Fields
from training.certificates.exports import signed
from training.certificates.models import Certificate
from training.certificates.tasks import issue_certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.courses.models import CourseVersion
from training.grading.progress import eligible
from training.learning.queries.progress import standings

AT_A_TIME = 500
LOOKED_BACK = timedelta(days=120)  # after the end of a cohort: until then what its people hand in is looked for


def enqueue_issue(enrolment: Enrolment) -> None:
    """Enqueue the issue once the transaction commits: the task looks whether something is still missing, not the request.

    A broker that is down loses nothing: `issue_missing` catches up.
    """
    pk = enrolment.pk
    transaction.on_commit(lambda: issue_certificate.delay(enrolment_id=pk), robust=True)


@transaction.atomic
def issue(*, enrolments: Collection[int], at: datetime) -> list[Certificate]:
    """Issue what is due to these enrolments (ids) and return the certificates made now.

    Who is not eligible, withdrew, or has the certificate of that version gets none; calling it again makes nothing more.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).active().with_context().filter(pk__in=enrolments)
    waiting = _without_certificate(rows.order_by("pk"))
    standing = standings(waiting) if waiting else {}
    due = list({(row.user_id, row.cohort.version_id): row for row in waiting if eligible(standing[row.pk])}.values())
    return _issue_to(due, at) if due else []


def issue_missing(*, at: datetime) -> int:
    """Issue what no task did, for example while the broker was down; return how many."""
    since = timezone.localdate(at) - LOOKED_BACK
    has_one = Certificate.objects.current().filter(user=OuterRef("user"), course_version=OuterRef("cohort__version"))
    rows = Enrolment.objects.active().filter(
        ~Exists(has_one), cohort__state__in=[CohortState.OPEN, CohortState.ENDED], cohort__ends_on__gte=since
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(len(issue(enrolments=ids[n : n + AT_A_TIME], at=at)) for n in range(0, len(ids), AT_A_TIME))


def _without_certificate(rows: Iterable[Enrolment]) -> list[Enrolment]:
    found = list(rows)
    held = Certificate.objects.current().filter(user__in={row.user_id for row in found})
    have = set(held.values_list("user", "course_version")) if found else set()
    return [row for row in found if (row.user_id, row.cohort.version_id) not in have]


def _issue_to(due: list[Enrolment], at: datetime) -> list[Certificate]:
    today = timezone.localdate(at)
    key, places = signer(at=at), free_places(len(due))
    made = [
        signed_certificate(_fields(enrolment, place, today), key, enrolment=enrolment, at=at)
        for enrolment, place in zip(due, places, strict=True)
    ]
    # Of two enrolments of one person at the same moment the constraint keeps one.
    Certificate.objects.bulk_create(made, ignore_conflicts=True, batch_size=AT_A_TIME)
    stored = Certificate.objects.in_bulk([one.code for one in made], field_name="code")
    kept = [stored[one.code] for one in made if one.code in stored]
    by_pk = {enrolment.pk: enrolment for enrolment in due}
    audit.record_many(
        audit.entry_of(by=None, verb="certificate.issued", target=one, scope=by_pk[one.enrolment_id], at=at)
        for one in kept
    )
    _tell(kept, at)
    return kept


def free_places(number: int) -> list[int]:
    """Return places of the status lists that no certificate has: at random, so that a place says nothing of its holder."""
    found: set[int] = set()
    while len(found) < number:
        drawn = {randbelow(LIST_SIZE) for _ in range(number - len(found))}
        found |= drawn - set(Certificate.objects.filter(status_index__in=drawn).values_list("status_index", flat=True))
    return list(found)


def signed_certificate(fields: Fields, key: signed.Signer, *, enrolment: Enrolment, at: datetime) -> Certificate:
    """Return the unsaved row with both signed texts."""
    page = absolute(reverse("certificates:certificate", args=[fields.code]))
    return Certificate(
        code=fields.code, user_id=enrolment.user_id, enrolment=enrolment, course_version_id=enrolment.cohort.version_id,
        name=fields.name, achievement=fields.course, title=fields.title, version=fields.version, hours=fields.hours,
        issued_on=date.fromisoformat(fields.issued),
        expires_on=date.fromisoformat(fields.expires) if fields.expires else None, issuer=fields.issuer, place=fields.place,
        how=fields.how, status_index=fields.index, is_demonstration=bool(fields.demonstration),
        fingerprint=fields.fingerprint, key_id=key.pk, payload=signed.payload(fields, key), issued_at=at,
        jwt=signed.credential(
            fields, key, page=page, course=absolute(f"/cursos/{fields.course}/"),
            status_list=absolute(reverse("certificates:status-list")),
        ),
    )  # fmt: skip


def _fields(enrolment: Enrolment, place: int, today: date) -> Fields:
    version: CourseVersion = enrolment.cohort.version
    expires = _years_later(today, settings.CERTIFICATE_YEARS) if settings.CERTIFICATE_YEARS else None
    return Fields(
        code=new_code(), name=one_line(enrolment.name), course=version.course.code, title=one_line(version.title),
        version=version.version, hours=version.hours, issued=today.isoformat(),
        expires=expires.isoformat() if expires else "", issuer=one_line(settings.PUBLISHER_NAME),
        place=one_line(settings.CERTIFICATE_PLACE), how=int(enrolment.has_prior_learning), index=place,
        demonstration=int(enrolment.cohort.is_demonstration or version.is_demonstration),
    )  # fmt: skip


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)


def _tell(made: list[Certificate], at: datetime) -> None:
    """Tell the people of one course version together: what is said is the same, and so is the page it leads to."""
    people: dict[tuple[int, str], list[int]] = {}
    for one in made:
        people.setdefault((one.course_version_id, one.course), []).append(one.user_id)
    for (version, course), to in people.items():
        key, url = f"certificate:{version}", reverse("certificates:mine")
        tell(to=to, text=ISSUED_TOLD, values={"curso": course}, key=key, url=url, at=at)
