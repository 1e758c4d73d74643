from django.urls import path

from diagnostics.results.views import (
    dashboards,
    errata,
    round_changes,
    rounds,
    scores,
    situation,
    staff,
    writing,
)

app_name = "results"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"
ROUND = "ciclos/<slug:round>/"
BOARD = "tablero/<slug:round>/"

urlpatterns = [
    path(f"{ASSESSMENT}resultados/", situation.results, name="assessment-results"),
    path("tablero/", staff.board, name="board"),
    path("tablero/evolucion/", dashboards.evolution, name="board-evolution"),
    path(BOARD, staff.board, name="board-round"),
    path(f"{BOARD}comparar/", dashboards.compare, name="board-compare"),
    path(f"{BOARD}preguntas/", dashboards.questions, name="board-questions"),
    path(f"{BOARD}preguntas/<str:question>/", dashboards.question, name="board-question"),
    path(f"{BOARD}niveles/", dashboards.levels, name="board-levels"),
    path(f"{BOARD}autoevaluacion/", dashboards.perception, name="board-perception"),
    path(f"{BOARD}publicar/", staff.round_publish, name="round-publish"),
    path(f"{BOARD}enlaces/", staff.round_links, name="round-links"),
    path(f"{BOARD}puntajes/", scores.round_scores, name="round-scores"),
    path(f"{BOARD}recordar/", writing.remind, name="remind"),
    path(f"{BOARD}mensaje/", writing.write_liaisons, name="write-liaisons"),
    path(f"{BOARD}acuerdo/", dashboards.agreement, name="agreement"),
    path(f"{BOARD}erratas/", errata.errata, name="errata"),
    path(f"{BOARD}erratas/<int:pk>/", errata.proposal, name="erratum-proposal"),
    path("ciclos/", rounds.round_list, name="round-list"),
    path("ciclos/abrir/", rounds.round_open, name="round-open"),
    path(ROUND, rounds.round_detail, name="round-detail"),
    path(f"{ROUND}nombre/", round_changes.rename, name="round-rename"),
    path(f"{ROUND}fechas/", round_changes.redate, name="round-redate"),
    path(f"{ROUND}municipios/sumar/", round_changes.add_municipality, name="round-municipality-add"),
    path(
        f"{ROUND}municipios/<slug:municipality>/sacar/",
        round_changes.remove_municipality,
        name="round-municipality-remove",
    ),
    path(f"{ROUND}cerrar-antes/", round_changes.close_early, name="round-close-early"),
    path(f"{ROUND}terminar/", round_changes.end_rehearsal, name="round-end-rehearsal"),
    path(f"{ROUND}cancelar/", round_changes.cancel, name="round-cancel"),
]
