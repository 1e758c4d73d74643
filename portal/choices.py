"""The manuals of the help, one for each kind of reader."""

from django.db.models import TextChoices


class Manual(TextChoices):
    """Values are parts of addresses."""

    CITIZEN = "ciudadania", "Ciudadanía"
    CONTRIBUTOR = "diligencia", "Diligenciador/a"
    LIAISON = "enlace", "Enlace municipal"
    APPROVER = "alcaldia", "Alcaldía o delegado/a"
    REVIEWER = "revision", "Revisión metropolitana"
    COORDINATOR = "coordinacion", "Coordinación metropolitana"
    ADMIN = "administracion", "Administración técnica"

    @property
    def sentence(self) -> str:
        return MANUAL_SENTENCES[self]


MANUAL_SENTENCES = {
    Manual.CITIZEN: "Leer los resultados, compararlos, descargarlos y opinar. No hace falta cuenta.",
    Manual.CONTRIBUTOR: "Responder las preguntas de su municipio y poner las evidencias.",
    Manual.LIAISON: "Conducir el diagnóstico de su municipio, desde el equipo hasta la réplica.",
    Manual.APPROVER: "Leer el diagnóstico, firmarlo o devolverlo, y contestar la revisión.",
    Manual.REVIEWER: "Revisar respuestas y evidencias, y decidir réplicas.",
    Manual.COORDINATOR: "Abrir el ciclo, acompañarlo, publicarlo y corregirlo.",
    Manual.ADMIN: "Cuentas, correos, bitácora y errores reportados.",
}
