"""A commitment as the sheets of OGP and its own columns say it. Its import columns: queries.file_rows."""

from followup.commitments.choices import Ambition, Completion
from followup.commitments.models import Commitment

# The scales of OGP, in its words.
OGP_COMPLETION = {
    Completion.NO_EVIDENCE: "No Evidence Available", Completion.NOT_STARTED: "Not Started", Completion.LIMITED: "Limited",
    Completion.SUBSTANTIAL: "Substantial", Completion.COMPLETE: "Complete",
}  # fmt: skip
OGP_AMBITION = {Ambition.UNCLEAR: "Unclear", Ambition.MODEST: "Modest", Ambition.SUBSTANTIAL: "Substantial"}
OGP_VERIFIABLE = {True: "Yes", False: "No", None: ""}


def ogp_fields(one: Commitment) -> dict[str, str]:
    """`early_results`: the words of the second reading; there is no judgement of results beyond them."""
    reading = getattr(one, "second_reading", None)
    parts = (
        one.what_changes,
        f"Para quién: {one.for_whom}" if one.for_whom else "",
        f"Cuánto: {one.measure}" if one.measure else "",
    )
    return {
        "description": " ".join(filter(None, (part.strip() for part in parts))), "start_date": one.start.isoformat(),
        "end_date": one.end.isoformat(), "lead_institution": one.office, "supporting_institutions": one.partners,
        "verifiable": OGP_VERIFIABLE[one.is_verifiable],
        "ambition": OGP_AMBITION[Ambition(one.ambition)] if one.ambition else "",
        "completion": OGP_COMPLETION[Completion(reading.completion)] if reading else "",
        "early_results": reading.words if reading else "",
    }  # fmt: skip
