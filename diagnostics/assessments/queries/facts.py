"""Facts of the municipality in force in an assessment."""

from typing import Any

from diagnostics.assessments.models import Assessment
from diagnostics.scoring.attributes import InvalidAttribute, effective, read_attribute
from diagnostics.scoring.instrument import Attribute, Instrument
from territory.models import Municipality


def facts_of(assessment: Assessment) -> dict[str, Any]:
    """Return the typed facts of an assessment: the frozen ones once it was submitted."""
    if assessment.attributes_frozen_at:
        return assessment.attributes
    instrument, facts = assessment.round.version.parsed, assessment.municipality.facts
    try:
        return effective(instrument, facts, assessment.attributes)
    except InvalidAttribute:
        # A file loaded after the round opened (opening refuses it): unknown until the municipality confirms it.
        readable = {a.code: facts.get(a.code, "") for a in instrument.attributes if not _fault(a, facts)}
        return effective(instrument, readable, assessment.attributes)


def unreadable_facts(instrument: Instrument, municipality: Municipality) -> list[str]:
    faults = [_fault(attribute, municipality.facts) for attribute in instrument.attributes]
    return [f"{municipality} ({municipality.divipola}): {fault}." for fault in faults if fault]


def _fault(attribute: Attribute, facts: dict[str, str]) -> str:
    try:
        read_attribute(attribute, facts.get(attribute.code, ""))
    except InvalidAttribute as error:
        return str(error)
    return ""
