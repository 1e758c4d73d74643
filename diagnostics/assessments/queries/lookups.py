"""Finding an edition, a round or an assessment by its code; a missing one is refused with a sentence."""

from django.db.models import Q

from core.refusals import Refusal
from diagnostics.assessments.models import Assessment, Round
from diagnostics.instruments.models import InstrumentVersion
from territory.choices import place_code


def version_named(text: str) -> InstrumentVersion:
    """Return the edition named CODE or CODE@VERSION (without a version: the newest). Raises Refusal."""
    code, _, number = text.partition("@")
    versions = list(InstrumentVersion.objects.filter(instrument__code=code).select_related("instrument"))
    if not versions:
        raise Refusal(f"No hay instrumento con el código «{code[:40]}». Cárguelo con load_instrument.")
    if not number:
        return max(versions, key=lambda version: version.order)
    for version in versions:
        if version.version == number:
            return version
    known = ", ".join(sorted(v.version for v in versions))
    raise Refusal(f"El instrumento {code} no tiene la versión «{number[:20]}»; tiene {known}.")


def round_named(code: str) -> Round:
    """Return the round with a code. Raises Refusal."""
    round = Round.objects.select_related("version__instrument").filter(code=code).first()
    if round is None:
        raise Refusal(f"No hay ciclo con el código «{code[:40]}». Ábralo con open_round.")
    return round


def assessment_named(round: str, municipality: str) -> Assessment:
    """Return the assessment of a municipality, named by its DIVIPOLA code or its slug, in a round. Raises Refusal."""
    taking_part = round_named(round).assessments.with_context()
    code = place_code(municipality, set(taking_part.values_list("municipality__divipola", flat=True)))
    found = taking_part.filter(Q(municipality__divipola=code) | Q(municipality__slug=municipality))
    if not found:
        raise Refusal(f"El municipio «{municipality[:40]}» no participa en el ciclo {round[:40]}.")
    return found[0]
