from django.urls import path

from administration.views import mails

app_name = "administration"

urlpatterns = [
    path("administracion/correos/", mails.mail_list, name="mail-list"),
    path("administracion/correos/enviar/", mails.mail_send_all, name="mail-send-all"),
    path("administracion/correos/<int:number>/enviar/", mails.mail_send, name="mail-send"),
]
