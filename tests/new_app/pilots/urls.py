from django.urls import path

from tests.new_app.pilots import views

app_name = "pilots"

urlpatterns = [
    path("", views.pilot_list, name="list"),
    path("<slug:code>/", views.pilots_of_round, name="of-round"),
]
