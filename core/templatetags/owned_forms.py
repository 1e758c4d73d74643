"""`{% csrf_token %}` of every template: Django's field, and for a signed-in person whose form it is.

A builtin of the template engine, so that no form can be written without it.
"""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.web.interrupted_forms.owners import FIELD, mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    token = CsrfTokenNode().render(context)
    request = getattr(context, "request", None)
    mark = mark_of(request) if request is not None else ""
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark) if mark else token
