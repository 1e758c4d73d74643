"""Fill an empty portal with demonstration data, through the same actions that people use.

A published round with ten invented results, an open round with work for every role, and one account per role.
A second run finds them and changes nothing.
"""

import random
from datetime import datetime, time, timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.actions import invitations
from accounts.models import User
from accounts.permissions import INVITED_ROLES, Role
from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from diagnostics.actions import answers, assessments, instruments, reviews, rounds, scores
from diagnostics.actions.answers import Draft
from diagnostics.choices import Layer, Mode
from diagnostics.loaders.instrument import read_instrument
from diagnostics.models import Assessment, Publication, Round
from diagnostics.queries.filling import filling_of
from diagnostics.queries.results import results_of
from diagnostics.queries.reviewing import reviewing_of
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, Question
from territory.models import Municipality

PLACES = settings.BASE_DIR / "data" / "territory" / "valle-de-aburra.csv"
EDITION = settings.BASE_DIR / "data" / "instruments" / "ip360-ga.yaml"
PUBLISHED, OPEN = "demo-1", "demo-2"
PASSWORD = "demostracion-360"  # noqa: S105 – printed on purpose, for invented data only
# How well each municipality answers (0–4), in river order; the share it leaves unanswered; its weak dimension.
PROFILES = [
    (2.5, 0.0, None), (1.0, 0.0, None), (3.1, 0.0, 2), (2.2, 0.3, None), (3.4, 0.0, None),
    (3.2, 0.0, None), (4.0, 0.0, None), (2.4, 0.02, None), (3.5, 0.0, None), (1.9, 0.0, None),
]  # fmt: skip
# How far each municipality got in the open round: share answered, then sent, then marked, then closed.
PROGRESS = [
    (0.0, "fill"), (0.45, "fill"), (0.9, "fill"), (1.0, "sent"), (1.0, "marked"),
    (1.0, "closed"), (1.0, "sent"), (0.3, "fill"), (0.7, "fill"), (0.0, "fill"),
]  # fmt: skip


class Command(BaseCommand):
    help = __doc__

    def run(self, **options) -> None:
        if not Round.objects.filter(code=OPEN, is_demo=True).exists():
            people = User.objects.exclude(email__endswith="@demo.example")
            if people.exists() or Round.objects.exists():
                raise Refusal(
                    "Este portal ya tiene personas o ciclos; los datos de demostración solo van en uno vacío."
                )
            with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
                self.seed()  # demo addresses reach nobody
        self.print_results()
        self.print_accounts()

    @transaction.atomic  # an interrupted run leaves nothing behind
    def seed(self) -> None:
        self.places = self.load()
        self.people = self.invite_everyone()
        self.published_round()
        self.open_round()

    def load(self) -> list[Municipality]:
        call_command("load_municipalities", str(PLACES), stdout=StringIO())
        instruments.load(content=read_instrument(read_text(str(EDITION))), at=self.now)
        return list(Municipality.objects.in_river_order())

    def invite_everyone(self) -> dict[str, User]:
        """One account per role; the municipal ones belong to the third municipality of the river."""
        home, people = self.places[2], {}
        for role in INVITED_ROLES:
            _, token = invitations.invite(
                email=f"{role.value}@demo.example", role=role, municipality=home if role.is_municipal else None, by=None,
                at=self.now,
            )  # fmt: skip
            people[role] = invitations.accept(
                token=token, name=f"{role.label} (demostración)", password=PASSWORD, at=self.now
            )
        return people

    def published_round(self) -> None:
        today = timezone.localdate()
        round = self.new_round(
            PUBLISHED, "Ciclo de demostración 1", today - timedelta(days=330), today - timedelta(days=250)
        )
        for assessment, (quality, gap, weak) in zip(self.assessments(round), PROFILES, strict=True):
            author = DemoAuthor(assessment, quality, weak)
            self.fill(assessment, author, share=1 - gap)
            self.send(assessment)
            self.mark(assessment, author)
            self.close(assessment)
        rounds.publish(round=round, by=self.people[Role.COORDINATOR], at=self.now)

    def open_round(self) -> None:
        today = timezone.localdate()
        round = self.new_round(OPEN, "Ciclo de demostración 2", today - timedelta(days=20), today + timedelta(days=12))
        for assessment, (quality, _, weak), (share, stage) in zip(
            self.assessments(round), PROFILES, PROGRESS, strict=True
        ):
            author = DemoAuthor(assessment, min(quality + 0.3, 4), weak)
            self.fill(assessment, author, share=share)
            if stage != "fill":
                self.send(assessment)
            if stage in ("marked", "closed"):
                self.mark(assessment, author, share=1.0 if stage == "closed" else 0.5)
            if stage == "closed":
                self.close(assessment)
        scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=self.now)

    def new_round(self, code: str, name: str, opens_on, closes_on) -> Round:
        version = instruments.load(content=read_instrument(read_text(str(EDITION))), at=self.now)[0]
        return rounds.open_round(
            code=code, name=name, version=version, municipalities=self.places, is_demo=True, opens_on=opens_on,
            closes_on=closes_on, cutoff_on=opens_on, by=self.people[Role.COORDINATOR],
            at=datetime.combine(opens_on, time(8), timezone.get_current_timezone()),
        )  # fmt: skip

    def assessments(self, round: Round) -> list[Assessment]:
        return list(Assessment.objects.filter(round=round).with_context().in_river_order())

    def fill(self, assessment: Assessment, author: "DemoAuthor", *, share: float) -> None:
        if not share:
            return
        instrument = assessment.round.version.parsed
        facts = {a.code: author.fact(a) for a in instrument.attributes}
        facts = {**facts, **{k: v for k, v in filling_of(assessment).facts.items() if v is not None}}
        liaison = self.people[Role.LIAISON]
        assessments.confirm_facts(assessment=assessment, facts=facts, seen_version=0, by=liaison, at=self.now)
        assessment.refresh_from_db(fields=["attributes"])
        chosen = author.chosen(instrument.questions, share)
        for indicator in instrument.indicators:
            drafts = [author.draft(q) for q in indicator.questions if q.code in chosen]
            answers.store(assessment=assessment, drafts=drafts, by=self.people[Role.CONTRIBUTOR], at=self.now)

    def send(self, assessment: Assessment) -> None:
        assessments.submit(assessment=assessment, even_if_partial=True, by=self.people[Role.LIAISON], at=self.now)

    def mark(self, assessment: Assessment, author: "DemoAuthor", share: float = 1.0) -> None:
        items = reviewing_of(assessment).to_mark
        for item in items[: int(len(items) * share)]:
            mark = reviews.Mark(
                item.code, author.accepted(item), na_accepted=True, seen_version=0, seen_answer=item.cell.version
            )
            reviews.mark(assessment=assessment, mark=mark, by=self.people[Role.REVIEWER], at=self.now)

    def close(self, assessment: Assessment) -> None:
        reviews.close(assessment=assessment, approves_many_na=True, by=self.people[Role.COORDINATOR], at=self.now)

    def print_results(self) -> None:
        publication = Publication.objects.select_related("run", "round__version").get(round__code=PUBLISHED)
        results = results_of(publication.run, publication.round)
        codes = [d.code for d in results.instrument.dimensions]
        write = self.stdout.write
        write(
            f"\n{publication.round.name} · DATOS DE DEMOSTRACIÓN: puntajes inventados, no describen a ningún municipio real"
        )
        write(f"{'Municipio':<14}{'Puntaje':>8}  {'Nivel':<20}" + "".join(f"{code:>8}" for code in codes))
        for o in results.outcomes:
            level = "Sin resultado" if not o.has_result else "Resultado parcial" if o.partial else o.level.name
            cells = "".join(f"{_number(score.displayed):>8}" for _, score in o.dimensions)
            write(f"{o.municipality.name:<14}{_number(o.total.displayed):>8}  {level:<20}{cells}")

    def print_accounts(self) -> None:
        self.stdout.write(f"\nCuentas de demostración (contraseña de todas: {PASSWORD})")
        for role in INVITED_ROLES:
            self.stdout.write(f"  {role.value + '@demo.example':<28}{role.label}")


