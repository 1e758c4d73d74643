"""Advice, practices: one in each state that an address needs."""

from tests.factories.practices import AT, after, published, reviewed, submitted, written

TABLE = """
                              contrib liaison approv neighb reviewer coordin admin advisor others nobody
GET  practices:work-list        403     200     403    200    403      200     403   200    403    login
GET  practices:new              403     200     403    200    403      403     403   403    403    login
POST practices:new              403     422     403    422    403      403     403   403    403    login
GET  practices:work             403     200     403    404    403      200     403   200    403    login
GET  practices:edit             403     200     403    404    403      403     403   403    403    login
POST practices:edit             403     422     403    404    403      403     403   403    403    login
POST practices:submit           403     302     403    404    403      403     403   403    403    login
GET  practices:review           403     403     403    403    403      200     403   200    403    login
POST practices:review           403     403     403    403    403      422     403   422    403    login
GET  practices:publish          403     200     403    404    403      403     403   403    403    login
POST practices:publish          403     422     403    404    403      403     403   403    403    login
POST practices:revise           403     302     403    404    403      403     403   403    403    login
GET  practices:confirm          403     403     403    403    403      200     403   200    403    login
POST practices:confirm          403     403     403    403    403      422     403   422    403    login
GET  practices:withdraw         403     200     403    404    403      200     403   200    403    login
POST practices:withdraw         403     422     403    404    403      422     403   422    403    login
"""


def arguments(cast) -> dict[str, dict]:
    draft = {"code": written(cast.liaison, cast.here, title="Borrador").code}
    sent = {"code": submitted(cast.liaison, cast.here, title="Enviada").code}
    read = {"code": reviewed(cast.liaison, cast.advisor, cast.here, title="Revisada").code}
    old = {"code": published(cast.liaison, cast.advisor, cast.here, title="Vieja", when=after(-1500)).code}
    open_to_all = {"code": published(cast.liaison, cast.advisor, cast.here, title="Publicada", when=AT).code}
    return {
        "practices:work": open_to_all, "practices:edit": draft, "practices:submit": draft, "practices:review": sent,
        "practices:publish": read, "practices:revise": open_to_all, "practices:confirm": old, "practices:withdraw": open_to_all,
    }  # fmt: skip
