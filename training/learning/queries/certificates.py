"""Where certificates show in the learner's pages: the room above fills the slot."""

from collections.abc import Sequence
from typing import NamedTuple

from core.slots import Slot
from training.cohorts.models import Enrolment


class CertificateLink(NamedTuple):
    url: str
    words: str  # «Certificado del 3 de mayo de 2027», «Revocado»


# Called as function(enrolments) → mapping of enrolment id to CertificateLink, for all in a constant number of queries.
certificate_of = Slot()


def certificates_of(enrolments: Sequence[Enrolment]) -> dict[int, CertificateLink]:
    found: dict[int, CertificateLink] = {}
    for filler in certificate_of:
        found |= filler(enrolments)
    return found
