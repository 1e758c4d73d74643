"""Follow-up, commitments."""

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
"""


def arguments(cast) -> dict[str, dict]:
    return {}
