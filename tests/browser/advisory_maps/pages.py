"""Advice, pages."""

from collections.abc import Iterator

from accounts.models import User
from advisory.practices.actions import publishing, writing
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.practices import AT, published

LONG = "Se avisó en la sede comunal.\nSe leyó en voz alta en la siguiente reunión.\nSe publicó con la razón de cada secretaría."


def visits() -> Iterator[Visit]:
    """One with several steps, one without what was before, one that was withdrawn."""
    writer, reviewer = (User.objects.get(email=f"{role}@demo.example") for role in ("liaison", "advisor"))
    here = Municipality.objects.get(slug="envigado")
    texts = dict.fromkeys(("what_was_done", "conditions", "what_failed"), LONG)
    whole = published(writer, reviewer, here, title="Contar qué pasó con cada aporte", **texts)
    plain = published(
        writer, reviewer, here, title="Sin número de antes", before_number=None, before_period="", evidence=[], question="",
        from_level=None, to_level=None,
    )  # fmt: skip
    gone = published(writer, reviewer, here, title="Una que se retiró")
    publishing.withdraw(practice=gone, reason="La cifra estaba mal contada.", seen=gone.version, by=writer, at=AT)
    writing.revise(practice=plain, seen=plain.version, by=writer, at=AT)
    yield Visit("advisory:practice-list", "/practicas/")
    yield Visit("advisory:practice-list", "/practicas/?q=ciclorruta")
    yield Visit("advisory:practice-list", "/practicas/?tema=Participaci%C3%B3n&etiqueta=gobernanza")
    yield Visit("advisory:practice", f"/practicas/{whole.code}/")
    yield Visit("advisory:practice", f"/practicas/{plain.code}/")
    yield Visit("advisory:practice", f"/practicas/{gone.code}/", status=410)
    yield Visit("advisory:practice", "/practicas/BP-999/", status=404)
    yield Visit("advisory:data", "/practicas/datos/")
