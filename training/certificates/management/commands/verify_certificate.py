"""Verify a certificate: a file .jwt, the text of its QR, or its code. Exit status 0 only for «válido»."""

import sys
from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from training.certificates.choices import Verdict
from training.certificates.loaders.texts import read
from training.certificates.presenters import finding_of, rows_of

LONGEST_NAME = 250  # of a file; what is longer is a text


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("certificate", metavar="FILE.jwt|QR-TEXT|CODE")

    def run(self, *, certificate: str, **options) -> None:
        is_file = len(certificate) < LONGEST_NAME and (certificate.endswith(".jwt") or Path(certificate).is_file())
        finding = finding_of(read(read_text(certificate) if is_file else certificate), self.now)
        if finding is None:
            raise Refusal("Ningún certificado tiene ese código.")
        self.stdout.write(f"{finding.verdict.label} ({finding.verdict.value})")
        for label, value in rows_of(finding.fields) if finding.fields else ():
            self.stdout.write(f"  {label}: {value}")
        if finding.verdict != Verdict.VALID:
            sys.exit(1)
