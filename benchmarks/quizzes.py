"""A whole class presses «Empezar» at one moment: gunicorn with two workers, one connection per person, on loopback.

Every person has a session of their own. The server queues what it cannot answer at once; nothing is sent twice.
"""

import statistics
import time
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Barrier, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from benchmarks.served import serving
from tests.factories.training import make_cohort, make_course
from training.cohorts.models import Enrolment
from training.quizzes.models import Attempt

PEOPLE, PATIENCE = 500, 120  # seconds, until a connection counts as an error
MODULE = "1-responder"  # five questions, one of each kind


@dataclass(frozen=True)
class Starts:
    """`answers`: how many got each status, or each kind of failure; `made`: attempts that exist afterwards. In seconds."""

    people: int
    answers: Counter
    made: int
    median: float
    last: float

    @property
    def is_without_error(self) -> bool:
        return self.answers == {"302": self.people} and self.made == self.people


def measure() -> Starts:
    cohort = make_cohort(make_course("C90"), code="aula")
    people = User.objects.bulk_create(User(email=f"p{n}@alcaldia.example", name=f"Persona {n}") for n in range(PEOPLE))
    now = timezone.now()
    Enrolment.objects.bulk_create(Enrolment(cohort=cohort, user=one, name=one.name, enrolled_at=now) for one in people)
    path = reverse("quizzes:start", args=[cohort.code, MODULE])
    cookies = [_session_of(one) for one in people]
    answers: list[str] = []
    waits: list[float] = []
    ready = Barrier(PEOPLE)
    with serving() as root:
        address = urlsplit(root).netloc

        def press(cookie: str) -> None:
            ready.wait()
            begun = time.perf_counter()
            answers.append(_post(address, path, cookie))
            waits.append(time.perf_counter() - begun)

        threads = [Thread(target=press, args=[cookie]) for cookie in cookies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    made = Attempt.objects.filter(enrolment__cohort=cohort, number=1, handed_in_at=None).count()
    return Starts(PEOPLE, Counter(answers), made, statistics.median(waits), max(waits))


def _session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _post(address: str, path: str, session: str) -> str:
    token = get_random_string(32)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = HTTPConnection(address, timeout=PATIENCE)
    try:
        line.request("POST", path, f"csrfmiddlewaretoken={token}", headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, HTTPException) as fault:
        return type(fault).__name__
    finally:
        line.close()
    return str(answer.status)
