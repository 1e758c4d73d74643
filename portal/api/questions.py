"""The questions of a published round, and one of them over all municipalities."""

from typing import Any

from django.urls import reverse
from rest_framework.exceptions import NotFound

from accounts.access import public
from core.web.addresses import absolute
from core.web.api import PagedQuery, api_page, described, paged
from diagnostics.results.exports import DEMO
from diagnostics.results.queries.question_results import find_question, published_question_results
from portal.api.reading import PublishedView, edition_of
from portal.api.rounds import ROUND, OfVersion
from portal.api.serializers import QuestionAcross, QuestionRow


@public
@described("Las preguntas de un ciclo publicado, en el orden del instrumento.", code=ROUND)
class Questions(PublishedView):
    query = PagedQuery
    shape = paged(QuestionRow)

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        instrument = edition_of(code).round.version.parsed
        page = api_page(self.request, wanted, instrument.questions)
        indicator_of, dimension_of = instrument.indicator_of, instrument.dimension_of
        return page | {
            "results": [
                {
                    "dimension": dimension_of[indicator_of[question.code].code].code,
                    "indicator": indicator_of[question.code].code,
                    "question": question,
                    "url": absolute(reverse("api:question", args=[code, question.code])),
                }
                for question in page["results"]
            ]
        }


@public
@described(
    "Una pregunta en todos los municipios.",
    "Sus criterios, cuántos están en cada uno y, de cada municipio, la respuesta en palabras, el puntaje y las "
    "evidencias públicas aceptadas.",
    code=ROUND,
    question="Código de la pregunta.",
)
class OneQuestion(PublishedView):
    query = OfVersion
    shape = QuestionAcross

    def read(self, wanted: dict[str, Any], code: str, question: str) -> dict[str, Any]:
        edition = edition_of(code, wanted.get("version"))
        # Checked before the documents are queried: the code becomes part of a JSON path.
        if find_question(edition.round.version.parsed, question) is None:
            raise NotFound("Ese ciclo no tiene una pregunta con ese código.")
        round = edition.round
        return {
            "question_results": published_question_results(edition.publication, edition.results(), question),
            "round": round.code, "version": edition.publication.version, "is_demo": round.is_demo,
            "note": DEMO if round.is_demo else "",
        }  # fmt: skip
