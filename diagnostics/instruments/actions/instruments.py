"""Loading and freezing editions."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.refusals import Refusal
from diagnostics.instruments.choices import VersionStatus
from diagnostics.instruments.loaders.instrument import content_sha256
from diagnostics.instruments.models import Dimension, Indicator, Instrument, InstrumentVersion, Question
from diagnostics.scoring import instrument as spec

CREATED, CHANGED, SAME = "created", "changed", "same"


class EditionInUse(Refusal):
    """A frozen edition cannot change."""


@transaction.atomic
def load(*, content: dict[str, Any], at: datetime, by=None) -> tuple[InstrumentVersion, str]:
    """Create the edition of canonical `content`, or change it while it is a draft; identical content changes nothing.

    Returns the version and created, changed or same. Refuses EditionInUse.
    """
    head, sha256 = content["instrument"], content_sha256(content)
    instrument, _ = Instrument.objects.get_or_create(code=head["code"])
    version = instrument.versions.select_for_update().filter(version=head["version"]).first()
    if version and version.content_sha256 == sha256:
        return version, SAME
    if version and version.is_frozen:
        raise EditionInUse(
            f"El instrumento {version} ya se usa en un ciclo y no se puede cambiar. "
            "Cargue los cambios con otro número de versión."
        )
    outcome = CHANGED if version else CREATED
    version = version or InstrumentVersion(instrument=instrument, version=head["version"])
    version.name, version.content, version.content_sha256, version.loaded_at = head["name"], content, sha256, at
    version.save()
    _write_parts(version)
    audit.record(
        by=by, verb="instrument.changed" if outcome == CHANGED else "instrument.created", target=version, at=at,
        data={"sha256": sha256},
    )  # fmt: skip
    return version, outcome


def freeze(*, version: InstrumentVersion, at: datetime, by=None) -> None:
    if version.is_frozen:
        return
    version.status, version.frozen_at = VersionStatus.FROZEN, at
    version.save(update_fields=["status", "frozen_at"])
    audit.record(by=by, verb="instrument.frozen", target=version, at=at, data={"sha256": version.content_sha256})


def _write_parts(version: InstrumentVersion) -> None:
    parsed = spec.parse(version.content)
    version.questions.all().delete()
    version.indicators.all().delete()
    version.dimensions.all().delete()
    dimensions = Dimension.objects.bulk_create(
        Dimension(version=version, code=d.code, position=n) for n, d in enumerate(parsed.dimensions)
    )
    dimension_rows = {d.code: d for d in dimensions}
    indicators = Indicator.objects.bulk_create(
        Indicator(version=version, dimension=dimension_rows[parsed.dimension_of[i.code].code], code=i.code, position=n)
        for n, i in enumerate(parsed.indicators)
    )
    indicator_rows = {i.code: i for i in indicators}
    Question.objects.bulk_create(
        Question(
            version=version, indicator=indicator_rows[parsed.indicator_of[q.code].code], code=q.code, type=q.type, position=n
        )
        for n, q in enumerate(parsed.questions)
    )  # fmt: skip
