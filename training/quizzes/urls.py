"""URLs of this room."""

from django.urls import path

from training.quizzes.views import items, paper, taking

app_name = "quizzes"

TAUGHT = "docencia/<str:cohort>/<str:module>/prueba/"
QUIZ = "aprender/<str:cohort>/<str:module>/prueba/"
urlpatterns = [
    path(QUIZ, taking.quiz, name="quiz"),
    path(f"{QUIZ}empezar/", taking.start, name="start"),
    path(f"{QUIZ}<int:number>/", taking.attempt, name="attempt"),
    path(f"{QUIZ}<int:number>/<str:question>/", taking.answer_save, name="answer-save"),
    path(f"{TAUGHT}papel/", paper.type_sheet, name="paper"),
    path(f"{TAUGHT}hoja.pdf", paper.sheet, name="sheet"),
    path(f"{TAUGHT}preguntas/", items.item_list, name="item-list"),
]
