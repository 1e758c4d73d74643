"""Training, certificates."""

from collections.abc import Iterator

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.certificates import make_certificate
from tests.factories.training import make_cohort


def visits() -> Iterator[Visit]:
    holder = User.objects.get(email=f"{Role.LIAISON}@demo.example")
    code = make_certificate(holder, make_cohort(is_demonstration=True)).code
    yield Visit("certificates:verify", "/certificados/")
    yield Visit("certificates:verifier", "/certificados/verificador/")
    yield Visit("certificates:certificate", f"/certificados/{code}/", holds_demo=True)
    yield Visit("certificates:mine", "/aprender/certificados/", Role.LIAISON)
    yield Visit("certificates:rename", f"/aprender/certificados/{code}/nombre/", Role.LIAISON)
    yield Visit("certificates:revoke", f"/aprender/certificados/{code}/revocar/", Role.LIAISON)
    yield Visit("certificates:manage-list", "/formacion/certificados/", Role.COORDINATOR)
    yield Visit("certificates:manage", f"/formacion/certificados/{code}/", Role.COORDINATOR)
