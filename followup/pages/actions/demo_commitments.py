"""Commitments of the demonstration: those of the town hall that has accounts by the acts of people, the others from a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission, Role
from followup.commitments.actions import changes, milestones, news, promises, readings
from followup.commitments.actions.importing import import_commitments
from followup.commitments.actions.promises import PROMISED, Sheet
from followup.commitments.choices import Ambition, Cadence, NewsKind, State
from followup.commitments.loaders.commitments import CommitmentFields, MilestoneFields
from followup.commitments.models import Commitment, News
from followup.commitments.queries.births import birth_of
from followup.evidence.actions import evidence
from followup.indicators.models import Indicator
from followup.sightings.actions import moderation, sending
from followup.sightings.choices import Finding
from territory.models import Municipality

TEXTS = settings.BASE_DIR / "data" / "demo" / "followup.yaml"
NAME = "data/demo/followup.yaml"
ACCEPTED_AFTER = 6  # days
WORDS = ("what_changes", "for_whom", "measure", "office_role", "contact", "partners", "budget_source")
One = Mapping[str, Any]


def seed(*, people: Mapping[Role, User], at: datetime) -> None:
    """Make them; those that exist stay out of it. `people`: the accounts of the demonstration by role."""
    places = {place.divipola: place for place in Municipality.objects.all()}
    indicators = {one.code: one for one in Indicator.objects.all()}
    author = _Author(people, places, indicators, at)
    made, elsewhere = [], []
    for one in yaml.safe_load(TEXTS.read_text(encoding="utf-8"))["commitments"]:
        if author.acts_for(one):
            made.append((author.write(one), one))
        elsewhere += [] if author.acts_for(one) else [one]
    made += author.bring(elsewhere)
    for row, one in made:
        author.sightings(row, one.get("sightings", []))


class _Author:
    """Writes each commitment in the order of its days."""

    def __init__(
        self,
        people: Mapping[Role, User],
        places: Mapping[str, Municipality],
        indicators: Mapping[str, Indicator],
        at: datetime,
    ) -> None:
        self.people, self.places, self.indicators, self.at = people, places, indicators, at
        self.team, self.reader = people[Role.COORDINATOR], people[Role.REVIEWER]

    def day(self, days: int) -> date:
        return timezone.localdate(self.at) + timedelta(days=days)

    def moment(self, days: int, hour: int = 10) -> datetime:
        """Return that hour of a day counted from today, and never one to come."""
        return min(self.at, timezone.make_aware(datetime.combine(self.day(days), time(hour))))

    def acts_for(self, one: One) -> bool:
        """Whether accounts of the demonstration answer for it: those of its town hall, or of the metropolitan team."""
        place = one["municipality"]
        return place is None or can(self.people[Role.LIAISON], Permission.WRITE_COMMITMENTS, self.places[place])

    def write(self, one: One) -> Commitment:
        place = self.places[one["municipality"]] if one["municipality"] else None
        office = self.people[Role.LIAISON] if place else self.team
        birth = birth_of(one["origin"]) if "origin" in one else None
        row = promises.propose(
            sheet=self.sheet(one), municipality=place, by=office, at=self.moment(one["proposed"]), is_demo=True,
            origin=birth.origin if birth else None,
        )  # fmt: skip
        if one["state"] == State.PROPOSED:
            return row
        mayor = self.people[Role.APPROVER] if place else self.team
        accepted = self.moment(one["proposed"] + ACCEPTED_AFTER)
        promises.accept(commitment=row, seen=row.version, by=mayor, at=accepted)
        for days, act in sorted(self.acts(row, one, office), key=lambda pair: pair[0]):
            act(self.moment(days, 11))
        return row

    def sheet(self, one: One) -> Sheet:
        fields = {
            **{name: one.get(name, "") for name in ("title", "office", *WORDS)}, "secop_url": "", "tags": one.get("tags", []),
            "indicator": self.indicators.get(one.get("indicator", "")), "start": self.day(one["start"]),
            "end": self.day(one["end"]), "cadence": Cadence(one["cadence"]), "is_verifiable": one["is_verifiable"],
            "ambition": Ambition(one["ambition"]),
        }  # fmt: skip
        steps = {number: (step["title"], self.day(step["due"])) for number, step in enumerate(one["milestones"], 1)}
        return Sheet(fields, steps, [self.places[code] for code in one.get("municipalities", [])])

    def acts(self, row: Commitment, one: One, office: User) -> list[tuple[int, Callable[[datetime], Any]]]:
        """Return what was done to it after it was accepted: the day, and the act."""
        found: list[tuple[int, Callable[[datetime], Any]]] = []
        for number, step in enumerate(one["milestones"], 1):
            if "done" in step:
                found.append((step["done"], lambda at, number=number, step=step: milestones.prove(
                    commitment=row, number=number, contents=[step["evidence"]], by=office, at=at,
                )))  # fmt: skip
        for said in one.get("news", []):
            found.append((said["day"], lambda at, said=said: news.tell_news(
                commitment=row, kind=said.get("kind", NewsKind.NEWS), text=said["text"], contents=[], by=office, at=at,
            )))  # fmt: skip
        if change := one.get("change"):
            found.append((change["asked"], lambda at: self.ask(row, one, office, at)))
        if closing := one.get("closing"):
            found.append((closing["day"], lambda at: readings.close(
                commitment=row, completion=closing["completion"], words=closing["words"], by=self.reader, at=at,
            )))  # fmt: skip
        return found

    def ask(self, row: Commitment, one: One, office: User, at: datetime) -> None:
        """Ask for another end and other days, and decide on it unless that waits."""
        change, now = one["change"], Commitment.objects.with_parts().get(pk=row.pk)
        moved = {number: step["moved"] for number, step in enumerate(one["milestones"], 1) if "moved" in step}
        moved |= change.get("moved", {})
        steps = {
            step.number: (step.title, self.day(moved[step.number]) if step.number in moved else step.due_on)
            for step in now.milestones.all()
        }
        fields = {name: getattr(now, name) for name in PROMISED} | {"end": self.day(change["end"])}
        asked = changes.ask(
            commitment=now, fields=fields, milestones=steps, reason=change["reason"], seen=now.version, by=office, at=at
        )
        if "decided" in change:
            changes.decide(request=asked, is_granted=True, words="", by=self.team, at=self.moment(change["decided"]))

    def bring(self, those: Sequence[One]) -> list[tuple[Commitment, One]]:
        """Load what other town halls promised, as a file would, with what a file does not hold."""
        if not those:
            return []
        codes = self.codes(those)
        rows = [self.imported(line, code, one) for line, (code, one) in enumerate(zip(codes, those, strict=True), 2)]
        import_commitments(name=NAME, rows=rows, at=self.moment(-5), by=self.team)
        stored = Commitment.objects.with_parts().in_bulk(codes, field_name="code")
        pairs = [(stored[code], one) for code, one in zip(codes, those, strict=True)]
        for row, one in pairs:
            self.complete(row, one)
            self.prove(row, one)
            if lowered := one.get("lowered"):
                readings.lower(
                    commitment=row, to=lowered["to"], reason=lowered["reason"], by=self.team, at=self.moment(lowered["day"])
                )  # fmt: skip
        News.objects.bulk_create(
            News(
                commitment=row, kind=said.get("kind", NewsKind.NEWS), text=said["text"], office=row.office,
                at=self.moment(said["day"]),
            )
            for row, one in pairs for said in one.get("news", [])
        )  # fmt: skip
        return pairs

    def codes(self, those: Sequence[One]) -> list[str]:
        """Return codes as the portal numbers them: the year in which it was proposed, the municipality and a number."""
        found: list[str] = []
        for one in those:
            prefix = f"CO-{self.day(one['proposed']).year}-{one['municipality']}-"
            found.append(f"{prefix}{sum(code.startswith(prefix) for code in found) + 1:02d}")
        return found

    def imported(self, line: int, code: str, one: One) -> CommitmentFields:
        steps = tuple(
            MilestoneFields(step["title"], self.day(step["due"]), self.day(step["done"]) if "done" in step else None)
            for step in one["milestones"]
        )
        closing = one.get("closing")
        return CommitmentFields(
            line=line, code=code, title=one["title"], origin=None, municipalities=(one["municipality"],), office=one["office"],
            contact=one["contact"], agreed_on=self.day(one["proposed"] + ACCEPTED_AFTER), start=self.day(one["start"]),
            end=self.day(one["end"]), original_end=self.day(one["end"]), cadence=one["cadence"], milestones=steps,
            closing=closing["completion"] if closing else "", closed_on=self.day(closing["day"]) if closing else None, reason="",
        )  # fmt: skip

    def complete(self, row: Commitment, one: One) -> None:
        row.is_demo, row.is_verifiable, row.ambition = True, one["is_verifiable"], Ambition(one["ambition"])
        row.tags, row.proposed_at = one.get("tags", []), self.moment(one["proposed"])
        row.save(update_fields=["is_demo", "is_verifiable", "ambition", "tags", "proposed_at"])

    def prove(self, row: Commitment, one: One) -> None:
        for step, said in zip(row.milestones.all(), one["milestones"], strict=True):
            if step.done_on is not None:
                step.evidence.add(
                    evidence.add(
                        municipality=row.municipality, content=said["evidence"], by=None, at=self.moment(said["done"]),
                        is_public=True,
                    )
                )  # fmt: skip

    def sightings(self, row: Commitment, those: Sequence[One]) -> None:
        """Let people tell what they found; moderation publishes it a day later unless it waits, and the office answers."""
        for said in those:
            found, _ = sending.receive(
                commitment=row, finding=Finding(said["finding"]), text=said["text"], at=self.moment(said["day"])
            )
            if said.get("waits"):
                continue
            moderator, at = self.people[Role.FACILITATOR], self.moment(said["day"] + 1)
            shown = moderation.publish(sighting=found, seen=found.version, with_photo=False, by=moderator, at=at)
            if "answer" in said:
                moderation.answer(
                    sighting=shown, text=said["says"], by=self.people[Role.LIAISON], at=self.moment(said["answer"])
                )
