"""URLs of this room."""

from django.urls import path

from training.assignments.views import instructor, learner

app_name = "assignments"

WORK = "aprender/<str:cohort>/<str:module>/tarea/"
urlpatterns = [
    path(WORK, learner.work, name="work"),
    path(f"{WORK}archivos/<int:pk>/", learner.file, name="file"),
    path(f"{WORK}evidencia/", learner.evidence, name="evidence"),
    path("docencia/tareas/", instructor.work_list, name="work-list"),
    path("docencia/tareas/<int:pk>/", instructor.work_judge, name="work-judge"),
]
