"""The off-line verifier with the keys and the states of now."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from core.web.addresses import absolute
from training.certificates.actions.status_lists import StatusList, current_list
from training.certificates.exports.kit import kit_zip
from training.certificates.queries.keys import jwks, key_history, recorded_under


def make_kit(*, at: datetime) -> bytes:
    lists = {which: current_list(which, at=at) for which in StatusList}  # first: they make the first key
    history = key_history()
    keys = jwks(history)
    for key, said in zip(history, keys["keys"], strict=True):
        said["recorded"] = recorded_under(key) if key.compromised_on else []
    return kit_zip(
        keys=keys, status_list=lists[StatusList.REVOKED], replaced_list=lists[StatusList.REPLACED],
        address=absolute(reverse("certificates:verifier")), at=timezone.localtime(at),
    )  # fmt: skip
