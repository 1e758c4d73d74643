"""Advice, pages: a published practice."""

from tests.factories.practices import published

TABLE = """
                              contrib liaison approv neighb reviewer coordin admin advisor others nobody
GET  advisory:practice-list     200     200     200    200    200      200     200   200    200    200
GET  advisory:data              200     200     200    200    200      200     200   200    200    200
GET  advisory:data-file         200     200     200    200    200      200     200   200    200    200
GET  advisory:practice          200     200     200    200    200      200     200   200    200    200
GET  advisory:practice-file     200     200     200    200    200      200     200   200    200    200
"""


def arguments(cast) -> dict[str, dict]:
    one = {"code": published(cast.liaison, cast.advisor, cast.here, title="En todas las páginas").code}
    return {
        "advisory:practice": one, "advisory:practice-file": one | {"name": "practica.json"},
        "advisory:data-file": {"name": "practicas.csv"},
    }  # fmt: skip
