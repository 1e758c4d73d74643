"""Two agendas of the demonstration, made through the actions that people use: one in mid-life, one that ended."""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission, Role
from cocreation.agendas.actions import stages, voting
from cocreation.agendas.actions.agendas import load_agenda
from cocreation.agendas.actions.results import freeze
from cocreation.agendas.choices import GROUPS, Channel, Criterion, StageCode, StageState
from cocreation.agendas.loaders.agendas import AgendaFile, ChallengeFields, RuleFields, StageFields
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.agreements.actions import items
from cocreation.contributions.actions import answers, comments, comments_moderation, contributions, moderation, supports
from cocreation.contributions.choices import ContributionState, Kind, Origin, Outcome, Zone
from cocreation.contributions.models import Contribution
from cocreation.workshops.actions import workshops
from territory.models import Municipality

TEXTS = settings.BASE_DIR / "data" / "demo" / "agendas.yaml"
RULES = (
    RuleFields("R1", "No insulta, no amenaza y no discrimina a nadie."),
    RuleFields("R2", "No trae datos personales de otra persona: cédulas, teléfonos, direcciones."),
    RuleFields("R3", "No es publicidad ni propaganda de campaña."),
    RuleFields("R4", "Trata de lo que decide esta agenda."),
)
LASTS = timedelta(days=20)  # from the first day of a stage to its last
EVERY = timedelta(days=21)
VOTERS, SEED = 18, 360
CHANNELS = {"paper": Origin.PAPER, "workshop": Origin.WORKSHOP}


@transaction.atomic
def seed(*, people: Mapping[Role, User], at: datetime) -> None:
    """Make both agendas, unless they exist. `people`: the accounts of the demonstration by role."""
    content = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    if Agenda.objects.filter(code=content["open"]["code"]).exists():
        return
    today = timezone.localdate(at)
    closed, is_open = content["closed"], content["open"]
    _Author(closed, people, today - EVERY * len(StageCode) - timedelta(days=30)).to_the_end(at)
    _Author(is_open, people, today - EVERY * 3 - timedelta(days=10)).to_the_ideas(at)


