"""URLs of the API, version 1 (docs/api.md)."""

from django.urls import path

from advisory.pages.api import practices
from cocreation.pages.api import agendas
from diagnostics.results import api as staff
from followup.pages.api import commitments, indicators
from portal.api import docs, instruments, places, questions, rounds, trend
from training.pages.api import courses

app_name = "api"

urlpatterns = [
    path("", docs.Index.as_view(), name="index"),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("swagger/", docs.swagger, name="swagger"),
    path("redoc/", docs.redoc, name="redoc"),
    path("municipalities/", places.Places.as_view(), name="municipalities"),
    path("municipalities/<str:divipola>/", places.OnePlace.as_view(), name="municipality"),
    path("instruments/", instruments.Instruments.as_view(), name="instruments"),
    path("instruments/<str:code>/<str:version>/", instruments.OneInstrument.as_view(), name="instrument"),
    path("rounds/", rounds.Rounds.as_view(), name="rounds"),
    path("rounds/<str:code>/", rounds.OneRound.as_view(), name="round"),
    path("rounds/<str:code>/scores/", rounds.Scores.as_view(), name="scores"),
    path("rounds/<str:code>/questions/", questions.Questions.as_view(), name="questions"),
    path("rounds/<str:code>/questions/<str:question>/", questions.OneQuestion.as_view(), name="question"),
    path("trend/", trend.Trend.as_view(), name="trend"),
    path("agendas/", agendas.Agendas.as_view(), name="agendas"),
    path("agendas/<str:code>/", agendas.OneAgenda.as_view(), name="agenda"),
    path("agendas/<str:code>/aportes/", agendas.Contributions.as_view(), name="contributions"),
    path("agendas/<str:code>/aportes/<str:number>/", agendas.OneContribution.as_view(), name="contribution"),
    path("agendas/<str:code>/prioridades/", agendas.Priorities.as_view(), name="priorities"),
    path("courses/", courses.Courses.as_view(), name="courses"),
    path("courses/<str:code>/", courses.OneCourse.as_view(), name="course"),
    path("commitments/", commitments.Commitments.as_view(), name="commitments"),
    path("commitments/<str:code>/", commitments.OneCommitment.as_view(), name="commitment"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("indicators/<str:code>/", indicators.OneIndicator.as_view(), name="indicator"),
    path("indicators/<str:code>/values/", indicators.IndicatorValues.as_view(), name="indicator-values"),
    path("practices/", practices.Practices.as_view(), name="practices"),
    path("practices/<str:code>/", practices.OnePractice.as_view(), name="practice"),
    path("catalogue/", docs.Catalogue.as_view(), name="catalogue"),
    path("staff/rounds/", staff.StaffRounds.as_view(), name="staff-rounds"),
    path("staff/rounds/<str:code>/progress/", staff.StaffProgress.as_view(), name="staff-progress"),
    path("staff/rounds/<str:code>/scores/", staff.StaffScores.as_view(), name="staff-scores"),
]
