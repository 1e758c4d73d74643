from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "followup.evidence"
    verbose_name = "evidencias del seguimiento"

    def ready(self) -> None:
        from core import acts
        from files.actions.link_checks import LinkSource
        from files.actions.link_checks import register as register_links
        from files.queries import FileSource
        from files.queries import register as register_files
        from followup.evidence.choices import ACTS
        from followup.evidence.models import FollowupEvidence
        from followup.evidence.queries.files import owners_of_files

        acts.register(acts.Acts(words=ACTS, named={FollowupEvidence: ("pk", "title")}))
        register_files(FileSource(FollowupEvidence, owners_of_files))
        register_links(LinkSource(FollowupEvidence, module="followup.evidence.actions.link_checks"))