class _Author:
    """Writes one agenda in the order of its days, with a moment for each act."""

    def __init__(self, content: dict[str, Any], people: Mapping[Role, User], first_day: date) -> None:
        self.content, self.first_day, self.random = content, first_day, random.Random(SEED)  # noqa: S311  no secret
        self.facilitator, self.liaison = people[Role.FACILITATOR], people[Role.LIAISON]
        self.approver = people[Role.APPROVER]
        self.places = list(Municipality.objects.in_river_order())
        if slugs := content.get("municipalities"):
            self.places = [place for place in self.places if place.slug in slugs]
        self.agenda = self.load()
        self.people = self.join()

    def moment(self, stage: StageCode, day: int, hour: int = 10) -> datetime:
        """Return that hour of a day of the stage, counted from 0."""
        of_stage = self.first_day + EVERY * list(StageCode).index(stage) + timedelta(days=day)
        return timezone.make_aware(datetime.combine(of_stage, time(hour)))

    def load(self) -> Agenda:
        content, dates = self.content, [self.first_day + EVERY * number for number in range(len(StageCode))]
        file = AgendaFile(
            code=content["code"], name=content["name"], municipalities=tuple(place.divipola for place in self.places),
            places=3, answer_days=15, moderation_rules=RULES,
            stages=tuple(
                StageFields(code, day.isoformat(), (day + LASTS).isoformat())
                for code, day in zip(StageCode.values, dates, strict=True)
            ),
            challenges=tuple(self.challenge(one) for one in content["challenges"]),
            **{name: content[name] for name in ("summary", "decides", "decided_by", "decides_not")},
        )  # fmt: skip
        agenda, _ = load_agenda(content=file, at=self.moment(StageCode.CALL, -3), by=self.facilitator)
        agenda.is_demo = True
        agenda.save(update_fields=["is_demo"])
        return agenda

    def challenge(self, one: dict[str, Any]) -> ChallengeFields:
        places = tuple(place.divipola for place in self.places[: one["places"]])
        return ChallengeFields(one["code"], one["theme"], one["text"], places, ())

    def join(self) -> list[Participant]:
        """Make as many participants as the agenda needs; the demonstration's people hold cards: nobody has an address."""
        joined = self.moment(StageCode.PROBLEMS, 0)
        return Participant.objects.bulk_create(
            Participant(
                agenda=self.agenda, code=f"TJ-D{number:03d}", channel=Channel.CARD, joined_at=joined,
                municipality=self.places[number % len(self.places)], group=GROUPS[number % 3],
            )
            for number in range(40)
        )  # fmt: skip

    def to_the_ideas(self, at: datetime) -> None:
        for number, one in enumerate(self.content["problems"]):
            self.published(Kind.PROBLEM, one, self.moment(StageCode.PROBLEMS, 2 + number))
        self.close(StageCode.CALL, "Se inscribieron personas de los diez municipios.", "Nada quedó por fuera.")
        self.close(StageCode.PROBLEMS, "Los tres problemas se volvieron retos.", "Ninguno se dejó por fuera.")
        self.answer_all(
            self.moment(StageCode.CHALLENGES, 6),
            {
                "outcome": "si",
                "headline": "el problema se volvió reto de la agenda",
                "taken_up": "El reto recoge lo que se dijo.",
            },
        )
        self.vote()
        self.close(
            StageCode.CHALLENGES,
            "Tres retos pasan primero a ideas.",
            "Los demás siguen abiertos a ideas, sin prioridad.",
        )
        for number, one in enumerate(self.content["ideas"]):
            self.published(Kind.IDEA, one, self.moment(StageCode.IDEAS, 1 + number % 8))
        for one in self.content["waiting"]:
            self.received(Kind.IDEA, one, self.moment(StageCode.IDEAS, 9))
        soon = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=5), time(9)))
        workshops.convene(
            agenda=self.agenda, by=self.facilitator, at=at, title="Ideas para llegar a pie, sin miedo",
            municipality=self.places[1], place="Salón comunal de la cabecera", access="Entrada sin escalones.", theme="movilidad",
            starts_at=soon, ends_at=soon + timedelta(hours=3), seats=40,
            objective="Que quienes caminan al colegio escriban sus ideas y apoyen las de otros.",
        )  # fmt: skip

    def to_the_end(self, at: datetime) -> None:
        self.close(StageCode.CALL, "Se inscribieron los tres municipios.", "Nada quedó por fuera.")
        self.close(StageCode.PROBLEMS, "El reto ya venía escrito.", "No se recibieron problemas.")
        self.close(StageCode.CHALLENGES, "El único reto pasó a ideas.", "Nada quedó por fuera.")
        written = [
            self.published(Kind.IDEA, one, self.moment(StageCode.IDEAS, 1 + number))
            for number, one in enumerate(self.content["ideas"])
        ]
        self.close(StageCode.IDEAS, *self.report())
        for row, one in zip(written, self.content["ideas"], strict=True):
            self.answer(row, one["answer"], self.moment(StageCode.PROTOTYPES, 5))
        self.close(StageCode.PROTOTYPES, *self.report())
        self.agree(written)
        for stage in list(StageCode)[5:]:
            self.close(stage, *self.report())

    def received(self, kind: Kind, one: dict[str, Any], at: datetime) -> Contribution:
        slug, neighbourhood = one["place"]
        row, _ = contributions.receive(
            agenda=self.agenda, kind=kind, theme=one.get("theme", ""), title=one["title"], text=one["text"],
            challenge=Challenge.objects.get(agenda=self.agenda, code=one["challenge"]) if "challenge" in one else None,
            signature=one["signature"], municipality=Municipality.objects.get(slug=slug), neighbourhood=neighbourhood,
            zone=one.get("zone", Zone.URBAN), participant=self.people.pop(), at=at,
            channel=CHANNELS.get(one.get("channel", ""), Origin.WEB), by=self.facilitator if "channel" in one else None,
        )  # fmt: skip
        return row

    def published(self, kind: Kind, one: dict[str, Any], at: datetime) -> Contribution:
        row = self.received(kind, one, at)
        row = moderation.publish(contribution=row, by=self.facilitator, at=at + timedelta(hours=3))
        for person in self.random.sample(self.people, min(one["supports"], len(self.people))):
            supports.support(contribution=row, participant=person, at=at + timedelta(hours=5))
        for number, said in enumerate(one.get("comments", [])):
            comment = comments.comment(
                contribution=row, text=said["text"], signature=said["signature"], participant=self.people[number],
                at=at + timedelta(hours=6 + number),
            )  # fmt: skip
            comments_moderation.publish_comment(comment=comment, by=self.facilitator, at=at + timedelta(hours=9))
        return row

    def vote(self) -> None:
        at = self.moment(StageCode.CHALLENGES, 8)
        for number, person in enumerate(self.people[:VOTERS]):
            for challenge in self.agenda.challenges.all():
                values = {criterion: self.random.randint(1 + number % 2, 5) for criterion in Criterion.values}
                voting.vote(challenge=challenge, participant=person, values=values, at=at)
                if self.random.random() < 0.4:
                    voting.support_challenge(challenge=challenge, participant=person, wants=True, at=at)

    def close(
        self, code: StageCode, taken_up: str, not_taken_up: str, decided_by: str = "", what_follows: str = ""
    ) -> None:
        """Let the clock close the stage, freeze what was voted in it, and publish its devolución."""
        over = self.moment(code, LASTS.days + 1, hour=1)
        stages.close_passed(at=over)
        if code == StageCode.CHALLENGES:
            freeze(agenda=self.agenda, at=over)
        stage = self.agenda.stages.get(code=code)
        assert stage.state == StageState.CLOSED
        stages.publish_report(
            stage=stage, taken_up=taken_up, not_taken_up=not_taken_up, decided_by=decided_by or self.content["decided_by"],
            what_follows=what_follows or "Sigue la etapa que viene, en las fechas de la agenda.", by=self.facilitator,
            at=over + timedelta(hours=9),
        )  # fmt: skip

    def report(self) -> tuple[str, str, str, str]:
        said = self.content["report"]
        return said["taken_up"], said["not_taken_up"], said["decided_by"], said["what_follows"]

    def answer_all(self, at: datetime, said: dict[str, Any]) -> None:
        for row in Contribution.objects.filter(agenda=self.agenda, state=ContributionState.UNDER_REVIEW).order_by("pk"):
            self.answer(row, said, at)

    def answer(self, row: Contribution, said: dict[str, Any], at: datetime) -> None:
        parts = {name: said.get(name, "") for name in ("taken_up", "not_taken_up", "resources", "what_follows")}
        row.refresh_from_db()
        answers.answer(
            contribution=row,
            outcome=Outcome(said["outcome"]),
            headline=said["headline"],
            by=self.office_of(row),
            at=at,
            **parts,
        )

    def office_of(self, row: Contribution) -> User:
        """Return who answers: the municipality's own liaison where the demonstration has one."""
        place = row.answering
        return self.liaison if place and can(self.liaison, Permission.ANSWER_CONTRIBUTIONS, place) else self.facilitator

    def agree(self, written: list[Contribution]) -> None:
        at = self.moment(StageCode.COMMITMENTS, 3)
        item = items.draft(
            agenda=self.agenda, title="Grupos de aviso antes de cada temporada de lluvias", challenge=None,
            text="Los tres municipios abren un grupo de aviso por ladera, con dos personas de la alcaldía que responden, "
            "y hacen un simulacro antes de cada temporada de lluvias.",
            municipalities=self.places, contributions=written[:2], by=self.facilitator, at=at,
        )  # fmt: skip
        items.open_to_acceptance(item=item, by=self.facilitator, at=at)
        home = [place for place in items.places_to_speak_for(self.approver, item) if place in self.places]
        for place in home:
            items.accept(
                item=item,
                municipality=place,
                is_accepted=True,
                reason="",
                seen=1,
                by=self.approver,
                at=at + timedelta(days=3),
            )
        items.agree(item=item, by=self.facilitator, at=at + timedelta(days=9))
