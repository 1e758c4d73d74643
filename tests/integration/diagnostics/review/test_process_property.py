"""Whatever people do in any order: nothing is written out of time, changes once closed, or shows before its day."""

import re
from datetime import timedelta
from functools import cache
from random import Random

import pytest
from django.core.cache import cache as page_cache
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from accounts.queries import has_role_in
from core.models import AuditEntry
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import DONE, MODE_OF, REVIEWING, Layer, Reopening, State
from diagnostics.assessments.models import Answer, AnswerRevision, Assessment, EvidenceUse, MunicipalScore
from diagnostics.review.models import (
    AnswerReview,
    Message,
    Reply,
    ReplyDecision,
    ReplyEvidence,
    SecondReview,
    Signature,
)
from tests.factories.accounts import make_member, make_membership
from tests.integration.diagnostics.review.process_driver import (
    MESSAGE,
    OPERATIONS,
    SECRET,
    USUAL,
    World,
    beat,
    link_falls,
)
from tests.public_addresses import read_all, samples_of, text_of

pytestmark = pytest.mark.django_db
STEPS, MAIN = 40, {"/", "/comparar/", "/como-se-mide/"}
# A walk begins anywhere on the way of the first diagnosis; who tries may be one of those who must not.
START = ["fill_all", "submit", "sign", "mark_all", "close", "reply", "reply", "reply", "send_reply"]
DONE_IT = "done"
OF_THE_CAST = ("contributor", "liaison", "approver", "reviewer", "coordinator", "neighbour")
Snapshot = dict[str, dict[int, tuple]]
SAID = ("pk", "value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted", "previous_claim")
TABLES = {
    "own": (Answer.objects.filter(layer=Layer.SELF_ASSESSED), "assessment", SAID),
    "reviewed": (Answer.objects.filter(layer=Layer.REVIEWED), "assessment", SAID),
    "final": (Answer.objects.filter(layer=Layer.FINAL), "assessment", SAID),
    "own proofs": (EvidenceUse.objects.filter(answer__layer=Layer.SELF_ASSESSED), "answer__assessment", None),
    "reviewed proofs": (EvidenceUse.objects.filter(answer__layer=Layer.REVIEWED), "answer__assessment", None),
    "final proofs": (EvidenceUse.objects.filter(answer__layer=Layer.FINAL), "answer__assessment", None),
    "marks": (AnswerReview.objects.all(), "answer__assessment", None),
    "second": (SecondReview.objects.all(), "answer__assessment", None),
    "messages": (Message.objects.all(), "answer__assessment", None),
    "replies": (Reply.objects.all(), "answer__assessment", None),
    "reply proofs": (ReplyEvidence.objects.all(), "reply__answer__assessment", None),
    "decisions": (ReplyDecision.objects.all(), "reply__answer__assessment", None),
    "signature": (Signature.objects.all(), "assessment", ("pk", "sha256", "signed_at")),
}
# In which states each table takes rows, always within their term.
WINDOWS = {
    "reviewed": {State.IN_REVIEW},
    "reviewed proofs": {State.IN_REVIEW},
    "final": {State.IN_REVIEW, State.REPLY_OPEN, State.REPLY_DECISION},
    "final proofs": {State.IN_REVIEW, State.REPLY_OPEN, State.REPLY_DECISION},
    "marks": {State.IN_REVIEW},
    "second": {State.SIGN_OFF, State.IN_REVIEW},
    "messages": {State.IN_REVIEW, State.CLARIFICATION, State.REPLY_OPEN, State.REPLY_DECISION},
    "replies": {State.REPLY_OPEN},
    "reply proofs": {State.REPLY_OPEN, State.REPLY_DECISION},
    "decisions": {State.REPLY_DECISION},
    "signature": {State.SIGN_OFF},
}
NEVER_AGAIN = ("reviewed", "reviewed proofs", "final", "final proofs", "decisions", "signature")


