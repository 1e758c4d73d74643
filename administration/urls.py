from django.urls import path

from administration.views import log, mails

app_name = "administration"

urlpatterns = [
    path("bitacora/", log.log_list, name="log-list"),
    path("bitacora/descargar/", log.log_download, name="log-download"),
    path("administracion/correos/", mails.mail_list, name="mail-list"),
    path("administracion/correos/enviar/", mails.mail_send_all, name="mail-send-all"),
    path("administracion/correos/<int:number>/enviar/", mails.mail_send, name="mail-send"),
]
