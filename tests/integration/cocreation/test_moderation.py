"""Moderation through its actions: what is written, what is refused, and by whom."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import ModerationRule
from cocreation.contributions.actions import authoring, versions
from cocreation.contributions.actions import comments_moderation as comments
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.choices import CONTRIBUTION, ContributionState
from cocreation.contributions.models import Comment, Contribution
from cocreation.contributions.queries.versions import changes_of, mark_of
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.trace.models import TraceEvent
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in
from tests.factories.moderation import add_comment, add_version, waiting

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.IDEAS)
REASON = "Nombra a una persona y la acusa."


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def rule(agenda) -> ModerationRule:
    return agenda.moderation_rules.get()


@pytest.fixture
def facilitator(db):
    return make_member(Role.FACILITATOR)


def steps_of(row: Contribution) -> list[tuple[str, str]]:
    found = TraceEvent.objects.filter(kind=CONTRIBUTION, subject_id=row.pk).order_by("pk")
    return list(found.values_list("step", "words"))


def last_verb(row) -> tuple[str, object]:
    entry = AuditEntry.of(row).last()
    return entry.verb, entry.by


@pytest.fixture
def decided(monkeypatch) -> list[str]:
    """The states in which `on_decided` was called."""
    calls: list[str] = []
    monkeypatch.setattr(acts.on_decided, "_fillers", [lambda contribution, at: calls.append(contribution.state)])
    return calls


# --- Publish, decline, take down ---


def test_publish_makes_the_newest_text_public(agenda, facilitator, decided):
    row = waiting(agenda)
    newest = add_version(row, title="Otro título")
    acts.publish(contribution=row, by=facilitator, at=AT)
    row.refresh_from_db()
    assert (row.state, row.published_at, row.title, row.text) == (S.PUBLISHED, AT, "Otro título", newest.text)
    fates = list(row.versions.values_list("number", "approved_at", "declined_at"))
    assert fates == [(1, None, AT), (2, AT, None)]  # the text that nobody read is no version of the public page
    assert last_verb(row) == ("contribution.published", facilitator)
    assert steps_of(row) == [("publicada", "")]
    assert decided == [S.PUBLISHED]


def test_decline_keeps_the_rule_as_it_reads_and_names_its_code_only(agenda, facilitator, rule, decided):
    row = waiting(agenda)
    acts.decline(contribution=row, rule=rule, reason=f" {REASON} ", by=facilitator, at=AT)
    ModerationRule.objects.filter(pk=rule.pk).update(text="Otra cosa.")
    row.refresh_from_db()
    assert (row.state, row.rule, row.reason, row.decided_by) == (
        S.DECLINED, "R1. No insulta ni amenaza a nadie.", REASON, facilitator,
    )  # fmt: skip
    assert steps_of(row) == [("no_publicada", "Regla R1")]
    assert not Contribution.objects.public().exists()
    assert decided == [S.DECLINED]
    assert AuditEntry.of(row).last().data["rule"] == "R1"


def test_decline_needs_a_rule_of_the_agenda_and_a_reason(agenda, facilitator, rule):
    row = waiting(agenda)
    other = make_agenda(code="AG-2").moderation_rules.get()
    with pytest.raises(acts.OtherRules):
        acts.decline(contribution=row, rule=other, reason=REASON, by=facilitator, at=AT)
    with pytest.raises(ReasonMissing):
        acts.decline(contribution=row, rule=rule, reason="  ", by=facilitator, at=AT)
    row.refresh_from_db()
    assert (row.state, steps_of(row)) == (S.IN_MODERATION, [])


def test_take_down_hides_what_was_public(agenda, facilitator, rule, decided):
    row = make_contribution(agenda)
    acts.take_down(contribution=row, rule=rule, reason=REASON, by=facilitator, at=AT)
    assert steps_of(row) == [("no_publicada", "Regla R1: se retiró de lo público")]
    assert (decided, Contribution.objects.public().count()) == ([S.DECLINED], 0)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.FACILITATOR, Role.COORDINATOR)])
def test_only_moderators_moderate(agenda, cast, rule, role):
    person = make_member(role, cast.here if role.is_municipal else None)
    row, public = waiting(agenda), make_contribution(agenda)
    comment = add_comment(public)
    for act in (
        lambda who: acts.publish(contribution=row, **who),
        lambda who: acts.decline(contribution=row, rule=rule, reason=REASON, **who),
        lambda who: acts.take_down(contribution=public, rule=rule, reason=REASON, **who),
        lambda who: acts.transfer(contribution=row, office="PQRSD", number="1", on=AT.date(), **who),
        lambda who: versions.fix_letters(contribution=public, title="Otro", text="Otro texto.", reason=REASON, **who),
        lambda who: comments.publish_comment(comment=comment, **who),
        lambda who: comments.decline_comment(comment=comment, rule=rule, reason=REASON, **who),
    ):
        with pytest.raises(acts.MayNotModerate):
            act({"by": person, "at": AT})
    assert not TraceEvent.objects.exists()


def test_nobody_moderates_before_the_first_stage_or_what_they_wrote(agenda, facilitator):
    row = waiting(agenda)
    with pytest.raises(NotInThisStage):
        acts.publish(contribution=row, by=facilitator, at=moment_in(StageCode.CALL, -1))
    own = waiting(agenda, participant=make_participant(agenda, user=facilitator))
    with pytest.raises(acts.MayNotDecideOwn):
        acts.publish(contribution=own, by=facilitator, at=AT)


def test_second_moderator_is_told_that_it_was_handled(agenda, facilitator, rule):
    row = waiting(agenda)
    acts.publish(contribution=row, by=facilitator, at=AT)
    with pytest.raises(WrongState, match=r"Otra persona ya atendió .*: está «publicada»"):
        acts.decline(contribution=row, rule=rule, reason=REASON, by=make_member(Role.COORDINATOR), at=AT)
    assert [step for step, _ in steps_of(row)] == ["publicada"]


def test_text_that_changed_while_it_was_read_is_not_published(agenda, facilitator):
    row = waiting(agenda)
    seen = mark_of(row)
    authoring.correct(contribution=row, title=row.title, text="Otro texto, con una palabra que nadie leyó.", at=AT)
    with pytest.raises(acts.TextChanged):
        acts.publish(contribution=row, by=facilitator, at=AT, seen=seen)
    row.refresh_from_db()
    acts.publish(contribution=row, by=facilitator, at=AT, seen=mark_of(row))
    version = authoring.correct(contribution=row, title=row.title, text="Un tercer texto, que espera.", at=AT)
    with pytest.raises(acts.TextChanged):
        versions.approve_version(version=version, by=facilitator, at=AT, seen=seen)


# --- Transfer ---


def test_transfer_writes_where_the_petition_went_and_keeps_its_number_off_the_trace(agenda, facilitator, decided):
    row = waiting(agenda)
    acts.transfer(
        contribution=row, office="PQRSD de la Alcaldía", number="2027-0815", on=AT.date(), by=facilitator, at=AT
    )
    row.refresh_from_db()
    assert (row.state, row.transferred_to, row.transfer_number, row.transferred_on) == (
        S.TRANSFERRED, "PQRSD de la Alcaldía", "2027-0815", AT.date(),
    )  # fmt: skip
    assert steps_of(row) == [("trasladada", "PQRSD de la Alcaldía")]
    assert decided == [S.TRANSFERRED]
    assert not Contribution.objects.public().exists()


@pytest.mark.parametrize("days", [1, -1])
def test_transfer_refuses_days_outside_receipt_and_today(agenda, facilitator, days):
    row = waiting(agenda, at=AT)
    with pytest.raises(acts.WrongDay) as refused:
        acts.transfer(
            contribution=row, office="PQRSD", number="1", on=AT.date() + timedelta(days=days), by=facilitator, at=AT
        )
    assert "on" in refused.value.fields


# --- Appeal ---


@pytest.fixture
def appealed(agenda, facilitator, rule) -> Contribution:
    row = waiting(agenda)
    acts.decline(contribution=row, rule=rule, reason=REASON, by=facilitator, at=AT)
    acts.appeal(contribution=row, at=AT)
    row.refresh_from_db()
    return row


def test_appeal_is_decided_by_somebody_else(appealed, facilitator, cast):
    with pytest.raises(acts.MayNotDecideOwn):
        acts.decide_appeal(contribution=appealed, granted=True, reason="Cumple.", by=facilitator, at=AT)
    acts.decide_appeal(contribution=appealed, granted=True, reason="Cumple las reglas.", by=cast.coordinator, at=AT)
    appealed.refresh_from_db()
    assert (appealed.state, appealed.rule, appealed.decided_by) == (S.PUBLISHED, "", cast.coordinator)
    assert [step for step, _ in steps_of(appealed)] == ["no_publicada", "apelada", "publicada"]
    assert last_verb(appealed) == ("contribution.appeal_granted", cast.coordinator)


def test_denied_appeal_keeps_the_rule_and_there_is_no_second(appealed, cast, decided):
    acts.decide_appeal(contribution=appealed, granted=False, reason="Sigue nombrándola.", by=cast.coordinator, at=AT)
    appealed.refresh_from_db()
    assert (appealed.state, appealed.reason) == (S.DECLINED, "Sigue nombrándola.")
    assert appealed.rule.startswith("R1. ")
    assert steps_of(appealed)[-1] == ("no_publicada", "Regla R1, después de revisarla otra persona")
    assert decided == [S.DECLINED]
    with pytest.raises(acts.AlreadyAppealed):
        acts.appeal(contribution=appealed, at=AT)


def test_appeal_has_five_working_days_and_tells_all_but_who_declined(appealed, facilitator, cast):
    assert appealed.due_on == AT.date() + timedelta(days=7)
    told = Notification.objects.filter(key=f"moderation-appeal:{appealed.pk}")
    assert set(told.values_list("user", flat=True)) == {cast.coordinator.pk, cast.facilitator.pk} - {facilitator.pk}


def test_only_declined_ones_are_appealed(agenda):
    with pytest.raises(WrongState):
        acts.appeal(contribution=make_contribution(agenda), at=AT)


# --- Later texts ---


@pytest.fixture
def changed(monkeypatch) -> list[int]:
    calls: list[int] = []
    filler = lambda contribution, version, at: calls.append(version.number)  # noqa: E731
    monkeypatch.setattr(acts.on_text_changed, "_fillers", [filler])
    return calls


def test_later_text_is_public_once_approved(agenda, facilitator, changed):
    row = make_contribution(agenda)
    before, version = row.text, add_version(row)
    assert Contribution.objects.get(pk=row.pk).text == before
    versions.approve_version(version=version, by=facilitator, at=AT)
    assert Contribution.objects.get(pk=row.pk).text == version.text
    assert (changed, steps_of(row)) == ([2], [("corregida", "Versión 2")])
    assert last_verb(row) == ("contribution.version_approved", facilitator)
    with pytest.raises(acts.AlreadyHandled):
        versions.approve_version(version=version, by=facilitator, at=AT)


def test_older_text_never_replaces_a_newer_one(agenda, facilitator):
    row = make_contribution(agenda)
    older, newer = add_version(row, 2), add_version(row, 3, text="El tercero, que es el bueno.")
    versions.approve_version(version=newer, by=facilitator, at=AT)
    with pytest.raises(acts.AlreadyHandled):
        versions.approve_version(version=older, by=facilitator, at=AT)
    assert [change.number for change in changes_of(row)] == [3, 1]


def test_declined_text_changes_nothing(agenda, facilitator, rule, changed):
    row = make_contribution(agenda)
    version = add_version(row)
    versions.decline_version(version=version, rule=rule, reason=REASON, by=facilitator, at=AT)
    version.refresh_from_db()
    assert (version.rule, version.reason, version.declined_at) == (str(rule), REASON, AT)
    assert (changed, steps_of(row), Contribution.objects.get(pk=row.pk).text) == ([], [], row.text)


def test_letters_are_mended_in_sight(agenda, facilitator, changed):
    row = make_contribution(agenda, text="Propongo sembrar arboles en la vía.")
    fixed = {"title": row.title, "text": "Propongo sembrar árboles en la vía.", "reason": "Faltaba una tilde."}
    versions.fix_letters(contribution=row, **fixed, by=facilitator, at=AT)
    newest = changes_of(row)[0]
    assert (newest.number, newest.reason) == (2, "Faltaba una tilde.")
    assert [(p.kind, p.text) for p in newest.text if p.kind != "same"] == [("out", "arboles"), ("in", "árboles")]
    assert changed == [2]
    with pytest.raises(versions.NothingChanged):
        versions.fix_letters(contribution=row, **fixed, by=facilitator, at=AT)
    add_version(row, 3)
    with pytest.raises(versions.TextWaits):
        versions.fix_letters(contribution=row, **fixed | {"title": "Otro"}, by=facilitator, at=AT)


def test_letters_of_what_is_not_public_are_left_alone(agenda, facilitator):
    with pytest.raises(WrongState):
        versions.fix_letters(
            contribution=waiting(agenda), title="Otro", text="Otro texto.", reason=REASON, by=facilitator, at=AT
        )


# --- Comments ---


def test_comment_is_published_declined_and_taken_down(agenda, facilitator, rule):
    row = make_contribution(agenda)
    first, second = add_comment(row), add_comment(row)
    comments.publish_comment(comment=first, by=facilitator, at=AT)
    comments.decline_comment(comment=second, rule=rule, reason=REASON, by=facilitator, at=AT)
    assert list(Comment.objects.order_by("pk").values_list("state", "rule")) == [
        ("publicado", ""),
        ("no_publicado", str(rule)),
    ]
    comments.take_down_comment(comment=first, rule=rule, reason=REASON, by=facilitator, at=AT)
    assert last_verb(first) == ("comment.taken_down", facilitator)
    with pytest.raises(acts.AlreadyHandled):
        comments.publish_comment(comment=second, by=facilitator, at=AT)


def test_own_comment_is_moderated_by_somebody_else(agenda, facilitator):
    own = add_comment(make_contribution(agenda), participant=make_participant(agenda, user=facilitator))
    with pytest.raises(acts.MayNotDecideOwn):
        comments.publish_comment(comment=own, by=facilitator, at=AT)
