"""Training, learning."""

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
"""


def arguments(cast) -> dict[str, dict]:
    return {}
