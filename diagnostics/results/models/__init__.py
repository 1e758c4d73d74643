from diagnostics.results.models.checks import ScoreCheck
from diagnostics.results.models.errata import ErratumProposal
from diagnostics.results.models.publications import Correction, Erratum, Publication, PublishedMunicipality

__all__ = [
    "Correction",
    "Erratum",
    "ErratumProposal",
    "Publication",
    "PublishedMunicipality",
    "ScoreCheck",
]