def _number(value) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


class DemoAuthor:
    """Invents the answers of one municipality, always the same ones."""

    def __init__(self, assessment: Assessment, quality: float, weak: int | None):
        self.random = random.Random(f"{assessment.round.code} {assessment.municipality.divipola}")  # noqa: S311
        self.quality = quality
        dimensions = assessment.round.version.parsed.dimensions
        weak_dimension = dimensions[weak % len(dimensions)] if weak is not None else None
        self.weak = {q.code for i in weak_dimension.indicators for q in i.questions} if weak_dimension else set()

    def fact(self, attribute):
        if attribute.type == "choice":
            return attribute.values[-1]
        return self.random.random() < 0.3 if attribute.type == "boolean" else self.random.randint(0, 6)

    def chosen(self, questions: tuple[Question, ...], share: float) -> set[str]:
        """The first `share` of the questions: what is missing is together, as when a dimension was left for later."""
        return {q.code for q in questions[: round(len(questions) * share)]}

    def level(self, question: Question) -> int:
        quality = self.quality * (0.3 if question.code in self.weak else 1)
        return max(0, min(4, round(self.random.gauss(quality, 0.8))))

    def draft(self, question: Question) -> Draft:
        level = self.level(question)
        value = self.value(question, level)
        link = f"https://evidencia.example/{question.code.lower()}"
        links = {"": [link]} if level and value not in ("0", "no", "ninguna") and self.random.random() < 0.93 else {}
        return Draft(question=question.code, value=value, seen_version=0, links=links)

    def value(self, question: Question, level: int) -> str:
        if question.type == SCALE:
            return str(level)
        if question.type in (MULTI, CHOICE):
            codes = [o.code for o in question.options]
            if question.type == CHOICE:
                return codes[min(level, len(codes) - 1)]
            return "|".join(codes[: round(len(codes) * level / 4)]) or "ninguna"
        if question.type != NUMERIC:
            return "si" if level >= 2 else "no"
        if not question.numeric.is_ratio:
            return str(level * 10)
        of = self.random.randint(40, 900)
        return f"{of * (level * 24 + 3) // 100}/{of}"

    def accepted(self, item) -> str:
        if not item.has_proof or self.random.random() < 0.06:
            return ""
        if item.is_by_option:
            return "|".join(code for code in item.proven_options if self.random.random() < 0.9)
        return "si"
