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
from citizens.actions import feedback
from citizens.choices import DeclineRule, FeedbackKind
from core.commands import Command as BaseCommand
from core.commands import read_text
from core.numbers import score as written
from core.refusals import Refusal
from core.slots import on_demonstration
from diagnostics.assessments.actions import answers, assessments, rounds, scores
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.exchange.actions import imports
from diagnostics.exchange.exports.answers import ImportedAnswer
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.results.actions import publications
from diagnostics.results.models import Publication
from diagnostics.results.queries.results import results_of
from diagnostics.review.actions import (
    clarifications,
    decisions,
    declarations,
    replies,
    reviews,
    second_readings,
    signing,
)
from diagnostics.review.choices import Ruling, SignerRole, Stance
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import Item, reasons_of, reviewing_of
from diagnostics.review.queries.second_reading import second_reading_of
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, Question
from files.actions.link_checks import Link, note_check
from files.choices import ProofState
from files.loaders.web_check import BROKEN, OK, Outcome
from notices.queries.topics import place_topic, portal_topic
from territory.models import Municipality

PLACES = settings.BASE_DIR / "data" / "territory" / "valle-de-aburra.csv"
EDITION = settings.BASE_DIR / "data" / "instruments" / "ip360-ga.yaml"
EARLIER, PUBLISHED, OPEN = "demo-0", "demo-1", "demo-2"
CUTOFF_BEFORE_CLOSE = timedelta(days=35)
PASSWORD = "demostracion-360"  # noqa: S105 – printed on purpose, for invented data only
# How well each municipality answers (0–4), in river order; the share it leaves unanswered; its weak dimension.
PROFILES = [
    (2.5, 0.0, None), (1.0, 0.0, None), (3.1, 0.0, 2), (2.2, 0.3, None), (3.4, 0.0, None),
    (3.2, 0.0, None), (4.0, 0.0, None), (2.4, 0.02, None), (3.5, 0.0, None), (1.9, 0.0, None),
]  # fmt: skip
OPENS, GONE = Outcome(OK, "Abre."), Outcome(BROKEN, "El sitio responde que no existe (código 404).")
SECOND_REVIEWER = "segunda-revision@demo.example"
OTHER_MAYORS, MAYORS = "otras-alcaldias@demo.example", "Otras alcaldías (demostración)"
# How far each municipality got in the open round: share answered, and the state in which it stops. The third one, where the
# demonstration's municipal people work, is still being filled.
PROGRESS = [
    (0.0, State.NOT_STARTED), (1.0, State.SIGN_OFF), (0.9, State.SELF_ASSESSMENT), (1.0, State.CLARIFICATION),
    (1.0, State.IN_REVIEW), (1.0, State.FINAL_READY), (1.0, State.REPLY_OPEN), (0.3, State.SELF_ASSESSMENT),
    (1.0, State.REPLY_DECISION), (0.0, State.NOT_STARTED),
]  # fmt: skip
LINES = {
    "": "La evidencia no muestra lo que la pregunta pide. Publique el documento completo y diga en qué página está.",
    "reply": "El documento sí lo muestra: está en el anexo, con fecha anterior al corte.",
    "ruling": "El anexo muestra lo que faltaba. Para el nivel siguiente publique también los resultados.",
    "ask": "¿En qué página del documento está lo que respondieron?",
}

