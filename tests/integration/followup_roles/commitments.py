"""Follow-up, commitments: one that the municipality accepted, one with a change to decide, one that is proposed."""

from django.utils import timezone

from followup.commitments.actions import changes, milestones
from followup.commitments.actions.promises import PROMISED
from tests.factories.commitments import accepted, from_today, propose
from tests.factories.works import upload

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  commitments:work-list         403     200     200    200    200      200     403   403    login
GET  commitments:new               403     200     403    200    403      200     403   403    login
POST commitments:new               403     422     403    422    403      422     403   403    login
GET  commitments:work              403     200     200    404    200      200     403   403    login
GET  commitments:edit              403     200     403    404    403      403     403   403    login
POST commitments:edit              403     422     403    404    403      403     403   403    login
POST commitments:accept            403     403     302    403    403      403     403   403    login
GET  commitments:hand-over         403     200     200    404    403      403     403   403    login
POST commitments:hand-over         403     422     422    404    403      403     403   403    login
GET  commitments:news              403     200     403    404    403      403     403   403    login
POST commitments:news              403     422     403    404    403      403     403   403    login
GET  commitments:milestone         403     200     403    404    403      200     403   403    login
POST commitments:milestone         403     422     403    404    403      422     403   403    login
POST commitments:evidence          403     302     403    404    403      302     403   403    login
GET  commitments:lowering          403     403     403    403    403      200     403   403    login
POST commitments:lowering          403     403     403    403    403      422     403   403    login
GET  commitments:change            403     200     403    404    403      403     403   403    login
POST commitments:change            403     422     403    404    403      403     403   403    login
POST commitments:withdraw-change   403     302     403    404    403      403     403   403    login
GET  commitments:decide            403     403     403    403    403      200     403   403    login
POST commitments:decide            403     403     403    403    403      422     403   403    login
GET  commitments:close             403     403     403    404    200      200     403   403    login
POST commitments:close             403     403     403    404    422      422     403   403    login
"""
OF_ONE = ("work", "hand-over", "news", "lowering", "change", "close")


def arguments(cast) -> dict[str, dict]:
    now, today = timezone.now(), timezone.localdate()
    dates = from_today(today)
    proposed = propose(cast.liaison, cast.here, when=now, title="Propuesto", **dates)
    row = accepted(cast.liaison, cast.approver, cast.here, when=now, **dates)
    other = accepted(cast.liaison, cast.approver, cast.here, when=now, title="Con un cambio", **dates)
    fields = {name: getattr(other, name) for name in PROMISED} | {"measure": "6 devoluciones"}
    steps = {one.number: (one.title, one.due_on) for one in other.milestones.all()}
    changes.ask(
        commitment=other, fields=fields, milestones=steps, reason="Menos.", seen=other.version, by=cast.liaison, at=now
    )
    [file] = milestones.prove(commitment=other, number=1, contents=[upload()], by=cast.liaison, at=now).evidence.all()
    return (
        {f"commitments:{name}": {"code": row.code} for name in OF_ONE}
        | {f"commitments:{name}": {"code": proposed.code} for name in ("edit", "accept")}
        | {"commitments:milestone": {"code": row.code, "number": 1}, "commitments:decide": {"code": other.code}}
        | {"commitments:withdraw-change": {"code": other.code}}
        | {"commitments:evidence": {"code": other.code, "pk": file.pk}}
    )
