"""Follow-up, the circle: parts of pages of the diagnosis and of agendas, which everybody reads."""

from cocreation.agendas.choices import StageCode
from cocreation.agreements.actions import items
from tests.factories.cocreation import make_agenda, moment_in

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  commitments:of-questions      200     200     200    200    200      200     200   200    200
GET  commitments:of-item           200     200     200    200    200      200     200   200    200
"""


def arguments(cast) -> dict[str, dict]:
    at = moment_in(StageCode.PROTOTYPES)
    item = items.draft(
        agenda=make_agenda(cast.here, code="AG-C"), title="Camino al colegio", text="Las cebras se levantan antes de agosto.",
        challenge=None, municipalities=[cast.here], contributions=[], by=cast.facilitator, at=at,
    )  # fmt: skip
    items.open_to_acceptance(item=item, by=cast.facilitator, at=at)
    return {
        "commitments:of-questions": {"round": "publicado", "divipola": cast.here.divipola, "part": "A"},
        "commitments:of-item": {"agenda": "AG-C", "code": item.code},
    }
