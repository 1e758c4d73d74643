"""The texts of the public site that people may edit, and the manuals of the help, one for each kind of reader."""

from django.db.models import TextChoices

from core.versioned_text.registry import PAGES, Placeholder, RegisteredText

ABOUT, CONTACT, PRIVACY, ACCESSIBILITY = "page-about", "page-contact", "page-privacy", "page-accessibility"
SECURITY, PRESS, ENGLISH = "page-security", "page-press", "page-english"
_OPERATOR = Placeholder("entidad", "la entidad que opera el portal", "la entidad de ejemplo", True)
_CONTACT = Placeholder("contacto", "el correo de contacto del portal", "contacto@portal.example", True)


def _page(key: str, name: str, url_name: str, *placeholders: Placeholder) -> RegisteredText:
    return RegisteredText(
        key=key,
        name=name,
        group=PAGES,
        used_in="Página pública; se abre desde el pie de todas.",
        default=f"portal/texts/{key.removeprefix('page-')}.txt",
        placeholders=placeholders,
        heading_label="Título",
        url_name=url_name,
    )


TEXTS = (
    _page(ABOUT, "Quién está detrás", "portal:about", _OPERATOR, _CONTACT),
    _page(CONTACT, "Contacto", "portal:contact", _OPERATOR, _CONTACT),
    _page(PRIVACY, "Protección de datos personales", "portal:privacy", _OPERATOR, _CONTACT),
    _page(ACCESSIBILITY, "Accesibilidad", "portal:accessibility", _CONTACT),
    _page(SECURITY, "Seguridad", "portal:security", _OPERATOR, _CONTACT),
    _page(PRESS, "Prensa", "portal:press", _OPERATOR, _CONTACT),
    _page(ENGLISH, "Resumen en inglés", "portal:english", _OPERATOR, _CONTACT),
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
