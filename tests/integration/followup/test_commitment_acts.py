"""The acts of commitments: from a proposal to the second reading, each with its refusals."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ReasonMissing
from core.refusals import Refusal, Stale
from followup.commitments.actions import changes, milestones, news, promises, readings
from followup.commitments.choices import Completion, NewsKind
from followup.commitments.models import Commitment, PromiseVersion
from followup.commitments.presenters.standing import shown_of
from followup.commitments.queries.who import MayNot, NotNow
from followup.rules.states import State, standing
from notices.models import Notification
from tests.factories.accounts import make_member, make_membership
from tests.factories.commitments import AT, DAY, DUE, END, LINK, accepted, after, at, propose, sheet
from tests.factories.works import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast) -> Commitment:
    return accepted(cast.liaison, cast.approver, cast.here)


def prove(row, cast, number=1, link=LINK, when=AT):
    return milestones.prove(commitment=row, number=number, contents=[link], by=cast.liaison, at=when)


def ask(row, cast, *, reason="El formato se adoptó tarde.", steps=None, seen=None, when=AT, **fields):
    current = Commitment.objects.get(pk=row.pk)
    said = {name: getattr(current, name) for name in promises.PROMISED} | fields
    steps = steps or {one.number: (one.title, one.due_on) for one in current.milestones.all()}
    return changes.ask(
        commitment=row, fields=said, milestones=steps, reason=reason, seen=current.version if seen is None else seen,
        by=cast.liaison, at=when,
    )  # fmt: skip


def state_of(row, day=DAY):
    return standing(Commitment.objects.with_parts().get(pk=row.pk).rules, day).state


def test_codes_count_by_municipality_and_year(cast):
    first, second = propose(cast.liaison, cast.here), propose(cast.liaison, cast.here, title="Otro")
    metropolitan = propose(cast.coordinator, None, municipalities=[cast.here, cast.there])
    there = propose(cast.neighbour, cast.there)
    next_year = propose(cast.liaison, cast.here, title="Del año que viene", when=after(366))
    here = cast.here.divipola
    assert [one.code for one in (first, second, metropolitan, there, next_year)] == [
        f"CO-2027-{here}-01", f"CO-2027-{here}-02", "CO-2027-AM-01", f"CO-2027-{cast.there.divipola}-01", f"CO-2028-{here}-01",
    ]  # fmt: skip
    assert set(metropolitan.municipalities.all()) == {cast.here, cast.there}


def test_same_proposal_pressed_twice_is_one(cast):
    assert propose(cast.liaison, cast.here) == propose(cast.liaison, cast.here)
    assert Commitment.objects.count() == 1
    assert propose(cast.liaison, cast.here, measure="9 devoluciones").code.endswith("-02")


@pytest.mark.parametrize(
    ("steps", "fields", "word"),
    [
        ({}, {"start": END, "end": DAY}, "empezar"),
        ({1: ("Antes", DAY - timedelta(1))}, {}, "fuera de las fechas"),
        ({1: ("Después", END + timedelta(1))}, {}, "fuera de las fechas"),
        (dict.fromkeys(range(1, 8), ("Uno más", END)), {}, "de 1 a 6"),
    ],
)
def test_promise_with_wrong_dates_is_refused(cast, steps, fields, word):
    with pytest.raises(Refusal, match=word):
        propose(cast.liaison, cast.here, milestones=steps, **fields)


def test_dates_of_milestones_may_be_the_first_and_the_last_day(cast):
    assert (
        propose(cast.liaison, cast.here, milestones={1: ("Primero", DAY), 2: ("Último", END)}).milestones.count() == 2
    )


@pytest.mark.parametrize(
    "name", ["contributor", "approver", "reviewer", "coordinator", "admin", "citizen", "neighbour"]
)
def test_who_may_not_propose_for_a_municipality(cast, name):
    with pytest.raises(MayNot):
        propose(cast.person(name), cast.here)


def test_only_the_metropolitan_team_proposes_for_the_area(cast):
    for by in (cast.liaison, cast.approver, cast.reviewer):
        with pytest.raises(MayNot):
            propose(by, None, municipalities=[cast.here])


def test_proposal_is_rewritten_until_it_is_accepted(cast):
    row = propose(cast.liaison, cast.here)
    wrote = {"commitment": row, "by": cast.liaison, "at": AT}
    changed = sheet(milestones={2: ("Uno solo", END)}, title="Contar más", end=END + timedelta(5))
    row = promises.rewrite(sheet=changed, seen=1, **wrote)
    assert (row.title, row.version, row.original_end) == ("Contar más", 2, END + timedelta(5))
    assert [(one.number, one.title) for one in row.milestones.all()] == [(2, "Uno solo")]
    assert promises.rewrite(sheet=changed, seen=1, **wrote).version == 2, "the same words are not stale"
    with pytest.raises(Stale):
        promises.rewrite(sheet=sheet(title="Otra ventana"), seen=1, **wrote)
    promises.accept(commitment=row, seen=2, by=cast.approver, at=AT)
    with pytest.raises(NotNow):
        promises.rewrite(sheet=sheet(title="Tarde"), seen=3, **wrote)


def test_acceptance_fixes_what_was_promised(cast):
    row = propose(cast.liaison, cast.here)
    with pytest.raises(Stale):
        promises.accept(commitment=row, seen=7, by=cast.approver, at=AT)
    for by in (cast.liaison, cast.contributor, cast.coordinator, cast.reviewer, cast.neighbour):
        with pytest.raises(MayNot):
            promises.accept(commitment=row, seen=1, by=by, at=AT)
    row = promises.accept(commitment=row, seen=1, by=cast.approver, at=AT)
    again = promises.accept(commitment=row, seen=1, by=cast.approver, at=AT)
    assert (row.accepted_on, row.original_end, again.version) == (DAY, END, 2)
    version = PromiseVersion.objects.get(commitment=row)
    assert (version.number, version.content["end"], len(version.content["milestones"])) == (1, END.isoformat(), 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        PromiseVersion.objects.filter(pk=version.pk).update(reason="otra")
    told = Notification.objects.filter(key__startswith=f"commitment:{row.pk}:")
    assert {one.user for one in told.filter(key__endswith="proposed")} == {cast.approver}
    assert {one.user for one in told.filter(key__endswith="accepted")} == {cast.liaison}


def test_metropolitan_one_is_accepted_by_another_if_there_is_another(cast):
    alone = propose(cast.coordinator, None, municipalities=[cast.here])
    assert promises.accept(commitment=alone, seen=1, by=cast.coordinator, at=AT).accepted_by == cast.coordinator
    other = make_member(Role.COORDINATOR)
    row = propose(cast.coordinator, None, municipalities=[cast.here], title="Otro")
    with pytest.raises(MayNot, match="otra persona"):
        promises.accept(commitment=row, seen=1, by=cast.coordinator, at=AT)
    assert promises.accept(commitment=row, seen=1, by=other, at=AT).accepted_on == DAY


def test_what_already_ended_is_not_accepted(cast):
    row = propose(cast.liaison, cast.here)
    with pytest.raises(NotNow, match="ya pasó"):
        promises.accept(commitment=row, seen=1, by=cast.approver, at=at(END + timedelta(1)))
    assert promises.accept(commitment=row, seen=1, by=cast.approver, at=at(END))


def test_handing_over_changes_no_promise(row, cast):
    said = {"office": "Secretaría General", "office_role": "", "contact": "general@aqui.example", "by": cast.approver}
    after_it = promises.hand_over(commitment=row, seen=row.version, at=AT, **said)
    assert (after_it.office, after_it.version, after_it.versions.count()) == ("Secretaría General", row.version + 1, 1)
    promises.hand_over(commitment=row, seen=row.version, at=AT, **said)
    assert AuditEntry.objects.filter(verb="commitment.handed_over").count() == 1
    with pytest.raises(Stale):
        promises.hand_over(commitment=row, seen=row.version, at=AT, **said | {"office": "Otra"})


def test_milestone_is_done_the_day_of_its_evidence(row, cast):
    done = prove(row, cast, when=at(DUE[1]))
    assert (done.done_on, done.evidence.get().url, done.evidence.get().opens_to_everybody) == (DUE[1], LINK, True)
    again = prove(row, cast, when=at(DUE[1] + timedelta(9)))
    assert (again.done_on, again.evidence.count()) == (DUE[1], 1)
    with pytest.raises(NotNow, match="ya puso"):
        prove(row, cast, link="https://aqui.example/otra")
    with pytest.raises(Refusal, match="evidencia"):
        milestones.prove(commitment=row, number=2, contents=[], by=cast.liaison, at=AT)
    with pytest.raises(NotNow):
        prove(row, cast, number=6)


def test_file_is_kept_as_evidence(row, cast):
    content = upload("Acta de la devolución", "Acta.docx")
    done = milestones.prove(commitment=row, number=2, contents=[content, LINK], by=cast.liaison, at=AT)
    assert sorted(one.file_name for one in done.evidence.all()) == ["", "Acta.docx"]


def test_evidence_that_is_not_enough_stays_and_the_milestone_is_undone(row, cast):
    prove(row, cast)
    with pytest.raises(MayNot):
        milestones.refuse(commitment=row, number=1, reason="Falta.", by=cast.reviewer, at=AT)
    for _ in range(2):
        refused = milestones.refuse(commitment=row, number=1, reason="No abre.", by=cast.coordinator, at=AT)
    assert (refused.done_on, refused.refusal, refused.evidence.count()) == (None, "No abre.", 1)
    assert AuditEntry.objects.filter(verb="commitment.milestone_refused").count() == 1
    assert Notification.objects.filter(user=cast.liaison, title__contains="no basta").count() == 1
    second = prove(row, cast, link="https://aqui.example/bien", when=after(3))
    assert (second.done_on, second.refusal, second.evidence.count()) == (DAY + timedelta(3), "", 2)


def test_news_is_told_once_and_a_reason_only_of_what_was_not_kept(row, cast):
    said = {"commitment": row, "text": "Se publicaron dos.", "by": cast.liaison, "at": AT}
    first = news.tell_news(kind=NewsKind.NEWS, contents=[LINK], **said)
    assert news.tell_news(kind=NewsKind.NEWS, contents=[LINK], **said) == first
    assert first.evidence.count() == 1
    with pytest.raises(NotNow, match="razón"):
        news.tell_news(kind=NewsKind.REASON, contents=[], **said)
    late = said | {"at": at(END + timedelta(1))}
    assert news.tell_news(kind=NewsKind.REASON, contents=[], **late).kind == NewsKind.REASON
    with pytest.raises(Refusal, match="hasta 5"):
        news.tell_news(kind=NewsKind.NEWS, contents=[f"{LINK}/{n}" for n in range(6)], **said | {"text": "Seis"})


@pytest.mark.parametrize("name", ["approver", "contributor", "coordinator", "reviewer", "neighbour", "citizen"])
def test_only_its_office_tells_and_proves(row, cast, name):
    by = cast.person(name)
    with pytest.raises(MayNot):
        news.tell_news(commitment=row, kind=NewsKind.NEWS, text="Algo", contents=[], by=by, at=AT)
    with pytest.raises(MayNot):
        milestones.prove(commitment=row, number=1, contents=[LINK], by=by, at=AT)


def test_state_is_lowered_and_lifted(row, cast):
    said = {"commitment": row, "by": cast.coordinator, "at": AT}
    first = readings.lower(to=State.AT_RISK, reason="Paró la obra.", **said)
    assert readings.lower(to=State.AT_RISK, reason="Paró la obra.", **said) == first
    assert state_of(row) == State.AT_RISK
    readings.lower(to=State.NOT_FULFILLED, reason="No se hará.", **said)
    assert state_of(row) == State.NOT_FULFILLED
    with pytest.raises(NotNow):
        readings.lower(to=State.AT_RISK, reason="Menos.", **said)
    readings.lift(reason="Se retomó.", **said)
    assert state_of(row) == State.UNDER_WAY
    readings.lift(reason="Otra vez.", **said)
    assert AuditEntry.objects.filter(verb="commitment.lifted").count() == 1
    with pytest.raises(NotNow):
        readings.lift(reason="Yo también.", **said | {"by": make_member(Role.COORDINATOR)})
    with pytest.raises(ReasonMissing):
        readings.lower(to=State.AT_RISK, reason="  ", **said)
    with pytest.raises(MayNot):
        readings.lower(commitment=row, to=State.AT_RISK, reason="Yo.", by=cast.reviewer, at=AT)


def test_what_is_at_risk_by_its_dates_may_only_be_lowered_further(row, cast):
    said = {"commitment": row, "by": cast.coordinator, "at": at(DUE[1] + timedelta(1))}
    with pytest.raises(NotNow):
        readings.lower(to=State.AT_RISK, reason="Ya lo está.", **said)
    assert readings.lower(to=State.NOT_FULFILLED, reason="No se hará.", **said)
    with pytest.raises(NotNow):
        readings.lower(commitment=row, to=State.AT_RISK, reason="Ya.", by=cast.coordinator, at=at(END + timedelta(1)))


def test_granted_change_is_the_next_version_and_the_first_one_stays(row, cast):
    before = PromiseVersion.objects.get(commitment=row, number=1).content
    prove(row, cast)
    new_end = END + timedelta(90)
    steps = {1: ("Devolución 1 publicada", DUE[1]), 2: ("La segunda, en web", DUE[2]), 4: ("Balance", new_end)}
    asked = ask(row, cast, steps=steps, end=new_end, measure="6 devoluciones")
    assert ask(row, cast, steps=steps, end=new_end, measure="6 devoluciones") == asked
    with pytest.raises(NotNow, match="Ya hay un cambio"):
        ask(row, cast, measure="5 devoluciones")
    said = {"request": asked, "is_granted": True, "words": "", "at": after(2)}
    for by in (cast.liaison, cast.approver, cast.reviewer):
        with pytest.raises(MayNot):
            changes.decide(by=by, **said)
    decided = changes.decide(by=cast.coordinator, **said)
    assert changes.decide(by=cast.coordinator, **said) == decided
    row = Commitment.objects.with_parts().get(pk=row.pk)
    assert (row.end, row.original_end, row.measure, row.changes) == (new_end, END, "6 devoluciones", 1)
    assert [(one.number, one.title, one.done_on) for one in row.milestones.all()] == [
        (1, "Devolución 1 publicada", DAY), (2, "La segunda, en web", None), (4, "Balance", None),
    ]  # fmt: skip
    first, second = row.versions.all()
    assert first.content == before
    assert (second.content, second.reason) == (promises.content_of(row), "El formato se adoptó tarde.")
    assert "1 cambio" in shown_of(row, DAY).marks[0]


def test_refused_change_changes_nothing(row, cast):
    asked = ask(row, cast, end=END + timedelta(30))
    with pytest.raises(ReasonMissing):
        changes.decide(request=asked, is_granted=False, words=" ", by=cast.coordinator, at=AT)
    changes.decide(request=asked, is_granted=False, words="Aún hay tiempo.", by=cast.coordinator, at=AT)
    with pytest.raises(NotNow):
        changes.decide(request=asked, is_granted=True, words="", by=cast.coordinator, at=AT)
    row = Commitment.objects.with_parts().get(pk=row.pk)
    assert (row.end, row.changes) == (END, 0)
    assert ask(row, cast, end=END + timedelta(20)).pk != asked.pk


def test_change_takes_no_milestone_with_evidence_away(row, cast):
    prove(row, cast)
    with pytest.raises(Refusal, match="no se puede quitar"):
        ask(row, cast, steps={2: ("Devolución 2 publicada", DUE[2])})
    with pytest.raises(Refusal, match="queda como está"):
        ask(row, cast, steps={1: ("Otra cosa", DUE[1]), 2: ("Devolución 2 publicada", DUE[2])})
    with pytest.raises(Refusal, match="No cambió nada"):
        ask(row, cast)
    with pytest.raises(Stale):
        ask(row, cast, measure="7", seen=0)


def test_evidence_that_came_after_the_request_is_kept_when_it_is_granted(row, cast):
    asked = ask(row, cast, steps={1: ("Otra cosa", DUE[2]), 2: ("Devolución 2 publicada", DUE[2])})
    prove(row, cast)
    prove(row, cast, number=3)
    changes.decide(request=asked, is_granted=True, words="", by=cast.coordinator, at=AT)
    row = Commitment.objects.with_parts().get(pk=row.pk)
    assert [(one.number, one.title, one.due_on, one.done_on) for one in row.milestones.all()] == [
        (1, "Devolución 1 publicada", DUE[1], DAY), (2, "Devolución 2 publicada", DUE[2], None),
        (3, "Devolución 3 publicada", DUE[3], DAY),
    ]  # fmt: skip
    assert row.versions.all()[1].content == promises.content_of(row)


def finished(row, cast) -> Commitment:
    for number in DUE:
        prove(row, cast, number=number, link=f"{LINK}/{number}")
    return row


def close(row, by, completion=Completion.COMPLETE, words="", when=AT):
    return readings.close(commitment=row, completion=completion, words=words, by=by, at=when)


def test_second_reading_closes(row, cast):
    with pytest.raises(NotNow, match="fecha final"):
        close(row, cast.reviewer)
    finished(row, cast)
    reading = close(row, cast.reviewer)
    assert close(row, cast.reviewer) == reading
    assert state_of(row) == State.FULFILLED
    with pytest.raises(NotNow, match="cerrado"):
        close(row, cast.coordinator, Completion.LIMITED, "Poco.")


def test_less_than_complete_needs_words_and_complete_needs_all_evidence(row, cast):
    over = at(END + timedelta(1))
    with pytest.raises(ReasonMissing):
        close(row, cast.reviewer, Completion.SUBSTANTIAL, when=over)
    with pytest.raises(Refusal, match="Le falta"):
        close(row, cast.reviewer, when=over)
    with pytest.raises(NotNow):
        close(row, cast.reviewer, Completion.LIMITED, "Poco.", when=at(END))
    close(row, cast.reviewer, Completion.SUBSTANTIAL, "Faltó el balance.", when=over)
    shown = shown_of(Commitment.objects.with_parts().get(pk=row.pk), END + timedelta(2))
    assert shown.label == "No cumplido, avance sustancial"
    assert "Faltó el balance." in shown.rule


def test_no_second_reading_by_whoever_has_a_part_in_it(row, cast):
    finished(row, cast)
    for by in (cast.liaison, cast.approver, cast.contributor, cast.neighbour, cast.admin):
        with pytest.raises(MayNot):
            close(row, by)
    both = make_member(Role.REVIEWER)
    make_membership(Role.CONTRIBUTOR, cast.here, user=both)
    with pytest.raises(MayNot, match="municipio que responde"):
        close(row, both)


def test_no_second_reading_of_what_one_proposed_accepted_or_told(cast):
    other, third = make_member(Role.COORDINATOR), make_member(Role.COORDINATOR)
    row = propose(cast.coordinator, None, municipalities=[cast.here])
    row = promises.accept(commitment=row, seen=1, by=other, at=AT)
    news.tell_news(commitment=row, kind=NewsKind.NEWS, text="Va bien.", contents=[], by=third, at=AT)
    over = at(END + timedelta(1))
    for by, word in ((cast.coordinator, "propuso"), (other, "aceptó"), (third, "novedades")):
        with pytest.raises(MayNot, match=word):
            close(row, by, Completion.LIMITED, "Poco.", when=over)
    assert close(row, cast.reviewer, Completion.LIMITED, "Poco.", when=over)


def test_nothing_is_written_after_the_closing(row, cast):
    finished(row, cast)
    close(row, cast.reviewer)
    acts = (
        lambda: news.tell_news(commitment=row, kind=NewsKind.NEWS, text="Más.", contents=[], by=cast.liaison, at=AT),
        lambda: milestones.refuse(commitment=row, number=1, reason="No.", by=cast.coordinator, at=AT),
        lambda: readings.lower(commitment=row, to=State.AT_RISK, reason="No.", by=cast.coordinator, at=AT),
        lambda: ask(row, cast, measure="1"),
        lambda: promises.hand_over(
            commitment=row, office="X", office_role="", contact="", seen=row.version, by=cast.liaison, at=AT
        ),
    )
    for act in acts:
        with pytest.raises(NotNow, match="cerrado"):
            act()


def test_open_change_is_decided_before_the_closing(row, cast):
    finished(row, cast)
    asked = ask(row, cast, measure="9 devoluciones")
    with pytest.raises(NotNow, match="sin decidir"):
        close(row, cast.reviewer)
    changes.decide(request=asked, is_granted=False, words="Ya está hecho.", by=cast.coordinator, at=AT)
    assert close(row, cast.reviewer)


def test_origin_is_kept_as_it_stood(cast):
    origin = {"kind": "brecha", "process": "R1", "key": "A-01", "municipality": cast.here, "label": "A-01 ¿…?",
              "step": {"from": "1", "to": "2", "text": "Se publica.", "points": "5/4"}}  # fmt: skip
    row = promises.propose(sheet=sheet(), municipality=cast.here, by=cast.liaison, at=AT, origin=origin)
    assert row.origin.step["points"] == "5/4"
