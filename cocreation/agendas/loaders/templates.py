"""The templates of agendas: files of data/agendas, in the format of `load_agenda`. Their days say how long each stage lasts."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings

from cocreation.agendas.choices.schedule import LENGTHS, length_of
from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.loaders.agendas import AgendaFile, read_agenda


@dataclass(frozen=True)
class Template:
    key: str  # name of the file
    content: AgendaFile

    @property
    def lengths(self) -> dict[StageCode, int]:
        """Working days of each stage; the usual ones where the file has no stages."""
        days = {
            StageCode(stage.code): length_of(date.fromisoformat(stage.opens), date.fromisoformat(stage.closes))
            for stage in self.content.stages
        }
        return days or LENGTHS


@cache
def templates() -> dict[str, Template]:
    """Return the templates by key, the one with most challenges first. They change with a release only."""
    folder = settings.BASE_DIR / "data" / "agendas"
    found = [
        Template(path.stem, read_agenda(path.read_text(encoding="utf-8"), municipalities=None))
        for path in sorted(folder.glob("*.yaml"))
    ]
    found.sort(key=lambda template: -len(template.content.challenges))
    return {template.key: template for template in found}
