"""Advice, work screens."""

from collections.abc import Iterator

from accounts.models import User
from accounts.permissions import Role
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.practices import after, published, reviewed, submitted, written


def visits() -> Iterator[Visit]:
    writer, reviewer = (User.objects.get(email=f"{role}@demo.example") for role in ("liaison", "advisor"))
    here = Municipality.objects.get(slug="envigado")
    draft = written(writer, here, title="Un borrador", what_failed="").code
    sent = submitted(writer, here, title="Una enviada").code
    read = reviewed(writer, reviewer, here, title="Una revisada").code
    old = published(writer, reviewer, here, title="Una de hace años", when=after(-1500)).code
    path = "/asesorias/practicas/"
    for role in (Role.LIAISON, Role.COORDINATOR, Role.ADVISOR):
        yield Visit("practices:work-list", path, role)
    yield Visit("practices:work-list", f"{path}?ver=retirada", Role.ADVISOR)
    yield Visit("practices:new", f"{path}nueva/", Role.LIAISON)
    yield Visit("practices:work", f"{path}{draft}/", Role.LIAISON)
    yield Visit("practices:edit", f"{path}{draft}/corregir/", Role.LIAISON)
    yield Visit("practices:edit", f"{path}{sent}/corregir/", Role.LIAISON)
    yield Visit("practices:work", f"{path}{sent}/", Role.ADVISOR)
    yield Visit("practices:review", f"{path}{sent}/revisar/", Role.ADVISOR)
    yield Visit("practices:publish", f"{path}{read}/publicar/", Role.LIAISON)
    yield Visit("practices:confirm", f"{path}{old}/vigente/", Role.COORDINATOR)
    yield Visit("practices:withdraw", f"{path}{read}/retirar/", Role.LIAISON)
