from django.urls import path

from accounts.views import invited, person, team

app_name = "accounts"

urlpatterns = [
    path("cuenta/", person.profile, name="profile"),
    path("cuenta/invitacion/<str:token>/", invited.invitation_accept, name="invitation-accept"),
    path("equipo/", team.team_list, name="team-list"),
    path("equipo/roles/<int:pk>/retirar/", team.membership_end, name="membership-end"),
    path("equipo/invitaciones/<int:pk>/anular/", team.invitation_revoke, name="invitation-revoke"),
]
