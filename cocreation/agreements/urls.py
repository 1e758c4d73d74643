"""URLs of agreed items."""

from django.urls import path

from cocreation.agreements.views import public, staff

app_name = "agreements"
urlpatterns = [
    path("agendas/<str:code>/acuerdos/", public.item_list, name="item-list"),
    path("agendas/<str:code>/acuerdos/<str:number>/", public.item, name="item"),
    path("cocreacion/<str:code>/acuerdos/", staff.item_work_list, name="item-work-list"),
    path("cocreacion/<str:code>/acuerdos/nuevo/", staff.item_new, name="item-new"),
    path("cocreacion/<str:code>/acuerdos/<str:number>/", staff.item_work, name="item-work"),
]
