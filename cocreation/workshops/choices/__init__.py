"""States, limits and words of workshops, their registrations, attendance and printed cards."""

from django.db.models import TextChoices

from cocreation.workshops.choices.process import PROCESS, WorkshopState

__all__ = ["PROCESS", "WorkshopState"]

REGISTRATION = "registration"  # kind of receipts
MOST_SEATS, MOST_SEATS_EACH = 1000, 3
LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT, LONGEST_MINUTES = 120, 200, 3000, 12_000  # characters
FEWEST_CARDS, MOST_CARDS = 12, 120  # of one kit
PREFIX = "TJ-"  # of the numbers of cards: TJ-0412
MOST_PEOPLE = 2000  # in one cell of the attendance
SHORTEST_CARD = 5  # characters of what a card says
LONGEST_HOURS = 14  # of one workshop


class Dimension(TextChoices):
    """By what people who came are counted: three tables of the same total."""

    SECTOR = "sector", "Sector"
    TERRITORY = "territorio", "De dónde vienen"
    AGE = "edad", "Edad"


class Sector(TextChoices):
    CITIZENS = "ciudadania", "Ciudadanía"
    ORGANISATIONS = "organizaciones", "Organizaciones sociales y comunales"
    ACADEMIA = "academia", "Academia"
    COMPANIES = "empresas", "Empresas"
    PUBLIC = "publico", "Entidades públicas"
    UNKNOWN = "sin_dato", "Sin dato"


class Age(TextChoices):
    """Bands; nobody's age is asked for. The first two are of minors."""

    UNDER_14 = "0-13", "Menos de 14 años"
    FROM_14 = "14-17", "14 a 17"
    FROM_18 = "18-28", "18 a 28"
    FROM_29 = "29-59", "29 a 59"
    FROM_60 = "60", "60 o más"
    UNKNOWN = "sin_dato", "Sin dato"


ELSEWHERE, NO_PLACE = "otro", "sin_dato"
OTHER_PLACES = {ELSEWHERE: "De otro municipio", NO_PLACE: "Sin dato"}


class Asked(TextChoices):
    """The three questions at the end of a workshop."""

    HEARD = "escuchado", "¿Me escucharon?"
    UNDERSTOOD = "entendido", "¿Entendí qué se decidía?"
    COMES_BACK = "volveria", "¿Volvería?"


# Labels of this app's actions in the audit log.
ACTS = {
    "card.entered": "Tarjeta de papel pasada",
    "card.undone": "Tarjeta de papel deshecha",
    "card_kit.made": "Tarjetas de un taller hechas",
    "card_kit.revoked": "Tarjetas sin usar anuladas",
    "registration.cancelled": "Cupo de un taller liberado",
    "registration.made": "Cupo de un taller reservado",
    "workshop.attended": "Asistencia de un taller anotada",
    "workshop.cancelled": "Taller cancelado",
    "workshop.changed": "Taller cambiado",
    "workshop.closed": "Acta de un taller publicada",
    "workshop.convened": "Taller convocado",
    "workshop.evaluated": "Evaluación de un taller anotada",
    "workshop.held": "Taller realizado",
}
ACT_DETAILS = {
    "cards": "tarjetas",
    "contribution": "aporte",
    "changed": "cambió",
    "people": "personas",
    "seats": "cupos",
}
