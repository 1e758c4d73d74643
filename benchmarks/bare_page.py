"""A page of a given size without database queries: the lower bound for Django, our middleware and a template."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.access import public

LINE = "{{ line.0 }}</td><td>{{ line.1 }}</td></tr>"
LENGTH = 100  # bytes of a rendered line


@cache
def _template():
    return engines["django"].from_string("{% for line in lines %}<tr><td>" + LINE + "{% endfor %}")


@public
def page(request: HttpRequest, size: int) -> HttpResponse:
    lines = [("municipio", "x" * (LENGTH - 37)) for _ in range(size // LENGTH)]
    return HttpResponse(_template().render({"lines": lines}, request))


urlpatterns = [path("<int:size>/", page)]
