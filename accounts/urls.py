from django.urls import path

from accounts.views import invited, own_data, people, person, rosters, search, team, tokens

app_name = "accounts"

urlpatterns = [
    path("buscar/", search.search, name="search"),
    path("cuenta/", person.profile, name="profile"),
    path("cuenta/invitacion/<str:token>/", invited.invitation_accept, name="invitation-accept"),
    path("cuenta/mis-datos/", own_data.own_data, name="own-data"),
    path("cuenta/mis-datos/archivo/", own_data.own_data_file, name="own-data-file"),
    path("cuenta/mis-datos/borrar/", own_data.own_data_erase, name="own-data-erase"),
    path("cuenta/tokens/", tokens.token_list, name="token-list"),
    path("cuenta/tokens/<slug:start>/retirar/", tokens.token_revoke, name="token-revoke"),
    path("equipo/", team.team_list, name="team-list"),
    path("equipo/invitar/", team.invite, name="invite"),
    path("equipo/roles/<int:pk>/cambiar/", team.membership_change, name="membership-change"),
    path("equipo/roles/<int:pk>/retirar/", team.membership_end, name="membership-end"),
    path("equipo/invitaciones/<int:pk>/anular/", team.invitation_revoke, name="invitation-revoke"),
    path("equipo/invitaciones/<int:pk>/reenviar/", team.invitation_resend, name="invitation-resend"),
    path("equipo/varias/", rosters.roster_upload, name="roster-upload"),
    path("equipo/varias/invitar/", rosters.roster_invite, name="roster-invite"),
    path("equipo/varias/plantilla.xlsx", rosters.roster_template, name="roster-template"),
    path("equipo/sin-ingresar/", rosters.absent_list, name="absent-list"),
    path("equipo/sin-ingresar/enviar/", rosters.absent_mail, name="absent-mail"),
    path("equipo/personas/<int:pk>/", people.person_detail, name="person-detail"),
    path("equipo/personas/<int:pk>/recordar/", people.person_remind, name="person-remind"),
    path("equipo/personas/<int:pk>/segundo-factor/", people.factor_reset, name="factor-reset"),
]
