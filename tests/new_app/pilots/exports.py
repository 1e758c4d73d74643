"""The columns of the open data of pilots."""

from core.datasets.fields import TEXT, Field, Resource
from tests.new_app.pilots.choices import State

PILOTS = Resource(
    "pilots", "pilotos.csv", "Pilotos", "Un piloto por fila.",
    (
        Field("municipality", "Código DIVIPOLA", TEXT, "Código DIVIPOLA del municipio.", required=True),
        Field("title", "De qué trata", TEXT, "De qué trata.", required=True),
        Field("state", "Estado", TEXT, "Dónde va.", enum=tuple(State.values)),
    ),
    ("municipality", "title"),
)  # fmt: skip
