"""Loading agendas from files."""

from datetime import date, datetime

from django.db import transaction

from cocreation.agendas.loaders.agendas import AgendaFile, ChallengeFields, StageFields
from cocreation.agendas.models import Agenda, Challenge, ModerationRule, Stage
from cocreation.agendas.queries.manage import challenges_in_use
from core import audit
from core.process.transitions import begin
from core.refusals import Refusal
from territory.models import Municipality

CREATED, CHANGED, SAME = "created", "changed", "same"


@transaction.atomic
def load_agenda(*, content: AgendaFile, at: datetime, by=None) -> tuple[Agenda, str]:
    """Create the agenda or bring it up to date; the same content changes nothing. Returns it and created, changed or same.

    Refuses to take out a challenge, or to change its text or municipalities, once somebody voted for it, supported it or
    wrote to it.
    """
    agenda = Agenda.objects.select_for_update().filter(code=content.code).first()
    if agenda and agenda.content_sha256 == content.sha256:
        return agenda, SAME
    outcome = CHANGED if agenda else CREATED
    agenda = agenda or Agenda(code=content.code)
    agenda.name, agenda.places, agenda.answer_days = content.name, content.places, content.answer_days
    for field, sentence in content.sentences.items():
        setattr(agenda, field, sentence)
    agenda.content_sha256, agenda.loaded_at = content.sha256, at
    agenda.published_at = agenda.published_at or at
    agenda.save()
    places = Municipality.objects.in_bulk(content.municipalities, field_name="divipola")
    agenda.municipalities.set(places.values())
    _write_stages(agenda, content.stages, at)
    agenda.moderation_rules.all().delete()
    ModerationRule.objects.bulk_create(
        ModerationRule(agenda=agenda, code=r.code, text=r.text, position=n)
        for n, r in enumerate(content.moderation_rules)
    )
    _write_challenges(agenda, content.challenges, places)
    audit.record(
        by=by, verb="agenda.changed" if outcome == CHANGED else "agenda.created", target=agenda, at=at,
        data={"sha256": content.sha256, "challenges": len(content.challenges)},
    )  # fmt: skip
    return agenda, outcome


def _write_stages(agenda: Agenda, wanted: tuple[StageFields, ...], at: datetime) -> None:
    """Bring the stages up to date. Refuses to move or take out one that has closed."""
    stored = {stage.code: stage for stage in agenda.stages.select_for_update()}
    dates = {stage.code: (date.fromisoformat(stage.opens), date.fromisoformat(stage.closes)) for stage in wanted}
    for code, stage in stored.items():
        if stage.is_closed and dates.get(code) != (stage.opens_on, stage.closes_on):
            raise Refusal(f"La etapa «{stage}» ya cerró: no se puede quitar ni cambiar sus fechas.")
    agenda.stages.exclude(code__in=dates).delete()
    for code, (opens, closes) in dates.items():
        stage = stored.get(code) or Stage(agenda=agenda, code=code)
        if not stage.is_closed:
            stage.opens_on, stage.closes_on = opens, closes
            begin(stage, at)
            stage.save()


def _write_challenges(agenda: Agenda, wanted: tuple[ChallengeFields, ...], places: dict[str, Municipality]) -> None:
    stored = {challenge.code: challenge for challenge in agenda.challenges.prefetch_related("municipalities")}
    used = challenges_in_use(agenda)
    said = {code for code, challenge in stored.items() if challenge.pk in used}
    gone = stored.keys() - {challenge.code for challenge in wanted}
    if kept := sorted(gone & said):
        raise Refusal(f"El reto {kept[0]} ya tiene votos, apoyos o aportes: no se puede quitar de la agenda.")
    agenda.challenges.filter(code__in=gone).delete()
    for position, part in enumerate(wanted):
        row = stored.get(part.code) or Challenge(agenda=agenda, code=part.code)
        if part.code in said and _differs(row, part):
            raise Refusal(
                f"El reto {part.code} ya tiene votos, apoyos o aportes: su texto y sus municipios no se pueden cambiar."
            )
        row.theme, row.text, row.tags, row.position = part.theme, part.text, list(part.tags), position
        row.save()
        row.municipalities.set([places[code] for code in part.municipalities])


def _differs(row: Challenge, part: ChallengeFields) -> bool:
    return row.text != part.text or {m.divipola for m in row.municipalities.all()} != set(part.municipalities)
