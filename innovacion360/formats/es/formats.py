"""Colombian formats of numbers and dates: 1.234.567,89 and 9 de marzo de 2026."""

from django.conf.locale.es.formats import *  # noqa: F403 – Django's Spanish formats, overridden below

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
SHORT_DATE_FORMAT = "j M Y"
