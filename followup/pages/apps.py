from django.apps import AppConfig


class FollowupPagesConfig(AppConfig):
    """Public pages, boards, open data and API of follow-up, composed of the rooms below. Owns no tables."""

    name = "followup.pages"
    label = "followup_pages"
    verbose_name = "seguimiento"
