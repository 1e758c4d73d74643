"""URLs of this room."""

from django.urls import path

from training.quizzes.views import taking

app_name = "quizzes"

QUIZ = "aprender/<str:cohort>/<str:module>/prueba/"
urlpatterns = [
    path(QUIZ, taking.quiz, name="quiz"),
    path(f"{QUIZ}empezar/", taking.start, name="start"),
    path(f"{QUIZ}<int:number>/", taking.attempt, name="attempt"),
    path(f"{QUIZ}<int:number>/<str:question>/", taking.answer_save, name="answer-save"),
]
