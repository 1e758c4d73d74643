"""Follow-up, pages."""

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
"""


def arguments(cast) -> dict[str, dict]:
    return {}
