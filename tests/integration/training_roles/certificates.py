"""Training, certificates."""

from tests.factories.accounts import make_user
from tests.factories.certificates import make_certificate

# The certificate of these addresses is nobody's of the cast.
TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  certificates:verify            200 200 200 200 200 200 200 200 200 200
POST certificates:verify            422 422 422 422 422 422 422 422 422 422
GET  certificates:verifier          200 200 200 200 200 200 200 200 200 200
GET  certificates:kit               200 200 200 200 200 200 200 200 200 200
GET  certificates:keys              200 200 200 200 200 200 200 200 200 200
GET  certificates:did               200 200 200 200 200 200 200 200 200 200
GET  certificates:status-list       200 200 200 200 200 200 200 200 200 200
GET  certificates:replaced-list     200 200 200 200 200 200 200 200 200 200
GET  certificates:certificate       200 200 200 200 200 200 200 200 200 200
GET  certificates:pdf               200 200 200 200 200 200 200 200 200 200
GET  certificates:jwt               200 200 200 200 200 200 200 200 200 200
GET  certificates:mine              200 200 200 200 200 200 200 200 200 login
GET  certificates:rename            404 404 404 404 404 404 404 404 404 login
POST certificates:rename            404 404 404 404 404 404 404 404 404 login
GET  certificates:revoke            404 404 404 404 404 404 404 404 404 login
POST certificates:revoke            404 404 404 404 404 404 404 404 404 login
GET  certificates:manage-list       403 403 403 403 403 200 403 403 403 login
GET  certificates:manage            403 403 403 403 403 200 403 403 403 login
POST certificates:manage            403 403 403 403 403 302 403 403 403 login
"""


def arguments(cast) -> dict[str, dict]:
    of_one = {"code": make_certificate(make_user()).code}
    return {f"certificates:{name}": of_one for name in ("certificate", "pdf", "jwt", "rename", "revoke", "manage")}
