from django.urls import path

from administration.views import log, mails, places, state, texts

app_name = "administration"

urlpatterns = [
    path("bitacora/", log.log_list, name="log-list"),
    path("bitacora/descargar/", log.log_download, name="log-download"),
    path("administracion/", state.portal_state, name="state"),
    path("administracion/tareas/<int:number>/otra-vez/", state.task_run_again, name="task-run-again"),
    path("administracion/tareas/<int:number>/quitar/", state.task_dismiss, name="task-dismiss"),
    path("administracion/textos/", texts.text_list, name="text-list"),
    path("administracion/textos/<slug:code>/", texts.text_edit, name="text-edit"),
    path("administracion/textos/<slug:code>/versiones/", texts.text_versions, name="text-versions"),
    path("administracion/textos/<slug:code>/versiones/<int:version>/usar/", texts.text_restore, name="text-restore"),
    path("administracion/municipios/", places.places, name="places"),
    path("administracion/municipios/cargar/", places.places_load, name="places-load"),
    path("administracion/limites/cargar/", places.boundaries_load, name="boundaries-load"),
    path("administracion/limites/retirar/", places.boundaries_remove, name="boundaries-remove"),
    path("administracion/correos/", mails.mail_list, name="mail-list"),
    path("administracion/correos/enviar/", mails.mail_send_all, name="mail-send-all"),
    path("administracion/correos/<int:number>/enviar/", mails.mail_send, name="mail-send"),
]
