"""URLs of certificates: what everybody verifies, what programs read, the holder's pages and the coordination's."""

from django.urls import path

from training.certificates.views import files, holder, public, staff

app_name = "certificates"
urlpatterns = [
    path("certificados/", public.verify, name="verify"),
    path("certificados/verificador/", public.verifier, name="verifier"),
    path("certificados/verificador.zip", files.kit, name="kit"),
    path("certificados/claves.json", files.keys, name="keys"),
    path("certificados/estado.jwt", files.status_list, name="status-list"),
    path("certificados/reemplazos.jwt", files.replaced_list, name="replaced-list"),
    path(".well-known/did.json", files.did, name="did"),
    path("certificados/<str:code>/", public.certificate, name="certificate"),
    path("certificados/<str:code>/certificado.pdf", files.pdf, name="pdf"),
    path("certificados/<str:code>/certificado.jwt", files.jwt, name="jwt"),
    path("aprender/certificados/", holder.mine, name="mine"),
    path("aprender/certificados/<str:code>/nombre/", holder.rename, name="rename"),
    path("aprender/certificados/<str:code>/revocar/", holder.revoke, name="revoke"),
    path("formacion/certificados/", staff.manage_list, name="manage-list"),
    path("formacion/certificados/<str:code>/", staff.manage, name="manage"),
]
