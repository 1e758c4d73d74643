"""The portal's URLs and the bare page it is compared with."""

from django.urls import include, path

from benchmarks import bare_page

urlpatterns = [path("bare/", include(bare_page.urlpatterns)), path("", include("innovacion360.urls"))]
