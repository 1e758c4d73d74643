from diagnostics.results.models.publications import Correction, Erratum, Publication, PublishedMunicipality

__all__ = [
    "Correction",
    "Erratum",
    "Publication",
    "PublishedMunicipality",
]
