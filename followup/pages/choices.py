"""Who reads the board, and who its page of a town hall; when followers are written to."""

from accounts.permissions import Permission

BOARD = (Permission.VIEW_BOARD, Permission.APPROVE_MEASUREMENTS, Permission.MANAGE_COMMITMENTS)
TOWN_HALL = (Permission.WRITE_MEASUREMENTS, Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS)

# The parts of the work: label, address, and who may open it.
PARTS = (
    ("Mediciones", "indicators:measurement-list", (Permission.WRITE_MEASUREMENTS,)),
    ("Mediciones por aprobar", "indicators:measurement-queue", (Permission.APPROVE_MEASUREMENTS,)),
    ("Compromisos", "commitments:work-list", (
        Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS, Permission.MANAGE_COMMITMENTS, Permission.CLOSE_COMMITMENTS,
    )),
    ("Relatos de la gente", "sightings:queue", (Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK)),
    ("Metas", "indicators:target-list", (Permission.MANAGE_INDICATORS,)),
    ("Periodos", "indicators:period-list", (Permission.MANAGE_INDICATORS,)),
)  # fmt: skip
# Views for which the link of the menu is marked as where one is.
VIEWS = (
    "indicators:measurement-list", "indicators:measurement-write", "indicators:measurement-queue", "indicators:measurement-judge",
    "indicators:period-list", "indicators:period", "indicators:target-list", "indicators:target-edit",
    *(f"commitments:{name}" for name in (
        "work-list", "work", "new", "edit", "accept", "hand-over", "news", "milestone", "lowering", "change", "decide", "close",
    )),
    "sightings:queue", "sightings:work",
)  # fmt: skip

TOLD_WHEN = "Le escribimos cuando se apruebe o se corrija un valor de este indicador, y cuando cambie su ficha."
