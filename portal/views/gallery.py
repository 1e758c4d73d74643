"""The gallery of components, with sample data drawn by the same functions as the pages."""

import pandas as pd
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.charts import Axis, Chart, bars, lines, radar, stacked_bars, table
from core.downloads import Table
from core.web.public_limit import limited
from portal.forms import SampleForm

SCORES = pd.DataFrame(
    {
        "Municipio A": [74.2, 61.85, 36.31, 68.4, 57.12, 49.5, 63.27],
        "Municipio B": [58.1, 70.4, 52.75, 61.02, 44.9, 38.66, 71.3],
        "Municipio C": [41.33, 47.2, 43.85, 55.6, 66.18, 59.04, 52.41],
    },
    index=["Tema 1", "Tema 2", "Tema 3 de ejemplo", "Tema 4", "Tema 5", "Tema 6", "Tema 7"],
)
LENGTHS = pd.DataFrame(
    {"Norte": [11.5, 13.2, 15.1, 19.3], "Sur": [9, None, 12.6, 14.5], "Meta": [12, 14, 16, 18]},
    index=["2025-1", "2025-2", "2026-1", "2026-2"],
)
TASKS = pd.DataFrame(
    {"Sin empezar": [3, 1, 2], "En marcha": [4, 3, 1], "Cumplida": [5, 2, 3], "Aplazada": [1, 0, 1]},
    index=["Total", "Movilidad", "Ambiente"],
)


def sample_charts() -> dict[str, Chart]:
    scores, lengths = table(SCORES, "Tema"), table(LENGTHS, "Semestre")
    in_points = Axis(limits=(0, 100), ticks=(0, 20, 40, 60, 80, 100))
    return {
        "radar": Chart(radar(SCORES), "Cada municipio de ejemplo gana en algún tema", *scores),
        "bars": Chart(bars(SCORES, in_points), "El municipio B va adelante en tres de siete temas", *scores),
        "lines": Chart(lines(LENGTHS, Axis(unit="km"), reference="Meta"), "Norte pasó la meta; Sur no", *lengths),
        "stacked": Chart(
            stacked_bars(TASKS, steps=3), "Cinco de trece tareas están cumplidas", *table(TASKS, "Grupo", str)
        ),
    }


def sample_table() -> Table:
    return Table("ejemplo", "Tabla de ejemplo", *table(SCORES, "Tema"), ["Números de ejemplo."])


@require_safe
@public
@limited
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its use; the browser and accessibility tests visit it."""
    context = {
        "form": SampleForm(),
        "faulty_form": SampleForm({"bad-email": "planeacion", "bad-kind": "file"}, prefix="bad"),
        "page": Paginator(range(120), 10).get_page(request.GET.get("page", 2)),
        "now": timezone.localtime(),
        "levels": [(1, "Inicial"), (2, "En desarrollo"), (3, "Establecido"), (4, "Avanzado"), (5, "Transformador")],
        "charts": sample_charts(),
        "sample_table": sample_table(),
        "faults": [
            {"url": "#s-frm", "text": "Pregunta 1: agregue la evidencia obligatoria"},
            {"url": "#s-frm", "text": "Pregunta 12: escriba por qué no aplica"},
        ],
        "trail": [{"url": "#s-des", "text": "Municipios"}, {"url": "#s-des", "text": "Municipio A"}],
    }
    return render(request, "core/gallery.html", context)
