from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "training.certificates"
    verbose_name = "certificados"
