"""Whatever people do to a commitment, in whatever order: the first promise stays, and the state is the one of the rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.permissions import Role
from core.refusals import Refusal
from followup.commitments.actions import changes, milestones, news, promises, readings
from followup.commitments.models import Commitment, PromiseVersion
from followup.commitments.presenters.standing import shown_of
from followup.commitments.queries.who import open_request
from tests.factories.accounts import make_member
from tests.factories.commitments import DAY, LINK, at, propose
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
END = DAY + timedelta(40)
STEPS = {1: ("Uno", DAY + timedelta(10)), 2: ("Dos", DAY + timedelta(25))}
MOVES = st.tuples(
    st.integers(0, 12),  # days later
    st.sampled_from(["prove", "refuse", "tell", "lower", "lift", "ask", "withdraw", "grant", "deny", "close", "hand"]),
    st.integers(1, 3),
)


def naive(row: Commitment, day: date) -> str:
    """The rule as docs/followup.md says it, read once more from the rows."""
    steps = list(row.milestones.all())
    reading = getattr(row, "second_reading", None)
    if reading is not None:
        return "cumplido" if reading.completion == "completo" else "no_cumplido"
    undone = [one for one in steps if one.done_on is None or one.done_on > day]
    if day > row.end:
        derived = "no_cumplido" if undone else "en_marcha"
    elif [one for one in undone if one.due_on < day]:
        derived = "en_riesgo"
    else:
        derived = "en_marcha" if day >= row.start else "acordado"
    order = ["acordado", "en_marcha", "en_riesgo", "no_cumplido"]
    lowered = [one.to for one in row.lowerings.all() if one.lifted_on is None]
    return max([derived, *lowered], key=order.index)


class TestActs(TestCase):
    @settings(max_examples=30)
    @given(st.lists(MOVES, min_size=1, max_size=12))
    def test_first_promise_stays_and_the_state_follows_the_rule(self, moves):
        place = make_municipality()
        liaison, approver = (make_member(role, place) for role in (Role.LIAISON, Role.APPROVER))
        coordinator, reviewer = make_member(Role.COORDINATOR), make_member(Role.REVIEWER)
        row = propose(liaison, place, milestones=STEPS, end=END)
        row = promises.accept(commitment=row, seen=1, by=approver, at=at(DAY))
        first, day, done = PromiseVersion.objects.get().content, DAY, 0
        for days, move, number in moves:
            day += timedelta(days)
            try:
                act(move, row, number, day, liaison, coordinator, reviewer)
                done += 1
            except Refusal:
                pass
            now = Commitment.objects.with_parts().get(pk=row.pk)
            assert shown_of(now, day).standing.state == naive(now, day)
            assert now.versions.get(number=1).content == first
            assert now.original_end == END
            assert [one.number for one in now.versions.all()] == list(range(1, now.changes + 2))
            assert now.versions.all()[now.changes].content | {"office": now.office} == promises.content_of(now)
            assert not [one for one in now.milestones.all() if one.done_on and not one.evidence.exists()]
            if getattr(now, "second_reading", None) is not None:
                assert now.second_reading.closed_on <= day


def act(move, row, number, day, liaison, coordinator, reviewer) -> None:
    now, row = at(day), Commitment.objects.with_parts().get(pk=row.pk)
    asked = open_request(row)
    match move:
        case "prove":
            link = f"{LINK}/{number}/{day}"
            milestones.prove(commitment=row, number=number, contents=[link], by=liaison, at=now)
        case "refuse":
            milestones.refuse(commitment=row, number=number, reason="No basta.", by=coordinator, at=now)
        case "tell":
            news.tell_news(commitment=row, kind="novedad", text=f"Algo {day}", contents=[], by=liaison, at=now)
        case "lower":
            readings.lower(
                commitment=row, to=["en_riesgo", "no_cumplido"][number % 2], reason="Paró.", by=coordinator, at=now
            )
        case "lift":
            readings.lift(commitment=row, reason="Siguió.", by=coordinator, at=now)
        case "ask":
            fields = {name: getattr(row, name) for name in promises.PROMISED}
            steps = {one.number: (one.title, one.due_on) for one in row.milestones.all()}
            fields["end"] = max(row.end, day) + timedelta(number)
            if number == 3:
                steps[3] = ("Tres", fields["end"])
            elif number == 2:
                steps.pop(2, None)
            changes.ask(
                commitment=row,
                fields=fields,
                milestones=steps,
                reason="Se corrió.",
                seen=row.version,
                by=liaison,
                at=now,
            )
        case "withdraw":
            if asked is not None:
                changes.withdraw(request=asked, by=liaison, at=now)
        case "grant" | "deny":
            if asked is not None:
                changes.decide(request=asked, is_granted=move == "grant", words="Así.", by=coordinator, at=now)
        case "close":
            word = ["completo", "limitado", "sustancial"][number - 1]
            readings.close(commitment=row, completion=word, words="Se leyó.", by=reviewer, at=now)
        case "hand":
            promises.hand_over(
                commitment=row,
                office=f"Oficina {number}",
                office_role="",
                contact="",
                seen=row.version,
                by=liaison,
                at=now,
            )
