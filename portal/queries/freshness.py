"""Validator of public data."""

from hashlib import sha256

from django.db.models import Subquery

from core.models import DatasetFile
from diagnostics.results.models import Publication
from territory.models import Municipality

PLACE = ("divipola", "name", "official_name", "slug", "order", "population", "population_year")


def state_of_what_is_public() -> str:
    """Return a fingerprint that changes with publications, errata, written files and places. Two queries."""
    last_file = Subquery(DatasetFile.objects.order_by("-pk").values("pk")[:1])
    newest = Publication.objects.order_by("-pk").values_list("pk", "published_at", last_file).first()
    places = list(Municipality.objects.order_by("pk").values_list(*PLACE))
    return sha256(repr((newest, places)).encode()).hexdigest()
