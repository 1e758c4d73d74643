"""One plain factory for municipalities; what a test does not say is ordinary."""

from itertools import count

from django.utils.text import slugify

from territory.models import Municipality

_numbers = count(1)


def make_municipality(*, divipola: str | None = None, name: str | None = None, **fields) -> Municipality:
    """A municipality somewhere along the river; `facts` are texts, as a file has them."""
    number = next(_numbers)
    name = name or f"Municipio {number}"
    values = {"slug": f"{slugify(name)}-{number}", "sort_key": name.casefold(), "order": number}
    return Municipality.objects.create(divipola=divipola or f"M{number:03}", name=name, **values | fields)
