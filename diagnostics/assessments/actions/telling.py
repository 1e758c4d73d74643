"""Notifications about the steps of an assessment that its municipality takes, and about its files."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who
from core.words import long_day, named
from diagnostics.assessments.choices.notifications import FILES_DAMAGED, NOBODY_SIGNS, SIGN
from diagnostics.assessments.models import Assessment
from notices.actions.notifications import tell
from notices.choices import NoticeText

SIGN_PAGE = "review:sign"  # of an app above this one, which may not be imported; its URL name may be used


def that_it_waits_for_signature(*, assessment: Assessment, at: datetime) -> None:
    tell_who(Permission.SIGN_ASSESSMENT, assessment, SIGN, at, page=SIGN_PAGE)


def that_nobody_signs(*, assessment: Assessment, by, at: datetime) -> int:
    """Ask those who invite, once a day, to give the mayor's office an account; return how many were told now."""
    place = assessment.municipality
    return tell(
        to={person.pk for person in people_who(Permission.INVITE_ANYONE, None)},
        text=NOBODY_SIGNS,
        values={"municipio": str(place), "quien": by.name, "del_ciclo": named(assessment.round, "de")},
        key=f"nobody-signs:{assessment.pk}:{timezone.localdate(at)}",
        url=f"{reverse('accounts:team-list')}?municipio={place.slug}",
        at=at,
    )


def that_files_are_damaged(*, at: datetime) -> None:
    """Notify those who run the portal, once a day, that stored evidence files are missing or damaged."""
    tell(
        to=[person.pk for person in people_who(Permission.VIEW_LOG, None)],
        text=FILES_DAMAGED,
        values={},
        key=f"stored-files:{timezone.localdate(at)}",
        url=reverse("assessments:work-home"),
        at=at,
    )


def tell_who(
    permission: Permission,
    assessment: Assessment,
    text: NoticeText,
    at: datetime,
    *,
    page: str = "",
    only_municipal: bool = False,
    **values: str,
) -> None:
    """Notify those who have the permission for an assessment. `values`: besides those that every text about it has.

    `page`: URL name of a page about the assessment, by default its own. `only_municipal`: leave out those who review it.
    """
    people = {person.pk for person in people_who(permission, assessment.municipality)}
    if only_municipal:
        people -= {person.pk for person in people_who(Permission.REVIEW_ANSWERS, assessment.municipality)}
    known = {
        "municipio": str(assessment.municipality), "del_ciclo": named(assessment.round, "de"),
        "plazo": f"Hasta el {long_day(assessment.due_on)}." if assessment.due_on else "",
    }  # fmt: skip
    place = [assessment.round.code, assessment.municipality.slug]
    tell(
        to=people,
        text=text,
        values=known | values,
        key=f"{assessment.state}:{assessment.pk}:{at.isoformat()}:{permission}",
        url=reverse(page, args=place) if page else assessment.get_absolute_url(),
        at=at,
    )