OPINIONS = {
    FeedbackKind.WRONG: "(Demostración) La página dice que no hay canal de denuncias, y en la alcaldía hay uno desde hace años.",
    FeedbackKind.IDEA: "(Demostración) Deberían arreglar la cancha de mi barrio antes de las fiestas.",
    FeedbackKind.UNCLEAR: "(Demostración) No entiendo por qué el nivel no sube si el puntaje alcanza.",
    "answer": "(Demostración) Existe, pero no está en el sitio de la alcaldía. Lo publicamos este mes, para el ciclo que viene.",
    "reason": "(Demostración) Trata de una obra y no de este portal. La alcaldía la recibe en su ventanilla.",
}


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
                self.seed()  # demo addresses are undeliverable
        self.print_results()
        self.print_accounts()

    @transaction.atomic  # an interrupted run leaves nothing behind
    def seed(self) -> None:
        self.places = self.load()
        self.people = self.invite_everyone()
        self.invite_second_reviewer()
        self.invite_other_mayors()
        self.earlier_round()
        self.published_round()
        self.open_round()
        self.opinions()
        for add in on_demonstration:
            add(people=self.people, at=self.now)

    def load(self) -> list[Municipality]:
        call_command("load_municipalities", str(PLACES), stdout=StringIO())
        instruments.load(content=read_instrument(read_text(str(EDITION))), at=self.now)
        return list(Municipality.objects.in_river_order())

    def invite_everyone(self) -> dict[str, User]:
        """Create an account per role; the municipal ones belong to the third municipality in river order."""
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

    def invite_second_reviewer(self) -> None:
        """Blind second readings need a person who did not review."""
        _, token = invitations.invite(
            email=SECOND_REVIEWER, role=Role.REVIEWER, municipality=None, by=None, at=self.now
        )
        name = "Segunda revisión (demostración)"
        self.second_reviewer = invitations.accept(token=token, name=name, password=PASSWORD, at=self.now)

    def invite_other_mayors(self) -> None:
        """Nothing is submitted where nobody could sign: one account stands for the mayors of the other municipalities."""
        mayor = None
        for place in self.places[:2] + self.places[3:]:
            _, token = invitations.invite(
                email=OTHER_MAYORS, role=Role.APPROVER, municipality=place, by=None, at=self.now
            )
            if mayor:
                invitations.accept_as(token=token, by=mayor, at=self.now)
                continue
            mayor = invitations.accept(token=token, name=MAYORS, password=PASSWORD, at=self.now)

    def earlier_round(self) -> None:
        """Import a round held elsewhere: enough to show changes between rounds."""
        today = timezone.localdate()
        self.moment = self.now - timedelta(days=620)
        round = self.new_round(
            EARLIER, "Ciclo de demostración 0", today - timedelta(days=700), today - timedelta(days=620)
        )
        rows = []
        for assessment, (quality, gap, weak) in zip(self.assessments(round), PROFILES, strict=True):
            author = DemoAuthor(assessment, max(quality - 0.35, 0), weak)
            questions = round.version.parsed.questions
            self.confirm_facts(assessment, author)
            chosen = author.chosen(questions, 1 - gap / 2)
            rows += [author.imported(q) for q in questions if q.code in chosen]
        imports.import_answers(
            round=round, layer=Layer.FINAL, answers=rows, at=self.moment, by=self.people[Role.COORDINATOR]
        )
        publications.publish(round=round, by=self.people[Role.COORDINATOR], at=self.moment)

    def published_round(self) -> None:
        today, self.moment = timezone.localdate(), self.now - timedelta(days=255)  # the last day of its deadlines
        round = self.new_round(
            PUBLISHED, "Ciclo de demostración 1", today - timedelta(days=330), today - timedelta(days=255)
        )
        for assessment, (quality, gap, weak) in zip(self.assessments(round), PROFILES, strict=True):
            author = DemoAuthor(assessment, quality, weak)
            self.fill(assessment, author, share=1 - gap)
            self.go_on(assessment, author, State.FINAL_READY)
        publications.publish(round=round, by=self.people[Role.COORDINATOR], at=self.moment)

    def open_round(self) -> None:
        today, self.moment = timezone.localdate(), self.now
        round = self.new_round(OPEN, "Ciclo de demostración 2", today - timedelta(days=20), today + timedelta(days=12))
        for assessment, (quality, _, weak), (share, stage) in zip(
            self.assessments(round), PROFILES, PROGRESS, strict=True
        ):
            author = DemoAuthor(assessment, min(quality + 0.3, 4), weak)
            self.fill(assessment, author, share=share)
            if share == 1:
                self.go_on(assessment, author, stage)
        scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=self.moment)

    def opinions(self) -> None:
        """One pending, one answered and one declined message, each of which says that it is invented."""
        home, days_ago = place_topic(self.places[2]), lambda days: self.now - timedelta(days=days)
        said = [(home, FeedbackKind.WRONG, 9), (portal_topic(), FeedbackKind.IDEA, 6), (home, FeedbackKind.UNCLEAR, 2)]
        answered, declined, _ = [
            feedback.receive(topic=topic, kind=kind, text=OPINIONS[kind], email="", at=days_ago(days))
            for topic, kind, days in said
        ]
        feedback.answer(
            feedback=answered, text=OPINIONS["answer"], by=self.people[Role.LIAISON], at=days_ago(4)
        )  # fmt: skip
        feedback.decline(
            feedback=declined, rule=DeclineRule.OFF_TOPIC, reason=OPINIONS["reason"], by=self.people[Role.COORDINATOR],
            at=days_ago(3),
        )  # fmt: skip

    def new_round(self, code: str, name: str, opens_on, closes_on) -> Round:
        version = instruments.load(content=read_instrument(read_text(str(EDITION))), at=self.moment)[0]
        round = rounds.open_round(
            code=code, name=name, version=version, municipalities=self.places, is_demo=True, opens_on=opens_on,
            closes_on=closes_on, cutoff_on=max(opens_on, closes_on - CUTOFF_BEFORE_CLOSE), held_elsewhere=code == EARLIER,
            by=self.people[Role.COORDINATOR], at=datetime.combine(opens_on, time(8), timezone.get_current_timezone()),
        )  # fmt: skip
        for person in (self.people[Role.REVIEWER], self.people[Role.COORDINATOR], self.second_reviewer):
            declarations.declare(round=round, conflicts={}, by=person, at=self.moment)
        return round

    def assessments(self, round: Round) -> list[Assessment]:
        return list(Assessment.objects.filter(round=round).with_context().in_river_order())

    def fill(self, assessment: Assessment, author: "DemoAuthor", *, share: float) -> None:
        if not share:
            return
        self.confirm_facts(assessment, author)
        instrument = assessment.round.version.parsed
        chosen = author.chosen(instrument.questions, share)
        for indicator in instrument.indicators:
            drafts = [author.draft(q) for q in indicator.questions if q.code in chosen]
            answers.store(assessment=assessment, drafts=drafts, by=self.people[Role.CONTRIBUTOR], at=self.moment)

    def confirm_facts(self, assessment: Assessment, author: "DemoAuthor") -> None:
        instrument = assessment.round.version.parsed
        facts = {a.code: author.fact(a) for a in instrument.attributes}
        facts = {**facts, **{k: v for k, v in filling_of(assessment).facts.items() if v is not None}}
        liaison = self.people[Role.LIAISON]
        assessments.confirm_facts(assessment=assessment, facts=facts, seen_version=0, by=liaison, at=self.moment)
        assessment.refresh_from_db(fields=["attributes"])

    def go_on(self, assessment: Assessment, author: "DemoAuthor", state: State) -> None:
        submit, liaison = assessments.submit, self.people[Role.LIAISON]
        submit(assessment=assessment, even_if_partial=True, by=liaison, at=self.moment)
        if state == State.SIGN_OFF:
            return
        signing.sign(
            assessment=assessment, name="Firma de demostración", role=SignerRole.MAYOR, position="Alcaldía (demostración)",
            by=self.people[Role.APPROVER], at=self.moment,
        )  # fmt: skip
        if state in (State.CLARIFICATION, State.IN_REVIEW):
            self.check_links(assessment)
        if state == State.CLARIFICATION:
            self.ask(assessment)
            return
        self.mark(assessment, author, share=0.5 if state == State.IN_REVIEW else 1.0)
        self.read_again(assessment, author)
        if state == State.IN_REVIEW:
            return
        reviews.close(assessment=assessment, approves_many_na=True, by=self.people[Role.REVIEWER], at=self.moment)
        assessment.refresh_from_db(fields=["state"])
        if assessment.state == State.REPLY_OPEN and state != State.REPLY_OPEN:
            self.reply(assessment)
        assessment.refresh_from_db(fields=["state"])
        if assessment.state == State.REPLY_DECISION:
            self.decide(assessment, all_of_them=state != State.REPLY_DECISION)

    def check_links(self, assessment: Assessment) -> None:
        """Record what the weekly check would find: every link opens, but for the last one, which failed once."""
        rows = Evidence.objects.filter(assessment=assessment, url__isnull=False).order_by("pk")
        links = [Link("assessments.evidence", *row) for row in rows.values_list("pk", "url")]
        for link in links:
            note_check(link=link, outcome=GONE if link == links[-1] else OPENS, at=self.moment)

    def ask(self, assessment: Assessment) -> None:
        reviewer = self.people[Role.REVIEWER]
        for item in reviewing_of(assessment).to_mark[:3]:
            clarifications.ask(
                assessment=assessment, question=item.code, text=LINES["ask"], by=reviewer, at=self.moment
            )  # fmt: skip
        clarifications.send(assessment=assessment, by=reviewer, at=self.moment)

    def mark(self, assessment: Assessment, author: "DemoAuthor", share: float = 1.0) -> None:
        items = reviewing_of(assessment).to_mark
        marks = [author.mark(item) for item in items[: int(len(items) * share)]]
        left = reviews.mark_page(assessment=assessment, marks=marks, by=self.people[Role.REVIEWER], at=self.moment)
        assert left == [], left

    def read_again(self, assessment: Assessment, author: "DemoAuthor") -> None:
        reader = self.second_reviewer
        for item in second_reading_of(reader, assessment).items:
            second_readings.mark(assessment=assessment, mark=author.mark(item), by=reader, at=self.moment)

    def reply(self, assessment: Assessment) -> None:
        liaison = self.people[Role.LIAISON]
        stances = [Stance.DISAGREE, Stance.PARTLY, Stance.DISAGREE, Stance.AGREE]
        for case, stance in zip(casefile_of(assessment).adjusted, stances, strict=False):
            said = replies.Said(case.code, stance, LINES["reply"] if stance != Stance.AGREE else "", seen_version=0)
            replies.write(assessment=assessment, said=said, by=liaison, at=self.moment)
        replies.send(assessment=assessment, by=liaison, at=self.moment)

    def decide(self, assessment: Assessment, *, all_of_them: bool) -> None:
        waiting = casefile_of(assessment).open
        for number, case in enumerate(waiting if all_of_them else waiting[:1]):
            decision = decisions.Decision(
                case.code, Ruling.KEPT if number % 2 else Ruling.ACCEPTED, reasons_of(case.item.instrument)[-1][0],
                LINES[""] if number % 2 else LINES["ruling"],
            )  # fmt: skip
            decisions.decide(assessment=assessment, decision=decision, by=self.people[Role.COORDINATOR], at=self.moment)

    def print_results(self) -> None:
        publication = Publication.objects.select_related("run", "round__version").get(round__code=PUBLISHED)
        results = results_of(publication.run, publication.round)
        codes = [d.code for d in results.instrument.dimensions]
        write, title = self.stdout.write, f"\n{publication.round.name} · DATOS DE DEMOSTRACIÓN"
        write(f"{title}: puntajes inventados, no describen a ningún municipio real")
        write(f"{'Municipio':<14}{'Puntaje':>8}  {'Nivel':<20}" + "".join(f"{code:>8}" for code in codes))
        for o in results.outcomes:
            cells = "".join(f"{written(score.displayed):>8}" for _, score in o.dimensions)
            write(f"{o.municipality.name:<14}{written(o.total.displayed):>8}  {o.level_words:<20}{cells}")

    def print_accounts(self) -> None:
        self.stdout.write(f"\nCuentas de demostración (contraseña de todas: {PASSWORD})")
        for role in INVITED_ROLES:
            self.stdout.write(f"  {role.value + '@demo.example':<32}{role.label}")
        self.stdout.write(f"  {SECOND_REVIEWER:<32}{Role.REVIEWER.label}, la segunda")
        self.stdout.write(f"  {OTHER_MAYORS:<32}{Role.APPROVER.label}, de los otros municipios")


