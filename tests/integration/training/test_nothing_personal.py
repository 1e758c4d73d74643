"""Nobody who learns is on a public page, file, feed or in the API: neither names nor addresses nor words, whatever they did."""

import base64
import csv
import io
import json
import random
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.web import page_cache
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT, finish
from tests.factories.recall import answer_all, make_round
from tests.factories.territory import make_municipality
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import make_work, upload
from tests.public_addresses import public_names, text_of
from training.certificates.actions.changing import revoke
from training.certificates.actions.issuing import issue
from training.certificates.models import Certificate
from training.cohorts.actions import make_ups
from training.cohorts.actions.enrolments import withdraw
from training.cohorts.choices import CohortState, Entry
from training.cohorts.models import Cohort, CohortInvitation, Enrolment
from training.courses.models import Route
from training.learning.actions import questions
from training.quizzes.actions import attempts
from training.quizzes.models import Attempt
from training.recall.models import Satisfaction

pytestmark = pytest.mark.django_db
ROOMS = ("training", "certificates", "cohorts", "courses", "learning", "recall")
CODE = "C90"
SMALL = range(1, 5)


class Secrets:
    """Words that must never be public, each unlike any other."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, about: str) -> str:
        self.words.append(f"oculto{about}{len(self.words):04}")
        return self.words[-1]


class Walk:
    """A course with cohorts, and people who did whatever people do in one."""

    def __init__(self, seed: int) -> None:
        self.chance, self.secret = random.Random(seed), Secrets()
        self.places = [make_municipality(slug=f"lugar-{number}") for number in range(4)]
        self.version = make_course(CODE)
        Route.objects.create(code="ruta", title="Ruta", courses=[CODE])
        self.instructor = make_user(name=self.secret("docente"), email=self.mail())
        self.cohorts = [
            make_cohort(self.version, instructor=self.instructor, code=f"g-{number}") for number in range(3)
        ]
        Cohort.objects.filter(pk=self.cohorts[1].pk).update(entry=Entry.INVITED)
        for cohort in self.cohorts:
            for _ in range(self.chance.randint(3, 12)):
                self.learner(cohort)
            address = self.mail()
            CohortInvitation.objects.create(cohort=cohort, email=address, invited_at=AT, invited_by=self.instructor)
        Cohort.objects.filter(pk=self.cohorts[2].pk).update(state=CohortState.ENDED, ended_at=AT)

    def mail(self) -> str:
        return f"{self.secret('correo')}@ejemplo.example"

    def learner(self, cohort: Cohort) -> None:
        chance, secret = self.chance, self.secret
        user = make_user(name=secret("cuenta"), email=self.mail())
        row = make_enrolment(
            cohort,
            user,
            municipality=chance.choice([*self.places, None]),
            office=secret("oficina"),
            name=secret("nombre"),
        )
        certified = chance.random() < 0.5
        acts = [self.asks, self.works, self.remembers, self.thinks, self.makes_up]
        for act in chance.sample(acts, chance.randint(0, len(acts))):
            act(row, certified)
        if certified:
            [made] = issue(enrolments=[finish(row).pk], at=ISSUED_AT)
            if chance.random() < 0.3:
                revoke(certificate=made, reason="", by=user, at=ISSUED_AT)
        elif chance.random() < 0.3:
            withdraw(enrolment=row, at=AT)

    def asks(self, row: Enrolment, certified: bool) -> None:
        module = row.cohort.version.parsed.modules[0]
        text = self.secret("pregunta")
        one = questions.ask(enrolment=row, module=module, lesson=module.lessons[0], text=text, at=AT)
        public = self.chance.choice(["", "visible pregunta"])
        questions.answer(question=one, text=self.secret("respuesta"), public_text=public, by=self.instructor, at=AT)

    def works(self, row: Enrolment, certified: bool) -> None:
        if not certified:
            make_work(row, upload(name=f"{self.secret('archivo')}.docx"), text=self.secret("tarea"))

    def remembers(self, row: Enrolment, certified: bool) -> None:
        answer_all(make_round(row.cohort, row.user))

    def thinks(self, row: Enrolment, certified: bool) -> None:
        Satisfaction.objects.create(enrolment=row, score=self.chance.randint(1, 5), text=self.secret("opinion"), at=AT)

    def makes_up(self, row: Enrolment, certified: bool) -> None:
        make_ups.send(enrolment=row, text=self.secret("reposicion"), at=AT)
        if not certified:
            module = row.cohort.version.parsed.modules[0]
            begun = attempts.start(enrolment=row, module=module, at=AT)
            draft = attempts.Draft("P4", "40417", 0, "x")
            attempts.save(among=Attempt.objects.filter(pk=begun.pk), read=lambda _: [draft], at=AT)


def addresses(walk: Walk) -> Iterator[str]:
    """Every public address of training with arguments of the walk, and those of the whole portal that take none."""
    codes = [{"code": cohort.code} for cohort in walk.cohorts]
    course, lesson = {"code": CODE, "version": "1.0.0"}, {"course": CODE, "module": "1-responder", "lesson": "01-fondo"}
    samples = {
        "training:data-file": [{"name": name} for name in _files()],
        "training:course": [{"code": CODE}], "cohorts:detail": codes, "cohorts:calendar": codes,
        "learning:paper-pdf": [course], "learning:paper-html": [course], "learning:lesson-open": [lesson],
        "learning:lessons-for-question": [{"code": "A-01"}],
        "learning:courses-for-place": [{"slug": place.slug} for place in walk.places],
        "courses:file": [course | {"name": "nada.png"}],
        # Without the code or the link of one's mail: what nobody guesses.
        **{f"certificates:{name}": [{"code": "7KQ4-M2XD-9TRH5"}] for name in ("certificate", "pdf", "jwt")},
        "recall:round": [{"token": "1:x"}], "recall:leave": [{"token": "1:x"}],
    }  # fmt: skip
    for name, arguments in public_names():
        if not arguments and not name.startswith(("mfa", "account", "core:health", "portal:all-rounds")):
            yield reverse(name)
        elif name.partition(":")[0] in ROOMS:
            for chosen in samples[name]:
                yield reverse(name, kwargs=chosen)
    yield from ("/api/v1/courses/", f"/api/v1/courses/{CODE}/", f"/api/v1/courses/?q={CODE}", f"/cursos/?q={CODE}")
    yield from (reverse("portal:municipality", args=[place.slug]) for place in walk.places)


def _files() -> list[str]:
    return sorted(set(re.findall(r'href="/cursos/datos/([^"/]+)"', Client().get("/cursos/datos/").text)))


def read(address: str) -> str:
    answer = Client().get(address, follow=True)
    text = _unpacked(text_of(answer)) if not answer.streaming else text_of(answer)
    answer.close()
    return text.lower()


def _unpacked(text: str) -> str:
    """With what stands in signed tokens, and in the lists packed into them."""
    for part in re.findall(r"[A-Za-z0-9_-]{40,}", text):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
        text += raw.decode(errors="ignore")
        for packed in re.findall(rb'"lst":"([A-Za-z0-9_-]+)"', raw):
            text += zlib.decompress(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4))).decode(
                errors="ignore"
            )
    return text


@pytest.fixture(params=range(1, 5))
def walk(request, settings) -> Iterator[Walk]:
    settings.PUBLIC_RATE = "100000/min"
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        made = Walk(request.param)
        page_cache.forget_all()
        yield made


def test_no_word_of_a_learner_is_public(walk):
    seen = {address: read(address) for address in addresses(walk)}
    told = {address: [word for word in walk.secret.words if word in text] for address, text in seen.items()}
    assert {address: words for address, words in told.items() if words} == {}
    assert "40417" not in "".join(seen.values())
    assert any(cohort.code in text for text in seen.values() for cohort in walk.cohorts), "the walk reads the pages"
    assert not any(one.code.lower() in text for text in seen.values() for one in Certificate.objects.all())


def test_a_certificate_says_the_name_on_it_and_nothing_else(walk):
    for one in Certificate.objects.select_related("enrolment__user"):
        for name in ("certificate", "pdf", "jwt"):
            address = reverse(f"certificates:{name}", args=[one.code])
            answer = Client().get(address)
            if answer.status_code == 200:
                text = _unpacked(text_of(answer)).lower()
                told = [word for word in walk.secret.words if word in text]
                assert told == [one.name] or (one.revoked_at and told == []), address


def test_no_public_cell_is_of_fewer_than_five(walk):
    people = json.loads(Client().get(f"/api/v1/courses/{CODE}/").content)["people"]
    rows = csv.DictReader(io.StringIO(Client().get("/cursos/datos/personas.csv").text))
    shown = [int(row[name]) for row in rows for name in ("enrolled", "certified") if row[name]]
    shown += [row[name] for row in people for name in ("enrolled", "certified") if row[name] is not None]
    assert shown
    assert not [number for number in shown if number in SMALL]
    for name in ("enrolled", "certified"):
        [total] = [row[name] for row in people if row["municipality"] == "total"]
        hidden = [row for row in people if row["municipality"] != "total" and row[name] is None]
        assert total is None or len(hidden) != 1, "one hidden cell alone is the total less the others"
