"""What the addresses of co-creation answer to everybody: as role_table.py, with a column for facilitation."""

from django.utils import timezone

from cocreation.agendas.choices import StageCode
from cocreation.agreements.actions import items
from cocreation.contributions.actions import telling
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import EmailCode
from core.receipts.codes import hashed, new_code
from tests.factories.ballots import make_result, make_session
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_attachment,
    make_contribution,
    make_merge,
    make_pilot,
    moment_in,
)
from tests.factories.workshops import DAY, make_entry, make_kit, make_workshop

COCREATION = """
                                contrib liaison approv neighb reviewer coordin admin facilit others nobody
GET  agreements:item-list        200     200     200    200    200      200     200   200     200    200
GET  agreements:item             200     200     200    200    200      200     200   200     200    200
GET  agreements:item-work-list   403     200     200    404    403      200     403   200     403    login
GET  agreements:item-new         403     200     200    404    403      200     403   200     403    login
POST agreements:item-new         403     422     422    404    403      422     403   422     403    login
GET  agreements:item-work        403     200     200    404    403      200     403   200     403    login
POST agreements:item-work        403     422     422    404    403      422     403   422     403    login
GET  contributions:answer-queue  403     200     200    200    403      200     403   200     403    login
GET  contributions:answer-several 403   302     302    302    403      302     403   302     403    login
POST contributions:answer-several 403   302     302    302    403      302     403   302     403    login
GET  contributions:answer-write  403     200     200    404    403      200     403   200     403    login
POST contributions:answer-write  403     422     422    404    403      422     403   422     403    login
GET  contributions:merge-list    403     403     403    403    403      200     403   200     403    login
GET  contributions:merge-new     403     403     403    403    403      302     403   302     403    login
POST contributions:merge-new     403     403     403    403    403      302     403   302     403    login
GET  contributions:merge-answer  404     404     404    404    404      404     404   404     404    login
POST contributions:merge-answer  404     404     404    404    404      404     404   404     404    login
GET  contributions:merge-consent 302     302     302    302    302      302     302   302     302    302
POST contributions:merge-consent 422     422     422    422    422      422     422   422     422    422
GET  contributions:digest-leave  302     302     302    302    302      302     302   302     302    302
POST contributions:digest-leave  302     302     302    302    302      302     302   302     302    302
GET  contributions:join                200    200    200    200   200     200     200    200      200    200
POST contributions:join                422    422    422    422   422     422     422    422      422    422
GET  contributions:confirm             200    200    200    200   200     200     200    200      200    200
POST contributions:confirm             422    422    422    422   422     422     422    422      422    422
GET  contributions:confirm-link        302    302    302    302   302     302     302    302      302    302
POST contributions:confirm-link        302    302    302    302   302     302     302    302      302    302
GET  contributions:contribution-new    200    200    200    200   200     200     200    200      200    200
POST contributions:contribution-new    422    422    422    422   422     422     422    422      422    422
POST contributions:contribution-similar 302    302    302    302   302     302     302    302      302    302
GET  contributions:receipt             200    200    200    200   200     200     200    200      200    200
POST contributions:receipt             302    302    302    302   302     302     302    302      302    302
POST contributions:support             302    302    302    302   302     302     302    302      302    302
GET  contributions:comment             302    302    302    302   302     200     302    200      302    302
POST contributions:comment             302    302    302    302   302     422     302    422      302    302
GET  contributions:attachment          404    404    404    404   404     404     404    404      404    404
GET  contributions:moderation-file     403    403    403    403   403     200     403    200      403    login
GET  contributions:mine                302    302    302    302   302     302     302    302      302    302
POST contributions:mine                302    302    302    302   302     302     302    302      302    302
GET  contributions:mine-data           302    302    302    302   302     302     302    302      302    302
GET  contributions:mine-contribution   302    302    302    302   302     302     302    302      302    302
POST contributions:mine-contribution   302    302    302    302   302     302     302    302      302    302
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
    asked = make_contribution(
        agenda, state=ContributionState.UNDER_REVIEW, answering=cast.here, due_on=day_in(StageCode.IDEAS)
    )
    member = make_merge(agenda, by=cast.facilitator).members.first()
    here, its_item = {"code": agenda.code}, {"code": agenda.code, "number": item.code}
    stage, challenge = here | {"kind": "ideas"}, here | {"name": "MOV-1"}
    waits = here | {"number": make_contribution(agenda, state=ContributionState.IN_MODERATION).code}
    idea = here | {"number": make_contribution(agenda).code}
    file = make_attachment(make_contribution(agenda, state=ContributionState.IN_MODERATION))
    its_file = here | {"number": file.contribution.code, "pk": file.pk}
    code = new_code()
    EmailCode.objects.create(
        agenda=agenda, email="a@correo.example", code_hmac=hashed(code), consent_version="1", asked_at=timezone.now()
    )
    taking_part = ("join", "confirm", "contribution-new", "contribution-similar", "receipt", "mine", "mine-data")
    of_agenda = ("agenda-manage", "agenda-edit", "agenda-publish", "rules-edit", "stages-edit", "challenge-new")
    return _of_workshops(cast) | {
        **{f"agenda_pages:{name}": here for name in ("ballot", "voter-say", "priorities", "data")},
        **{f"agenda_pages:{name}": challenge for name in ("vote-cast", "challenge-support", "account")},
        "agenda_pages:data-file": here | {"name": "ranking.csv"},
        **{f"agendas:{name}": here for name in of_agenda},
        **{f"agendas:{name}": stage for name in ("stage-close", "stage-report")},
        **{f"agendas:{name}": challenge for name in ("challenge-edit", "pilot-new")},
        "agendas:pilot-edit": challenge | {"number": make_pilot(agenda, cast.facilitator).pk},
        **{f"contributions:{name}": here for name in ("agenda-balance", "agenda-quality", "rule-list")},
        **{f"contributions:{name}": here for name in taking_part},
        **{f"contributions:{name}": idea for name in ("support", "comment", "mine-contribution")},
        **{f"agenda_pages:{name}": here for name in ("agenda", "agenda-feed", "contribution-list")},
        "agenda_pages:challenge": here | {"number": "MOV-1"},
        "agenda_pages:stage-report": stage,  # no devolución yet
        "contributions:contribution": idea,
        "contributions:confirm-link": {"token": code},
        **{f"contributions:{name}": its_file for name in ("attachment", "moderation-file")},
        "contributions:moderation-detail": waits,
        "contributions:contribution-versions": idea,
        "contributions:appeal": waits,  # of somebody else's: who holds no receipt learns that it takes one
        "agreements:item-list": here,
        "agreements:item": its_item,
        "agreements:item-work-list": here,
        "agreements:item-new": here,
        "agreements:item-work": its_item,
        "contributions:answer-write": {"code": agenda.code, "number": asked.code},
        "contributions:merge-list": here,
        "contributions:merge-new": here,
        "contributions:merge-answer": {"code": agenda.code, "number": member.pk},
        "contributions:merge-consent": {"token": telling.consent_token(member)},
        "contributions:digest-leave": {"token": telling.leave_token(member.contribution.participant.contact)},
    }


def _of_workshops(cast) -> dict[str, dict]:
    workshop = make_workshop(make_agenda(cast.here, code="AG-T"), by=cast.facilitator, starts_at=timezone.now() + DAY)
    kit, entry = make_kit(workshop), make_entry(workshop)
    agenda, own = {"code": "AG-T"}, {"code": "AG-T", "number": workshop.number}
    of_one = (
        "workshop", "workshop-calendar", "registration-new", "registration-done", "workshop-manage", "workshop-edit",
        "workshop-cancel", "attendance-edit", "minutes-edit", "evaluation-edit", "kit-make", "card-entry",
    )  # fmt: skip
    return {f"workshops:{name}": agenda for name in ("workshop-list", "workshop-manage-list", "workshop-new")} | {
        **{f"workshops:{name}": own for name in of_one},
        "workshops:kit-revoke": own | {"pk": kit.pk},
        "workshops:card-undo": own | {"pk": entry.pk},
    }
