"""What the addresses of co-creation answer to everybody: as role_table.py, with a column for facilitation."""

from cocreation.agendas.choices import StageCode
from cocreation.agreements.actions import items
from tests.factories.cocreation import make_agenda, moment_in

COCREATION = """
                                contrib liaison approv neighb reviewer coordin admin facilit others nobody
GET  agreements:item-list        200     200     200    200    200      200     200   200     200    200
GET  agreements:item             200     200     200    200    200      200     200   200     200    200
GET  agreements:item-work-list   403     200     200    404    403      200     403   200     403    login
GET  agreements:item-new         403     200     200    404    403      200     403   200     403    login
POST agreements:item-new         403     422     422    404    403      422     403   422     403    login
GET  agreements:item-work        403     200     200    404    403      200     403   200     403    login
POST agreements:item-work        403     422     422    404    403      422     403   422     403    login
"""


def cocreation_arguments(cast) -> dict[str, dict]:
    """An agenda of one municipality with something behind every address; what each address takes, by its name."""
    agenda, at = make_agenda(cast.here), moment_in(StageCode.PROTOTYPES)
    item = items.draft(
        agenda=agenda, title="Camino al colegio", text="Las cebras se levantan antes de agosto.", challenge=None,
        municipalities=[cast.here], contributions=[], by=cast.facilitator, at=at,
    )  # fmt: skip
    items.open_to_acceptance(item=item, by=cast.facilitator, at=at)
    here, its_item = {"code": agenda.code}, {"code": agenda.code, "number": item.code}
    return {
        "agreements:item-list": here,
        "agreements:item": its_item,
        "agreements:item-work-list": here,
        "agreements:item-new": here,
        "agreements:item-work": its_item,
    }
