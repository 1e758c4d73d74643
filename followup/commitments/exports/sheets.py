"""The scales of the commitment sheets of OGP, in its words."""

from followup.commitments.choices import Ambition, Completion

OGP_COMPLETION = {
    Completion.NO_EVIDENCE: "No Evidence Available", Completion.NOT_STARTED: "Not Started", Completion.LIMITED: "Limited",
    Completion.SUBSTANTIAL: "Substantial", Completion.COMPLETE: "Complete",
}  # fmt: skip
OGP_AMBITION = {Ambition.UNCLEAR: "Unclear", Ambition.MODEST: "Modest", Ambition.SUBSTANTIAL: "Substantial"}
OGP_VERIFIABLE = {True: "Yes", False: "No", None: ""}
