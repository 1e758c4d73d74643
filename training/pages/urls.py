"""URLs of this room. What stands before the page of a course is no code of one (courses.choices.TAKEN_CODES)."""

from django.urls import path

from training.pages.views import boards, data, public

app_name = "training"
urlpatterns = [
    path("cursos/", public.catalogue, name="catalogue"),
    path("cursos/datos/", data.data, name="data"),
    path("cursos/datos/<str:name>", data.file, name="data-file"),
    path("cursos/preguntas/", public.question_list, name="question-list"),
    path("cursos/<str:code>/", public.course, name="course"),
    path("docencia/", boards.teaching, name="teaching"),
    path("formacion/", boards.board, name="board"),
    path("formacion/municipios/<slug:slug>/", boards.board_municipality, name="board-municipality"),
]
