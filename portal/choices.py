"""The texts of the public site that people may edit."""

from core.versioned_text.registry import PAGES, Placeholder, RegisteredText

PRIVACY, ACCESSIBILITY = "page-privacy", "page-accessibility"
_CONTACT = Placeholder("contacto", "el correo de contacto del portal", "contacto@portal.example", True)

TEXTS = (
    RegisteredText(
        key=PRIVACY,
        name="Protección de datos personales",
        group=PAGES,
        used_in="Página pública, con enlace al pie de todas.",
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
        used_in="Página pública, con enlace al pie de todas.",
        default="portal/texts/accessibility.txt",
        placeholders=(_CONTACT,),
        heading_label="Título",
        url_name="portal:accessibility",
    ),
)
