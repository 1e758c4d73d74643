"""What the addresses of co-creation answer to everybody: as role_table.py, with a column for facilitation."""

from cocreation.agendas.choices import StageCode
from cocreation.agreements.actions import items
from cocreation.contributions.choices import ContributionState
from tests.factories.ballots import make_result, make_session
from tests.factories.cocreation import make_agenda, make_contribution, moment_in

COCREATION = """
                                contrib liaison approv neighb reviewer coordin admin facilit others nobody
GET  agreements:item-list        200     200     200    200    200      200     200   200     200    200
GET  agreements:item             200     200     200    200    200      200     200   200     200    200
GET  agreements:item-work-list   403     200     200    404    403      200     403   200     403    login
GET  agreements:item-new         403     200     200    404    403      200     403   200     403    login
POST agreements:item-new         403     422     422    404    403      422     403   422     403    login
GET  agreements:item-work        403     200     200    404    403      200     403   200     403    login
POST agreements:item-work        403     422     422    404    403      422     403   422     403    login
GET  agenda_pages:ballot              200 200 200 200 200 200 200 200 200 200
POST agenda_pages:voter-say           403 403 403 403 403 403 403 403 403 403
POST agenda_pages:vote-cast           403 403 403 403 403 403 403 403 403 403
POST agenda_pages:challenge-support   403 403 403 403 403 403 403 403 403 403
GET  agenda_pages:priorities          200 200 200 200 200 200 200 200 200 200
GET  agenda_pages:account             200 200 200 200 200 200 200 200 200 200
GET  agenda_pages:data                200 200 200 200 200 200 200 200 200 200
GET  agenda_pages:data-file           200 200 200 200 200 200 200 200 200 200
"""


def cocreation_arguments(cast) -> dict[str, dict]:
    """An agenda of one municipality with something behind every address; what each address takes, by its name."""
    agenda, at = make_agenda(cast.here), moment_in(StageCode.PROTOTYPES)
    make_session(agenda)
    make_result(agenda)
    item = items.draft(
        agenda=agenda, title="Camino al colegio", text="Las cebras se levantan antes de agosto.", challenge=None,
        municipalities=[cast.here], contributions=[], by=cast.facilitator, at=at,
    )  # fmt: skip
    items.open_to_acceptance(item=item, by=cast.facilitator, at=at)
    here, its_item = {"code": agenda.code}, {"code": agenda.code, "number": item.code}
    stage, challenge = here | {"kind": "ideas"}, here | {"name": "MOV-1"}
    waits = here | {"number": make_contribution(agenda, state=ContributionState.IN_MODERATION).code}
    idea = here | {"number": make_contribution(agenda).code}
    of_agenda = ("agenda-manage", "agenda-edit", "agenda-publish", "rules-edit", "stages-edit", "challenge-new")
    return {
        **{f"agenda_pages:{name}": here for name in ("ballot", "voter-say", "priorities", "data")},
        **{f"agenda_pages:{name}": challenge for name in ("vote-cast", "challenge-support", "account")},
        "agenda_pages:data-file": here | {"name": "ranking.csv"},
        **{f"agendas:{name}": here for name in of_agenda},
        **{f"agendas:{name}": stage for name in ("stage-close", "stage-report")},
        **{f"agendas:{name}": challenge for name in ("challenge-edit", "pilot-new")},
        **{f"contributions:{name}": here for name in ("agenda-balance", "agenda-quality", "rule-list")},
        "contributions:moderation-detail": waits,
        "contributions:contribution-versions": idea,
        "contributions:appeal": waits,  # of somebody else's: who holds no receipt learns that it takes one
        "agreements:item-list": here,
        "agreements:item": its_item,
        "agreements:item-work-list": here,
        "agreements:item-new": here,
        "agreements:item-work": its_item,
    }