@cache
def _sql(table: str) -> tuple[str, tuple]:
    """The query of a table, its owner and key first; built once, for a walk asks it at every step."""
    rows, owner, fields = TABLES[table]
    names = fields or [field.attname for field in rows.model._meta.concrete_fields]
    return rows.values_list(owner, *names).query.sql_with_params()


def snapshots(keys: list[int]) -> dict[int, Snapshot]:
    """All rows of each diagnosis, by table and primary key."""
    found: dict[int, Snapshot] = {key: {table: {} for table in TABLES} for key in keys}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(*_sql(table))
            for owner, pk, *rest in cursor.fetchall():
                found[owner][table][pk] = tuple(map(str, rest))
    return found


def changed(before: Snapshot, after: Snapshot, table: str) -> set[int]:
    """The keys of rows that came, went or say something else."""
    old, new = before[table], after[table]
    return {pk for pk in old.keys() | new.keys() if old.get(pk) != new.get(pk)}


class Watch:
    """One diagnosis: what it was before each step, and what every step must leave true."""

    def __init__(self, world: World, key: int):
        self.world, self.key, self.totals, self.was_reopened = world, key, {}, False
        self.before = world.assessment(key)
        self.look(self.before, snapshots(world.keys)[key])

    def look(self, assessment: Assessment, rows: Snapshot) -> None:
        self.before, self.rows, self.entries = assessment, rows, len(self.chain())
        self.open = self.open_answers()
        waiting = Answer.objects.filter(assessment=self.key, reopened_at__isnull=False)
        self.reopened = set(waiting.values_list("pk", flat=True))

    def open_answers(self) -> set[int]:
        """The keys of the answers of a sent diagnosis that take changes today."""
        if self.before.state not in REVIEWING:
            return set()
        today = self.world.today
        rows = Answer.objects.self_assessed().filter(assessment=self.key, reopened_at__isnull=False)
        in_time = not self.before.is_overdue(today)
        return {
            r.pk for r in rows if (in_time if r.reopening == Reopening.CLARIFICATION else today <= r.reopened_until)
        }

    def chain(self) -> list[tuple[str, str]]:
        entries = AuditEntry.of(self.before).filter(data__has_key="to").order_by("pk")
        return [(data["from"], data["to"]) for data in entries.values_list("data", flat=True)]

    def check(self, operation: str, by, rows: Snapshot) -> None:
        """What a step by a person (None: the portal) left; then that is the new before."""
        after = self.world.assessment(self.key)
        self._check_windows(rows, by)
        self._check_own(rows, by)
        has_conflict = by and self.before.municipality_id in self.world.conflicts.get(by.pk, ())
        for table in ("marks", "second", "decisions", "reviewed") if has_conflict else ():
            assert changed(self.rows, rows, table) == set(), "whoever declared a conflict judged"
        for table in NEVER_AGAIN:
            kept = {pk: rows[table].get(pk) for pk in self.rows[table]}
            assert kept == self.rows[table], f"{table} changed by {operation} in {self.before.state}"
        self._check_chain(after)
        moved = after.state != self.before.state
        self.look(after, rows)
        self.was_reopened |= bool(self.reopened)
        if moved:
            self._keep_totals()

    def _check_windows(self, rows: Snapshot, by) -> None:
        """(a) Whatever was written, its state and its term allowed it."""
        state, in_time = self.before.state, self.before.is_open_on(self.world.today)
        for table, states in WINDOWS.items():
            touched = changed(self.rows, rows, table)
            allowed = in_time and state in states
            if by is None:
                silent = state == State.REPLY_OPEN and not in_time
                taken = not rows[table].keys() & touched and state in REVIEWING  # marks of what was reopened
                unread = state in REVIEWING and not SecondReview.objects.filter(pk__in=touched, marked_at__isnull=False)
                allowed = {"final": silent, "marks": taken, "second": unread}.get(table.split()[0], False)
            assert not touched or allowed, f"{table} written in {state}, due {self.before.due_on}, {self.world.today}"

    def _check_own(self, rows: Snapshot, by) -> None:
        """(a, b) What was declared changes while it is filled, in time, and later only where it was reopened.

        The portal takes back what cannot be read: such an answer says again what it said before.
        """
        if self.before.is_fillable:
            touched = changed(self.rows, rows, "own") | changed(self.rows, rows, "own proofs")
            assert not touched or self.before.is_open_on(self.world.today)
            return
        uses = EvidenceUse.objects.filter(answer__assessment=self.key, answer__layer=Layer.SELF_ASSESSED)
        owners = self.owners | dict(uses.values_list("pk", "answer"))
        touched = changed(self.rows, rows, "own")
        touched |= {owners[pk] for pk in changed(self.rows, rows, "own proofs")}
        if by is None:
            assert touched <= self.reopened
            said = AnswerRevision.objects.filter(answer__in=touched).values_list("answer", "value")
            assert {(pk, rows["own"][pk][0]) for pk in touched} <= set(said)
            return
        assert touched <= self.open, f"declared answers changed in {self.before.state}"

    @property
    def owners(self) -> dict[int, int]:
        """The answer of each proof, also of those that went."""
        place = [f.attname for f in EvidenceUse._meta.concrete_fields].index("answer_id") - 1
        return {pk: int(row[place]) for pk, row in self.rows["own proofs"].items()}

    def _check_chain(self, after: Assessment) -> None:
        """(d) Every change of state has its one entry, and they follow one another without a gap."""
        chain = self.chain()
        expected = [State.NOT_STARTED.value, *(target for _, target in chain)]
        assert [source for source, _ in chain] == expected[:-1]
        assert expected[-1] == after.state
        assert len(chain) - self.entries == (after.state != self.before.state)

    def _keep_totals(self) -> None:
        """(b) The totals of a layer as they were when it was closed."""
        layers = {
            State.IN_REVIEW: [Layer.SELF_ASSESSED], State.REPLY_OPEN: [Layer.REVIEWED],
            State.FINAL_READY: [Layer.REVIEWED, Layer.FINAL],
        }  # fmt: skip
        for layer in layers.get(self.before.state, []):
            self.totals.setdefault(layer, self.total(layer))

    def total(self, layer: Layer) -> tuple:
        run = scores.compute(round=self.world.round, layer=layer, mode=MODE_OF[layer], at=self.world.at)
        fields = ("score", "displayed", "coverage", "level", "partial", "dimensions", "detail")
        return run.totals.filter(municipality=self.before.municipality_id).values_list(*fields).get()

    def check_totals(self) -> None:
        for layer, total in self.totals.items():
            if layer != Layer.SELF_ASSESSED or not self.was_reopened:
                assert self.total(layer) == total, f"the {layer} layer scores otherwise now"

    def check_judges(self) -> None:
        """(c) Nobody with a part in the municipality judged it, nobody decided a dimension in which she judged."""
        answers = Answer.objects.filter(assessment=self.key).select_related("question__indicator__dimension")
        dimension = {str(row.pk): row.question.indicator.dimension.code for row in answers}
        acts = AuditEntry.objects.filter(target_type="assessments.answer", target_id__in=dimension)
        judged: set[tuple] = set()
        for act in acts.filter(verb__in=["answer.marked", "answer.read_again", "reply.ruled"]).order_by("pk"):
            assert not has_role_in(act.by, self.before.municipality)
            pair = (act.by_id, dimension[act.target_id])
            assert act.verb != "reply.ruled" or pair not in judged
            judged |= {pair} if act.verb != "reply.ruled" else set()


