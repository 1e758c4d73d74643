"""Notices of moderation."""

from django.db.models import TextChoices

from accounts.permissions import Permission
from cocreation.contributions.choices.process import PUBLIC, ContributionState
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

# States in which a moderator may withhold one file, or show it.
FILES_JUDGED = (ContributionState.IN_MODERATION, ContributionState.IN_APPEAL, *PUBLIC)


class Waits(TextChoices):
    """What waits for who moderates, as the filter of the queue names it."""

    CONTRIBUTION = "aportes", "Aporte"
    APPEAL = "apelaciones", "Revisión pedida"
    VERSION = "versiones", "Texto corregido"
    COMMENT = "comentarios", "Comentario"

    @property
    def nouns(self) -> tuple[str, str]:
        """One and many, in the middle of a sentence."""
        return NOUNS[self.value]

    @property
    def plural(self) -> str:
        return self.nouns[1].capitalize()


NOUNS = {
    "aportes": ("aporte", "aportes"),
    "apelaciones": ("revisión pedida", "revisiones pedidas"),
    "versiones": ("texto corregido", "textos corregidos"),
    "comentarios": ("comentario", "comentarios"),
}


MODERATION = NotificationKind(
    "moderation", "Hay aportes por moderar", DeliveryMode.AT_ONCE, position=420,
    permissions=(Permission.MODERATE_CONTRIBUTIONS,),
)  # fmt: skip
_AGENDA = Placeholder("agenda", "el nombre de la agenda", "Moverse y convivir en el valle", True)
_CODE = Placeholder("codigo", "el código del aporte", "ID-0147", True)
FIRST_WAITS = notice_text(
    "cocreation", "moderation-first", MODERATION, "Llega un aporte y no esperaba ninguno", "quienes moderan.", _AGENDA, _CODE
)  # fmt: skip
APPEAL_CAME = notice_text(
    "cocreation", "moderation-appeal", MODERATION, "Piden la revisión de un aporte no publicado",
    "quienes moderan, menos quien decidió.", _AGENDA, _CODE,
)  # fmt: skip
LATE = notice_text(
    "cocreation", "moderation-late", MODERATION, "Hay textos por moderar con el término vencido",
    "quienes moderan, a lo sumo una vez al día.",
    Placeholder("cuantos", "cuántos, de cada clase", "2 aportes y 1 comentario", True),
)  # fmt: skip
NOTICE_TEXTS = (FIRST_WAITS, APPEAL_CAME, LATE)
