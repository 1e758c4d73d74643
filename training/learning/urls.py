"""URLs of this room. A lesson is named by its code, which begins with digits: «prueba» and «tarea» are other rooms'."""

from django.urls import path, re_path

from training.learning.views import bridges, instructor, learner, paper

app_name = "learning"

LESSON = r"^aprender/(?P<cohort>[^/]+)/(?P<module>[^/]+)/(?P<lesson>\d{1,3}-[^/]+)/"
urlpatterns = [
    path("aprender/", learner.home, name="home"),
    path("aprender/<str:cohort>/", learner.course, name="course"),
    re_path(f"{LESSON}$", learner.lesson, name="lesson"),
    re_path(f"{LESSON}lugar/$", learner.lesson_place, name="lesson-place"),
    re_path(f"{LESSON}leida/$", learner.lesson_done, name="lesson-done"),
    path("cursos/<str:code>/<str:version>/curso.pdf", paper.course_pdf, name="paper-pdf"),
    path("cursos/<str:code>/<str:version>/curso.html", paper.course_html, name="paper-html"),
    path("lecciones/pregunta/<str:code>/", bridges.lessons_for_question, name="lessons-for-question"),
    path("lecciones/municipio/<slug:slug>/", bridges.courses_for_place, name="courses-for-place"),
    path("lecciones/<str:course>/<str:module>/<str:lesson>/", bridges.lesson_open, name="lesson-open"),
    path("docencia/preguntas/", instructor.question_list, name="question-list"),
    path("docencia/preguntas/<int:pk>/", instructor.question_answer, name="question-answer"),
]