def pages_of(world: World, *, everywhere: bool) -> dict[str, str]:
    """The text of the public pages, without tags; not `everywhere`: of those that show the diagnosis first."""
    slugs = [world.assessment(key).municipality.slug for key in world.keys]
    codes = list(Signature.objects.values_list("code", flat=True))
    edition = world.round.version.parsed
    samples = samples_of(slugs=slugs, rounds=[world.round.code], signatures=codes, edition=edition)
    browser = Client()
    page_cache.clear()
    if everywhere:
        return read_all(browser, samples)
    return {address: text_of(browser.get(address)) for address in sorted(MAIN)}


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\d.,])\d{1,3}[.,]\d\d(?!\d)", text))


def check_public_pages(world: World, before: set[str], *, everywhere: bool) -> None:
    """(e) Before the publication no page for everybody shows a text or a total of what is being made.

    `before`: the numbers that the pages showed when nothing was written yet, as the weights of the edition.
    """
    pages = pages_of(world, everywhere=everywhere)
    assert set(pages) >= MAIN, "the walk of the addresses found less than it should"
    totals = MunicipalScore.objects.filter(run__round=world.round, displayed__isnull=False)
    secret = {text for n in totals.values_list("displayed", flat=True) for text in (str(n), str(n).replace(".", ","))}
    is_public = world.round.publications.exists()
    for address, text in pages.items():
        assert MESSAGE not in text, address
        if not is_public:
            assert SECRET not in text, address
            assert numbers_in(text) & secret - before == set(), address


