"""Follow-up, commitments: the work screens of those who answer for them and of the metropolitan team."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from accounts.queries import holdings_of
from followup.commitments.actions import changes, milestones
from followup.commitments.actions.promises import PROMISED
from followup.commitments.models import Commitment
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.commitments import LINK, accepted, from_today, propose


def _person(role: Role) -> User:
    return User.objects.get(email=f"{role}@demo.example")


def visits() -> Iterator[Visit]:
    """One that is proposed, one that runs with a change to decide and evidence, one that waits for its second reading."""
    now, dates, liaison = timezone.now(), from_today(timezone.localdate()), _person(Role.LIAISON)
    approver, here = _person(Role.APPROVER), Municipality.objects.get(pk=holdings_of(liaison)[0].municipality_id)
    proposed = propose(liaison, here, when=now, is_demo=True, title="Uno propuesto", **dates)
    agreed = {"when": now, "is_demo": True} | dates
    runs, done = (accepted(liaison, approver, here, title=title, **agreed) for title in ("Uno en marcha", "Uno hecho"))
    milestones.prove(commitment=runs, number=1, contents=[LINK], by=liaison, at=now)
    for number in (1, 2):
        milestones.prove(commitment=done, number=number, contents=[f"{LINK}/{number}"], by=liaison, at=now)
    _ask(runs, liaison)
    yield from (
        Visit(f"commitments:{name}", reverse(f"commitments:{name}"), who)
        for name in ("work-list", "new") for who in (Role.LIAISON, Role.COORDINATOR)
    )  # fmt: skip
    for name, row, who in (
        ("work", proposed, Role.APPROVER), ("work", runs, Role.LIAISON), ("work", done, Role.COORDINATOR),
        ("edit", proposed, Role.LIAISON), ("hand-over", runs, Role.LIAISON), ("news", runs, Role.LIAISON),
        ("change", done, Role.LIAISON), ("decide", runs, Role.COORDINATOR), ("lowering", runs, Role.COORDINATOR),
        ("close", done, Role.REVIEWER),
    ):  # fmt: skip
        yield Visit(f"commitments:{name}", reverse(f"commitments:{name}", args=[row.code]), who, holds_demo=True)
    [evidence] = runs.milestones.get(number=1).evidence.all()
    yield Visit("evidence:withhold", reverse("evidence:withhold", args=[evidence.pk]), Role.COORDINATOR)
    for number, who in ((2, Role.LIAISON), (1, Role.COORDINATOR)):
        address = reverse("commitments:milestone", args=[runs.code, number])
        yield Visit("commitments:milestone", address, who, holds_demo=True)


def _ask(row: Commitment, by: User) -> None:
    fields = {name: getattr(row, name) for name in PROMISED} | {"measure": "6 devoluciones"}
    steps = {one.number: (one.title, one.due_on) for one in row.milestones.all()}
    changes.ask(
        commitment=row, fields=fields, milestones=steps, reason="Menos.", seen=row.version, by=by, at=timezone.now()
    )
