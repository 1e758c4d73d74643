"""A page of a given size that asks the database nothing: what Django, our middleware and a template cost at least."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.access import public

LINE = "{{ line.0 }}</td><td>{{ line.1 }}</td></tr>"
LENGTH = 100  # bytes of a line as rendered


@public
def page(request: HttpRequest, size: int) -> HttpResponse:
    template = engines["django"].from_string("{% for line in lines %}<tr><td>" + LINE + "{% endfor %}")
    lines = [("municipio", "x" * (LENGTH - 37)) for _ in range(size // LENGTH)]
    return HttpResponse(template.render({"lines": lines}, request))


urlpatterns = [path("<int:size>/", page)]