class DemoAuthor:
    """Deterministic invented answers of one municipality."""

    def __init__(self, assessment: Assessment, quality: float, weak: int | None):
        self.random = random.Random(f"{assessment.round.code} {assessment.municipality.divipola}")  # noqa: S311
        self.quality, self.place = quality, assessment.municipality.divipola
        dimensions = assessment.round.version.parsed.dimensions
        weak_dimension = dimensions[weak % len(dimensions)] if weak is not None else None
        self.weak = {q.code for i in weak_dimension.indicators for q in i.questions} if weak_dimension else set()

    def fact(self, attribute):
        if attribute.type == "choice":
            return attribute.values[-1]
        return self.random.random() < 0.3 if attribute.type == "boolean" else self.random.randint(0, 6)

    def chosen(self, questions: tuple[Question, ...], share: float) -> set[str]:
        """The first `share` of the questions: the missing ones are consecutive, as when a dimension was left for later."""
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

    def imported(self, question: Question) -> ImportedAnswer:
        """An answer as in the import file of a past round, with all its evidence accepted."""
        draft = self.draft(question)
        links = draft.links.get("", [])
        return ImportedAnswer(self.place, question.code, draft.value, False, "", False, links, "si" if links else "")

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

    def mark(self, item: Item) -> reviews.Mark:
        proofs = {j.key: self.finding() for j in item.judged}
        lowers = any(state != ProofState.ACCEPTED for state in proofs.values())
        return reviews.Mark(
            item.code, item.accepted_evidence(proofs), item.cell.is_not_applicable, 0, seen_answer=item.cell.version,
            reason_code=reasons_of(item.instrument)[0][0] if lowers else "", reason=LINES[""] if lowers else "",
            proofs=proofs,
        )  # fmt: skip

    def finding(self) -> str:
        return (ProofState.INSUFFICIENT if self.random.random() < 0.1 else ProofState.ACCEPTED).value
