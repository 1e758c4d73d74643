"""The portal's addresses and, beside them, the bare page that it is held against."""

from django.urls import include, path

from benchmarks import bare_page

urlpatterns = [path("bare/", include(bare_page.urlpatterns)), path("", include("innovacion360.urls"))]
