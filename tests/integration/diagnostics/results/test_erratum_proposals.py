"""A correction of something published: found by words, seen before and after, proposed by one person and confirmed by another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ReasonMissing
from core.refusals import Stale
from diagnostics.results.actions import errata, publications
from diagnostics.results.actions.errata import CannotCorrect, Corrected
from diagnostics.results.choices import ProposalState
from diagnostics.results.models import Correction, Erratum, ErratumProposal, Publication
from diagnostics.results.queries.errata import MOST_FOUND, change_of, changes_of, corrections_of_round, find_published
from diagnostics.results.queries.results import results_of
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, make_closed
from tests.factories.results import five_outcomes, make_places, make_proposal, make_published_round

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
PAGE = "/tablero/{}/erratas/"


@pytest.fixture
def second(cast):
    return make_member(Role.COORDINATOR, name="Otra coordinación")


@pytest.fixture
def round(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    return publications.publish(round=assessment.round, by=cast.coordinator, at=AT).round


@pytest.fixture
def proposal(cast, round) -> ErratumProposal:
    return make_proposal(round, cast.here, "A-01", "2", by=cast.coordinator)


def loaded(proposal: ErratumProposal) -> ErratumProposal:
    return ErratumProposal.objects.with_context().get(pk=proposal.pk)


def test_proposal_changes_nothing_in_public_and_tells_who_may_confirm(cast, second, round, proposal):
    assert (proposal.state, Publication.objects.count(), Correction.objects.count()) == (ProposalState.PENDING, 1, 0)
    [notice] = Notification.objects.filter(key=f"erratum:proposed:{proposal.pk}")
    assert (notice.user, notice.url) == (second, proposal.get_absolute_url())
    assert "Aquí espera que otra persona la confirme" in notice.title
    assert AuditEntry.of(round).get(verb="erratum.proposed").data["question"] == "A-01"


def test_who_proposed_does_not_confirm_not_even_in_the_database(cast, round, proposal):
    with pytest.raises(CannotCorrect, match="otra persona"):
        errata.confirm(proposal=proposal, seen_version=1, by=cast.coordinator, at=LATER)
    errata.confirm(proposal=proposal, seen_version=1, by=make_member(Role.COORDINATOR), at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErratumProposal.objects.filter(pk=proposal.pk).update(decided_by=cast.coordinator)


def test_another_person_confirms_and_it_becomes_the_erratum(second, round, proposal):
    publication = errata.confirm(proposal=proposal, seen_version=1, by=second, at=LATER)
    row = loaded(proposal)
    assert (publication.version, row.state, row.decided_by) == (2, ProposalState.PUBLISHED, second)
    assert (row.erratum, publication.published_by) == (Erratum.objects.get(), second)
    with pytest.raises(CannotCorrect, match="ya está «publicada»"):
        errata.confirm(proposal=proposal, seen_version=2, by=second, at=LATER)


def test_confirmation_is_of_what_the_person_saw(cast, second, round, proposal):
    other = make_proposal(round, cast.here, "B-02", "o1", by=cast.coordinator)
    errata.confirm(proposal=other, seen_version=1, by=second, at=LATER)
    with pytest.raises(Stale, match="otra versión"):
        errata.confirm(proposal=proposal, seen_version=1, by=second, at=LATER)
    assert errata.confirm(proposal=proposal, seen_version=2, by=second, at=LATER).version == 3


def test_one_answer_has_one_proposal_at_a_time(cast, second, round, proposal):
    with pytest.raises(CannotCorrect, match="A-01 de Aquí ya tiene una corrección que espera"):
        make_proposal(round, cast.here, "A-01", "1", by=second)
    with pytest.raises(ReasonMissing):
        errata.withdraw(proposal=proposal, reason=" ", by=cast.coordinator, at=LATER)
    errata.withdraw(proposal=proposal, reason="Era otra pregunta", by=cast.coordinator, at=LATER)
    assert (loaded(proposal).state, Publication.objects.count()) == (ProposalState.WITHDRAWN, 1)
    assert make_proposal(round, cast.here, "A-01", "1", by=second).state == ProposalState.PENDING


def test_preview_equals_what_is_then_published(second, round, proposal):
    shown = errata.preview(round=round, correction=errata.proposed(loaded(proposal)))
    before, after = shown.outcomes
    assert (str(before.total.displayed), str(after.total.displayed), shown.version) == ("100.00", "85.00", 1)
    assert Publication.objects.count() == 1
    made = errata.confirm(proposal=proposal, seen_version=1, by=second, at=LATER)
    published = results_of(made.run, round)
    assert [(o.total, o.dimensions, o.gates) for o in shown.after.outcomes] == [
        (o.total, o.dimensions, o.gates) for o in published.outcomes
    ]
    assert shown.after.positions == published.positions


def test_preview_says_whose_position_changes(cast):
    places = make_places(5)
    publication = make_published_round(five_outcomes(places), code="cinco")
    scores = results_of(publication.run, publication.round)
    ranked = sorted(scores.positions, key=lambda slug: scores.positions[slug])
    top = next(place for place in places if place.slug == ranked[0])
    wrong = Corrected(top.divipola, "INF-01", "0", not_applicable=False, evidence_accepted="")
    shown = errata.preview(round=publication.round, correction=wrong)
    before, after = shown.positions
    assert before == 1
    assert after is not None
    assert after > 1
    assert all(new == old - 1 for _, old, new in shown.moved)
    assert len(shown.moved) == after - 1


def test_change_says_old_and_new_also_where_only_the_evidence_differs(cast, second, round, proposal):
    change = change_of(loaded(proposal), corrections_of_round(round))
    assert change.was.startswith("Nivel 4: ")
    assert change.now.startswith("Nivel 2: ")
    publication = errata.confirm(proposal=proposal, seen_version=1, by=second, at=LATER)
    only = Corrected(cast.here.divipola, "A-01", "2", not_applicable=False, evidence_accepted="")
    again = errata.correct(round=round, corrections=[only], reason="No era suya", by=second, at=LATER)
    found = changes_of([publication.erratum, again.erratum])
    [first], [last] = found[publication.erratum.pk], found[again.erratum.pk]
    assert change_of(loaded(proposal), corrections_of_round(round)).was == change.was, "decided: as it was then"
    assert (first.was, first.now) == (change.was, change.now)
    assert (last.was, last.now) == (
        f"{change.now}, con evidencia aceptada", f"{change.now}, sin evidencia aceptada"
    )  # fmt: skip


def test_answers_are_found_by_words_place_and_code(cast, round, django_assert_num_queries):
    instrument = round.version.parsed
    question = instrument.question_by_code["A-01"]
    words = " ".join(question.text.upper().split()[:3])
    assert "A-01" in {found.question.code for found in find_published(round, words=words, municipality="")}
    with django_assert_num_queries(2):
        by_code = find_published(round, words="a-01", municipality="aqui")
    assert [(found.question.code, found.municipality) for found in by_code] == [("A-01", cast.here)]
    assert find_published(round, words="a-01", municipality="alla") == []
    assert find_published(round, words="nada de esto existe", municipality="") == []
    assert len(find_published(round, words="", municipality="")) <= MOST_FOUND + 1


def test_pages_from_the_published_answer_to_the_confirmation(cast, second, round, browser_of, text_of):
    page = PAGE.format(round.code)
    mine, theirs = browser_of(cast.coordinator), browser_of(second)
    link = f"{page}?municipio=aqui&amp;pregunta=A-01"
    for address in (f"/tablero/{round.code}/preguntas/A-01/", "/municipios/aqui/temas/A/"):
        assert link in mine.get(address).text
        assert link not in browser_of(cast.reviewer).get(address, follow=True).text
    assert "Corregir esta respuesta" not in browser_of(None).get("/municipios/aqui/temas/A/").text
    assert f"{page.split('/erratas')[0]}" in mine.get(page, {"buscar": "A-01"}).request["PATH_INFO"]
    assert "?municipio=aqui&amp;pregunta=A-01" in mine.get(page, {"buscar": "A-01"}).text
    form = {"municipio": "aqui", "pregunta": "A-01", "A-01-value": "2", "evidence": "on", "reason": "Se leyó mal"}
    empty = mine.post(page, form | {"reason": "", "A-01-value": ""})
    assert (empty.status_code, ErratumProposal.objects.count()) == (422, 0)
    assert "Elija el nivel que demuestra la evidencia." in empty.text
    assert "Escriba la razón: se publica con la corrección." in empty.text
    answer = mine.post(page, form)
    made = ErratumProposal.objects.get()
    for address in (page, made.get_absolute_url()):
        waits = text_of(mine.get(address))
        assert "Dice Nivel 4" in waits
        assert "Diría Nivel 2" in waits
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    own = text_of(mine.get(made.get_absolute_url()))
    assert "Quien propone no confirma" in own
    assert second.name in own
    assert "Confirmar y publicar" not in own
    shown = text_of(theirs.get(made.get_absolute_url()))
    assert "Puntaje 100,00 85,00" in shown
    assert "Confirmar y publicar la corrección" in shown
    assert mine.post(made.get_absolute_url(), {"accion": "confirmar", "version": 1}).status_code == 422
    assert theirs.post(made.get_absolute_url(), {"accion": "confirmar", "version": 1})["Location"] == page
    public = text_of(browser_of(None).get(f"/ciclos/{round.code}/publicacion/"))
    assert "Decía Nivel 4" in public
    assert "Dice Nivel 2" in public


def test_alone_the_page_says_whom_to_invite(cast, proposal, browser_of, text_of):
    page = browser_of(cast.coordinator).get(proposal.get_absolute_url())
    assert "No hay quien la confirme" in text_of(page)
    assert "?rol=coordinator" in page.text


def test_withdrawal_in_the_page_asks_for_its_reason(cast, proposal, browser_of):
    browser = browser_of(cast.coordinator)
    assert browser.post(proposal.get_absolute_url(), {"accion": "retirar", "reason": ""}).status_code == 422
    assert browser.post(proposal.get_absolute_url(), {"accion": "retirar", "reason": "No era"}).status_code == 302
    assert loaded(proposal).state == ProposalState.WITHDRAWN
    assert loaded(proposal).decided_at <= timezone.now()


def test_proposal_of_another_round_is_not_found(cast, proposal, browser_of):
    address = proposal.get_absolute_url().replace(proposal.answer.assessment.round.code, "otro")
    assert browser_of(cast.coordinator).get(address).status_code == 404


def test_reason_of_a_withdrawal_that_came_too_late_stays_on_the_page(second, round, proposal, browser_of):
    errata.confirm(proposal=proposal, seen_version=1, by=second, at=LATER)
    refused = browser_of(second).post(proposal.get_absolute_url(), {"accion": "retirar", "reason": "Era otra pregunta"})
    assert refused.status_code == 422
    assert "Era otra pregunta</textarea>" in refused.text
    assert "Lo que usted escribió en " in refused.text
