"""The verdicts on a certificate, each said by the page, by the page of the kit opened from disk, and by its program."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import certificate_kit as kits
from tests.browser.axe import axe
from tests.factories.certificates import make_certificate
from tests.factories.training import make_cohort
from training.certificates.actions import changing, keys
from training.certificates.actions.kits import make_kit
from training.certificates.choices import Verdict
from training.certificates.exports import signed
from training.certificates.models import Certificate

UNKNOWN = Verdict.NOT_CONSULTED.value


@pytest.fixture
def certificate(cast, live_server, settings) -> Certificate:
    settings.SITE_URL = live_server.url
    return make_certificate(cast.citizen, make_cohort(is_demonstration=True), at=timezone.now())


def test_each_verdict_is_said_by_page_from_disk_and_by_the_program(page_at, browser, certificate, cast, tmp_path):
    now, cohort = timezone.now(), certificate.enrolment.cohort
    revoked = make_certificate(cast.newcomer, cohort, at=now)
    over = make_certificate(cast.liaison, cohort, at=now - timedelta(days=4 * 366))
    changing.revoke(certificate=revoked, reason="", by=cast.newcomer, at=now)
    new = changing.reissue(certificate=certificate, name="Ana Corregida", by=cast.citizen, at=now)
    call_command("rotate_signing_key")
    leaked = keys.signer(at=now)
    of_the_leaked = make_certificate(cast.approver, cohort, at=now)
    false = signed.payload(new.fields._replace(code="AAAA-AAAA-AAAAA", name="Otra Persona"), leaked)
    call_command("rotate_signing_key", "--compromised", str(timezone.localdate(now)))
    page = page_at(1280)
    kit = kits.download_kit(page, tmp_path)
    with kits.opened_from_disk(browser, kit) as disk:
        for text, verdict in (
            (new.payload, "valido"),  # by an old key
            (new.jwt, "valido"),
            (of_the_leaked.payload, "valido"),  # in the register
            (revoked.payload, "revocado"),
            (revoked.jwt, "revocado"),
            (certificate.payload, "reemplazado"),
            (certificate.jwt, "reemplazado"),
            (over.payload, "vencido"),
            (over.jwt, "vencido"),
            (new.payload[:-8] + "AAAAAAAA", "firma_no_valida"),
            (new.jwt[:-8] + "AAAAAAAA", "firma_no_valida"),
            (false, "firma_no_valida"),
            (new.payload.replace(new.key.kid, "deadbeef"), "clave_desconocida"),
        ):
            assert kits.verdict_of_portal(page, text) == verdict, text
            assert kits.verdict_from_disk(disk, text) == verdict, text
            assert kits.verdict_of_program(kit, text) == verdict, text
        assert axe(disk) == []


def test_page_from_disk_reads_a_file_and_says_what_it_cannot_know(browser, certificate, tmp_path):
    now = timezone.now()
    for days, verdict in ((0, "valido"), (40, UNKNOWN), (5, UNKNOWN)):  # its list is too old; the certificate is newer
        kit = kits.unpacked(make_kit(at=now - timedelta(days=days)), tmp_path / str(days))
        with kits.opened_from_disk(browser, kit) as disk:
            assert kits.verdict_from_disk(disk, certificate.payload) == verdict
            assert kits.verdict_from_disk(disk, "hola") == "firma_no_valida"
            disk.get_by_label("Texto del QR o del archivo .jwt").fill("")
            disk.get_by_label("O el archivo .jwt").set_input_files(
                {"name": "c.jwt", "mimeType": "text/plain", "buffer": certificate.jwt.encode()}
            )
            disk.get_by_role("button", name="Verificar").click()
            expect(disk.locator("#result h2")).to_have_text(Verdict(verdict).label)


def test_page_from_disk_says_when_a_browser_cannot_verify(browser, certificate, tmp_path):
    with kits.opened_from_disk(browser, kits.unpacked(make_kit(at=timezone.now()), tmp_path)) as disk:
        disk.add_init_script("SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('Ed25519'));")
        disk.reload()
        expect(disk.get_by_text("Este navegador no sabe comprobar firmas Ed25519")).to_be_visible()
        expect(disk.get_by_role("button", name="Verificar")).to_be_hidden()
        assert json.loads(disk.locator("#kit").text_content())["keys"]
