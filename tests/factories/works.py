"""Works that were handed in, and how they were judged."""

from datetime import datetime
from functools import cache

from files.loaders.uploads import Judged, judge
from tests.factories import files
from tests.factories.training import AT
from training.assignments.actions import judging, works
from training.assignments.actions.judging import Given
from training.assignments.choices import Level
from training.assignments.models import Work
from training.cohorts.models import Enrolment

MODULE = "1-responder"  # of the course of tests.factories.training: the one with an assignment
TEXT = "Señora Marta: su petición se responde el 12 de marzo."
ENOUGH = [Given(Level.ENOUGH)] * 4
LOW = [Given(Level.ENOUGH), Given(Level.NOT_ENOUGH, "No dice cuándo."), *[Given(Level.MORE)] * 2]


@cache
def upload(words: str = "Antes y después", name: str = "Respuesta.docx") -> Judged:
    return judge(files.docx(words), name, most_bytes=10**7)


def make_work(enrolment: Enrolment, *uploads: Judged, text: str = TEXT, at: datetime = AT) -> Work:
    """One that was handed in."""
    found = Work.objects.filter(enrolment=enrolment, module=MODULE).first()
    return works.hand_in(
        enrolment=enrolment, module=MODULE, text=text, files=uploads, seen=found.version if found else 0, at=at
    )


def accept(work: Work, by, at: datetime = AT) -> None:
    work.refresh_from_db()
    judging.accept(work=work, marks=ENOUGH, seen=work.version, by=by, at=at)
    work.refresh_from_db()


def give_back(work: Work, by, at: datetime = AT) -> None:
    work.refresh_from_db()
    judging.give_back(work=work, marks=LOW, seen=work.version, by=by, at=at)
    work.refresh_from_db()
