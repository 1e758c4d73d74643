"""Settings of the API libraries (docs/api.md); what differs between machines is passed in from settings.py."""

import re
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

DESCRIPTION = """
Resultados publicados del diagnóstico de gobierno abierto, para programas. Todo lo público se lee sin cuenta y sin llave.

* Las cifras son las mismas de las páginas y de los archivos: los puntajes van como texto con punto decimal, exactos
  (`score`) y como se muestran (`displayed`). Lo que no existe va vacío o `null`, nunca como cero.
* Un parámetro que la dirección no conoce, o que se repite, se rechaza con 400: un filtro mal escrito no devuelve todo.
* Las listas se leen por páginas (`page`, `page_size` hasta 500; `next` y `previous` traen la dirección completa).
* Cada respuesta pública trae `ETag`: envíelo en `If-None-Match` y recibe 304 mientras no se publique nada nuevo.
* Los ciclos de demostración lo dicen en `is_demo` y `note`: sus cifras son inventadas.
"""
RATE = re.compile(r"[1-9]\d*/(?:s|sec|second|m|min|minute|h|hour|d|day)")


def checked_rate(name: str, rate: str) -> str:
    if not RATE.fullmatch(rate):
        raise ImproperlyConfigured(f"{name} must be a number and a time, as 120/min or 2000/hour, not {rate!r}.")
    return rate


def framework(*, public_rate: str, proxies: int) -> dict:
    """Return REST_FRAMEWORK. `public_rate`: requests per address, such as «120/min»; `proxies`: number of trusted proxies."""
    return {
        "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.adapters.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_THROTTLE_CLASSES": ["core.web.api_limit.NetworkThrottle"],
        "DEFAULT_THROTTLE_RATES": {"public": checked_rate("API_RATE", public_rate), "staff": "600/min"},
        "NUM_PROXIES": proxies,
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "EXCEPTION_HANDLER": "core.web.api.as_one_sentence",
        "URL_FORMAT_OVERRIDE": None,
    }


REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Innovación Pública 360",
    "VERSION": "1",
    "DESCRIPTION": DESCRIPTION,
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "TAGS": [
        {"name": "Público", "description": "Lo publicado. Sin cuenta, de solo lectura, desde cualquier sitio web."},
        {"name": "Equipo metropolitano", "description": "Lo que no se ha publicado. Pide un token de «Mi cuenta»."},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
