"""The texts of the public site that people may edit, and the manuals of the help, one for each kind of reader."""

from django.db.models import TextChoices

from core.versioned_text.registry import PAGES, Placeholder, RegisteredText

PRIVACY, ACCESSIBILITY = "page-privacy", "page-accessibility"
_CONTACT = Placeholder("contacto", "el correo de contacto del portal", "contacto@portal.example", True)

TEXTS = (
    RegisteredText(
        key=PRIVACY,
        name="Protección de datos personales",
        group=PAGES,
        used_in="Página pública; se abre desde el pie de todas.",
        default="portal/texts/privacy.txt",
        placeholders=(
            Placeholder("entidad", "la entidad que opera el portal", "la entidad de ejemplo", True),
            _CONTACT,
        ),
        heading_label="Título",
        url_name="portal:privacy",
    ),
    RegisteredText(
        key=ACCESSIBILITY,
        name="Accesibilidad",
        group=PAGES,
        used_in="Página pública; se abre desde el pie de todas.",
        default="portal/texts/accessibility.txt",
        placeholders=(_CONTACT,),
        heading_label="Título",
        url_name="portal:accessibility",
    ),
)


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
