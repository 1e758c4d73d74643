from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "training.certificates"
    verbose_name = "certificados"

    def ready(self) -> None:
        from django.core import checks

        from accounts.permissions import Permission
        from core import acts, menus
        from core.menus import Menu
        from core.task_log import registry
        from core.versioned_text import registry as texts
        from notices import choices as notices
        from training.certificates.actions.issuing import enqueue_issue
        from training.certificates.choices import ACT_DETAILS, ACTS, CERTIFICATES, CHANGED_TOLD, ISSUED_TOLD
        from training.certificates.models import Certificate, SigningKey
        from training.certificates.queries.deployment import certificate_key_is_its_own
        from training.certificates.queries.listing import links_of, why_enrolled
        from training.cohorts.actions.enrolments import reasons_to_stay
        from training.cohorts.actions.progress import on_progress
        from training.learning.queries.certificates import certificate_of

        named = {Certificate: ("achievement", "title"), SigningKey: ("kid",)}
        acts.register(acts.Acts(words=ACTS, named=named, details=ACT_DETAILS))
        notices.register(CERTIFICATES)
        texts.register(ISSUED_TOLD, CHANGED_TOLD)
        tasks = {
            "issue_certificate": "Emitir un certificado",
            "issue_missing_certificates": "Emitir los certificados que falten",
        }
        registry.register(*(registry.KnownTask(f"{self.name}.tasks.{name}", label) for name, label in tasks.items()))
        menus.register(
            menus.Link(
                "own_certificates", "Certificados", "certificates:mine", 55, menu=Menu.ACCOUNT,
                views=("certificates:rename", "certificates:revoke"),
            ),
            menus.Link(
                "certificates", "Certificados", "certificates:manage-list", 95, menu=Menu.MORE,
                permissions=(Permission.MANAGE_CERTIFICATES,),
            ),
        )  # fmt: skip
        checks.register(certificate_key_is_its_own, deploy=True)
        on_progress.fill(enqueue_issue)
        certificate_of.fill(links_of)
        reasons_to_stay.fill(why_enrolled)