def step(world: World, watches: dict[int, Watch], wanted: str = "") -> str:
    """One step of anybody, and what became of it; `wanted`: by who may, on the first diagnosis."""
    world.at += timedelta(minutes=1)
    what = "usual" if wanted else world.draw(["usual"] * 6 + ["any", "any", "days", "falls"])
    unfinished = [key for key in world.keys if watches[key].before.state not in DONE]
    key = world.keys[0] if wanted else world.draw([*world.keys, *unfinished * 4])
    assessment, by, outcome = world.assessment(key), None, DONE_IT
    if what == "days":
        world.at += timedelta(days=world.draw([1, 3, 8, 20]))
        for watch in watches.values():
            watch.open = watch.open_answers()
        operation = "beat"
        if world.maybe():  # a worker may be away for days
            beat(world)
    elif what == "falls":
        operation = "link_falls"
        link_falls(world, assessment)
    else:
        usual = what == "usual"
        operation = wanted or world.draw(USUAL[assessment.state] if usual else sorted(OPERATIONS))
        people = list(world.people.values())
        by = world.draw([p for p in people if world.may(operation, p, assessment)] if usual else people)
        outcome = world.do(operation, by, assessment)
    found = snapshots(world.keys)
    for key, watch in watches.items():
        watch.check(operation, by, found[key])
    return outcome


@settings(
    max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a walk is long to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(seed=st.integers(0, 2**32))
def test_process_whatever_happens_stays_true(cast, seed):
    with transaction.atomic():
        people = {name: cast.person(name) for name in OF_THE_CAST}
        people |= {"second": make_member(Role.REVIEWER), "mayor_there": make_member(Role.APPROVER, cast.there)}
        people["insider"] = make_member(Role.REVIEWER)
        make_membership(Role.CONTRIBUTOR, cast.here, user=people["insider"])
        world = World(cast, people, Random(seed).choice)
        for name in ("reviewer", "second", "coordinator", "insider"):
            OPERATIONS["declare"][1](world, people[name], world.assessment(world.draw(world.keys)))
        watches = {key: Watch(world, key) for key in world.keys}
        shown = set().union(*map(numbers_in, pages_of(world, everywhere=False).values()))
        for operation in START[: world.draw([0, 3, 5, 8, 9, 9])]:
            for _ in range(4):
                if step(world, watches, operation) == DONE_IT:
                    break
        for number in range(1, STEPS + 1):
            step(world, watches)
            if number % 10 == 0 or number == STEPS:
                check_public_pages(world, shown, everywhere=number == STEPS)
            if watches[world.keys[0]].before.state == State.PUBLISHED and world.draw([True, False, False]):
                break
        for watch in watches.values():
            watch.check_totals()
            watch.check_judges()
            for _, target in watch.chain():
                event(target)
        transaction.set_rollback(True)
