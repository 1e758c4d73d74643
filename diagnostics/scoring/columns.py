"""Column names of the answers frame and of the scores table."""

MUNICIPALITY = "municipality"  # the code of the place
QUESTION = "question"  # the code of the question
VALUE = "value"  # declared value as text (docs/scoring.md, section 2); "" = unanswered
NOT_APPLICABLE = "not_applicable"  # bool: declared «no aplica»
NA_ACCEPTED = "na_accepted"  # bool: and accepted in this layer
EVIDENCE = "evidence"  # accepted in this layer: "" none, "si" all, "a|c" these options

ANSWERS = [MUNICIPALITY, QUESTION, VALUE, NOT_APPLICABLE, NA_ACCEPTED, EVIDENCE]

# Columns of a scores table (product.md, section 3).
SCORES = [
    "municipality", "layer", "mode", "kind", "code", "score", "displayed", "coverage",
    "level", "level_before_gates", "partial", "status",
]  # fmt: skip
