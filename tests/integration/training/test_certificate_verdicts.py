"""The verdict on a certificate, by the portal, by the program without Internet, and by a library of others."""

import json
import re
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from openbadgeslib.ob3 import (
    OB3VerificationError,
    OB3Verifier,
    check_credential_status,
    decode_encoded_list,
    set_indices,
)

from core.receipts.codes import new_code
from tests.factories.certificates import make_certificate
from training.certificates.actions import changing, keys
from training.certificates.actions.kits import make_kit
from training.certificates.actions.status_lists import StatusList, current_list
from training.certificates.choices import VERDICT_SENTENCES, VERDICT_TITLES, Verdict
from training.certificates.exports import signed
from training.certificates.loaders.texts import NotACertificate, read
from training.certificates.models import SigningKey
from training.certificates.presenters import finding_of, qr_text, rows_of

pytestmark = pytest.mark.django_db
SITE = "https://innova.example"
# The program knows no clock but the machine's: what is issued now, and what was issued long ago.
NOW = datetime.now(UTC)
YESTERDAY, LONG_AGO = NOW - timedelta(days=1), NOW - timedelta(days=4 * 366)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def certificate(cast):
    return make_certificate(cast.citizen, at=YESTERDAY)


@pytest.fixture
def program(tmp_path):
    """Verify a text with the program of a kit made now, by a bare Python, away from everything."""

    def verify(text: str, at: datetime = NOW, *, kit: bytes | None = None) -> tuple[str, list[str], int]:
        with zipfile.ZipFile(BytesIO(kit or make_kit(at=at))) as archive:
            archive.extractall(tmp_path)
        at_home = tmp_path / "verificador"
        command = [sys.executable, "-I", "-S", "verificar.py", text]
        done = subprocess.run(command, cwd=at_home, env={}, capture_output=True, text=True, check=False, timeout=60)
        assert done.stderr == ""
        first, *lines = done.stdout.splitlines()
        return re.search(r"\((\w+)\)$", first)[1], lines, done.returncode

    return verify


def by_portal(text: str, at: datetime = NOW) -> str:
    return finding_of(read(text), at).verdict.value


def both(certificate) -> tuple[str, str]:
    return qr_text(certificate), certificate.jwt


def swapped(text: str, part: int, old: str, new: str) -> str:
    """The signed text with something else in one of its parts."""
    parts = text.split(".")
    raw = urlsafe_decode(parts[part])
    assert old.encode() in raw
    parts[part] = signed.b64(raw.replace(old.encode(), new.encode()))
    return ".".join(parts)


def urlsafe_decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- The seven verdicts ---


def test_valid(certificate, program):
    for text in both(certificate):
        assert by_portal(text) == "valido"
        verdict, lines, code = program(text)
        assert (verdict, code) == ("valido", 0)
        said = "\n".join(lines)
        for value in certificate.fields[:5]:
            assert str(value) in said
        assert certificate.fingerprint[:16] in said
        assert "Horas: 4" in said
    assert by_portal(certificate.code) == "valido"
    assert by_portal(certificate.code.lower().replace("-", " ")) == "valido"


def test_tampered(certificate, program):
    qr, jwt = both(certificate)
    payload = qr.partition("#")[2]
    texts = [
        swapped(payload, 2, "Ejemplo", "Ejempla"),
        swapped(jwt, 1, "Ejemplo", "Ejempla"),
        swapped(jwt, 1, '"creditsAvailable":4', '"creditsAvailable":9'),
        payload[:-6] + ("AAAAAA" if not payload.endswith("AAAAAA") else "BBBBBB"),
        payload[:60] + payload[61:],
        swapped(jwt, 1, '"criteria"', '"criterio"'),
        swapped(jwt, 0, "EdDSA", "none"),
    ]
    for text in texts:
        assert by_portal(text) == "firma_no_valida", text
        verdict, _, code = program(text)
        assert (verdict, code) == ("firma_no_valida", 1), text


def test_no_text_has_a_twin(certificate, program):
    """The last letter of base64 holds bits that nobody reads: another letter there is another text, and no signature of ours."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for text in (certificate.payload, certificate.jwt):
        twin = text[:-1] + letters[letters.index(text[-1]) ^ 1]
        assert by_portal(twin) == "firma_no_valida"
        assert program(twin)[0] == "firma_no_valida"


def test_expired(cast, program):
    old = make_certificate(cast.citizen, at=LONG_AGO)
    for text in both(old):
        assert by_portal(text) == "vencido"
        assert by_portal(text, LONG_AGO) == "valido"
        assert program(text)[::2] == ("vencido", 1)


def test_it_is_valid_on_its_last_day(certificate):
    last = datetime.combine(certificate.expires_on, datetime.min.time(), UTC) + timedelta(hours=20)
    assert by_portal(certificate.payload, last) == "valido"
    assert by_portal(certificate.payload, last + timedelta(days=1)) == "vencido"


def test_revoked(certificate, program, cast):
    changing.revoke(certificate=certificate, reason="Se emitió por error.", by=cast.coordinator, at=NOW)
    for text in both(certificate):
        assert by_portal(text) == "revocado"
        assert program(text)[::2] == ("revocado", 1)


def test_replaced(certificate, program, cast):
    new = changing.reissue(certificate=certificate, name="Ana Corregida", by=cast.citizen, at=NOW)
    for text in both(certificate):
        assert by_portal(text) == "reemplazado"
        assert program(text)[::2] == ("reemplazado", 1)
    for text in both(new):
        assert by_portal(text) == "valido"
        assert program(text)[::2] == ("valido", 0)


def test_old_key(certificate, program):
    call_command("rotate_signing_key")
    for text in both(certificate):
        assert by_portal(text) == "valido"
        assert program(text)[::2] == ("valido", 0)


def test_unknown_key(certificate, program):
    stranger = signed.Signer(0, "deadbeef", Ed25519PrivateKey.generate(), SITE)
    text = signed.payload(certificate.fields, stranger)
    assert by_portal(text) == "clave_desconocida"
    assert program(text)[::2] == ("clave_desconocida", 1)
    known = signed.Signer(0, certificate.key.kid, Ed25519PrivateKey.generate(), SITE)  # another key under our name
    assert by_portal(signed.payload(certificate.fields, known)) == "firma_no_valida"


def test_signed_but_not_in_the_register(certificate):
    """As after the loss of a database: the signature is ours, and nothing more is known."""
    other = certificate.fields._replace(code=new_code())
    assert by_portal(signed.payload(other, keys.signer(at=NOW))) == "valido_en_su_firma_estado_no_consultado"


def test_what_the_register_contradicts_is_refused(certificate):
    other = certificate.fields._replace(name="Otra Persona")
    assert by_portal(signed.payload(other, keys.signer(at=NOW))) == "firma_no_valida"


def test_compromised_key(certificate, program):
    leaked = keys.signer(at=NOW)
    fake = certificate.fields._replace(code=new_code(), name="Otra Persona")
    false = signed.payload(fake, leaked)
    assert by_portal(false) == "valido_en_su_firma_estado_no_consultado"
    assert program(false)[0] == "valido"  # without Internet nobody knows better, until the kit says so
    day = str((NOW - timedelta(days=2)).date())
    call_command("rotate_signing_key", "--compromised", day)
    assert by_portal(false) == "firma_no_valida"
    assert program(false)[::2] == ("firma_no_valida", 1)
    assert by_portal(false, NOW - timedelta(days=4)) == "valido_en_su_firma_estado_no_consultado"
    for text in both(certificate):  # in the register
        assert by_portal(text) == "valido"
        assert program(text)[::2] == ("valido", 0)


def test_old_kit_says_that_it_does_not_know(certificate, program):
    old = make_kit(at=NOW - timedelta(days=40))
    assert program(certificate.jwt, kit=old)[0] == "valido_en_su_firma_estado_no_consultado"
    recent = make_kit(at=NOW - timedelta(days=5))  # before the certificate was issued
    assert program(certificate.jwt, kit=recent)[0] == "valido_en_su_firma_estado_no_consultado"


def test_list_that_somebody_changed_is_not_believed(certificate, program):
    kit = BytesIO(make_kit(at=NOW))
    changed = BytesIO()
    with zipfile.ZipFile(kit) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name.endswith("claves.json"):
                said = json.loads(text)
                said["status_list"] = swapped(said["status_list"], 1, "revocation", "revocatioN")
                text = json.dumps(said)
            after.writestr(name, text)
    verdict, _, _ = program(certificate.jwt, kit=changed.getvalue())
    assert verdict == "valido_en_su_firma_estado_no_consultado"


@pytest.mark.parametrize("text", ["", "hola", "x" * 7000, "7KQ4-M2XD", "IP360", "{}", "a.b"])
def test_what_is_no_certificate_is_refused_in_a_sentence(db, text):
    with pytest.raises(NotACertificate):
        read(text)


@pytest.mark.parametrize(
    "body", ["[]", "{}", "null", "1", "[" * 900, '{"type":["OpenBadgeCredential"]}', '["a",1]', "\\u0000"]
)
def test_hostile_texts_end_in_a_verdict(certificate, program, body):
    packed = urlsafe_b64encode(body.encode()).rstrip(b"=").decode()
    head = certificate.jwt.partition(".")[0]
    for text in (f"IP360C1.{certificate.key.kid}.{packed}.{'A' * 86}", f"{head}.{packed}.{'A' * 86}"):
        assert by_portal(text) == "firma_no_valida"
        assert program(text)[::2] == ("firma_no_valida", 1)


@pytest.mark.parametrize("letter", ["\\ud800", "\\u0000"])
def test_what_is_no_text_ends_in_a_verdict_too(certificate, program, client, letter):
    """Half a character cannot be written, and PostgreSQL looks nothing up that holds a null one."""
    head, body, signature = certificate.jwt.split(".")
    odd = signed.b64(urlsafe_decode(head).replace(certificate.key.kid.encode(), letter.encode()))
    texts = {f"{odd}.{body}.{signature}": "clave_desconocida"}
    for field in (certificate.name, certificate.code):
        texts |= {swapped(text, place, field, letter): "firma_no_valida"
                  for text, place in ((certificate.payload, 2), (certificate.jwt, 1))}  # fmt: skip
    for text, verdict in texts.items():
        assert client.post("/certificados/", {"text": text}).status_code == 422
        assert (by_portal(text), program(text)[0]) == (verdict, verdict)


# --- Commands ---


def test_command_prints_every_field_and_its_status_is_the_verdict(certificate, cast, capsys, tmp_path):
    file = tmp_path / "certificado.jwt"
    file.write_text(certificate.jwt + "\n")
    for argument in (str(file), qr_text(certificate), certificate.code):
        call_command("verify_certificate", argument)
        out = capsys.readouterr().out
        assert out.startswith("Válido (valido)\n")
        assert all(f"{label}: {value}" in out for label, value in rows_of(certificate.fields))
    changing.revoke(certificate=certificate, reason="", by=cast.citizen, at=NOW)
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_certificate", certificate.code)
    assert capsys.readouterr().out.startswith("Revocado (revocado)\n")
    for argument, said in (
        (str(tmp_path / "nada.jwt"), "No existe el archivo"),
        ("hola", "no es un certificado"),
        (new_code(), "Ningún certificado"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=said):
            call_command("verify_certificate", argument)


def test_kit_is_small_and_whole(certificate, tmp_path, capsys):
    call_command("certificate_kit", str(tmp_path / "kit.zip"))
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        names = {name.partition("/")[2]: archive.read(name).decode() for name in archive.namelist()}
    assert set(names) == {"LEAME.txt", "verificar.html", "verificar.py", "claves.json"}
    assert len(names["verificar.py"].splitlines()) <= 120
    assert "https://" not in names["verificar.html"].partition('id="kit"')[0]  # it asks nobody for anything
    assert json.loads(names["claves.json"])["keys"][0]["kid"] == certificate.key.kid
    assert (tmp_path / "kit.zip").stat().st_size < 60_000
    with pytest.raises(CommandError, match="No se pudo escribir"):
        call_command("certificate_kit", str(tmp_path / "no" / "kit.zip"))


# --- A library of others ---


@pytest.fixture
def download():
    """What the library would fetch from the portal."""

    def get(url: str, *_) -> bytes:
        return Client(headers={"host": "127.0.0.1"}).get(url.removeprefix(SITE), secure=False).content

    return get


def public_pem(key: SigningKey) -> bytes:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_openbadgeslib_accepts_the_credential_and_its_state(certificate, cast, download):
    verifier = OB3Verifier(public_pem(certificate.key), issuer_did=signed.issuer_of(SITE))
    found = verifier.verify(certificate.jwt)
    assert (found.achievement.name, found.issuer.name) == (certificate.title, certificate.issuer)
    assert found.identifiers[0].identity_hash == certificate.name
    assert found.id == f"{SITE}/certificados/{certificate.code}/"
    status = {"download": download, "verify_list": True, "list_pubkey_pem": public_pem(certificate.key)}
    check_credential_status(found, **status)
    changing.revoke(certificate=certificate, reason="", by=cast.citizen, at=NOW)
    with pytest.raises(OB3VerificationError, match="is set at index"):
        check_credential_status(found, **status)
    with pytest.raises(OB3VerificationError, match="signature"):
        verifier.verify(swapped(certificate.jwt, 1, "Ejemplo", "Ejempla"))


def test_openbadgeslib_resolves_the_issuer_also_after_a_rotation(certificate, cast, download):
    call_command("rotate_signing_key")
    new = make_certificate(cast.newcomer, certificate.enrolment.cohort, at=NOW)
    verifier = OB3Verifier.for_issuer_did(signed.issuer_of(SITE), download=download)
    for one in (certificate, new):
        assert verifier.verify(one.jwt).id.endswith(f"{one.code}/")


def test_lists_hold_the_ended_and_are_signed_anew(certificate, cast):
    other = make_certificate(cast.newcomer, certificate.enrolment.cohort, at=YESTERDAY)
    third = make_certificate(cast.liaison, certificate.enrolment.cohort, at=YESTERDAY)
    before = current_list(StatusList.REVOKED, at=NOW)
    assert bits(before) == frozenset()
    assert current_list(StatusList.REVOKED, at=NOW) == before
    changing.revoke(certificate=certificate, reason="", by=cast.citizen, at=NOW)
    changing.reissue(certificate=other, name="Otra", by=cast.newcomer, at=NOW)
    assert bits(current_list(StatusList.REVOKED, at=NOW)) == {certificate.status_index, other.status_index}
    assert bits(current_list(StatusList.REPLACED, at=NOW)) == {other.status_index}
    assert third.status_index not in bits(current_list(StatusList.REVOKED, at=NOW))


def bits(jwt: str) -> frozenset[int]:
    claims = json.loads(urlsafe_decode(jwt.split(".")[1]))
    return set_indices(decode_encoded_list(claims["credentialSubject"]["encodedList"]))


def test_history_of_keys_is_published_for_ever(certificate, client):
    call_command("rotate_signing_key", "--compromised", str(YESTERDAY.date()))
    [old, new] = client.get("/certificados/claves.json").json()["keys"]
    assert (old["kid"], old["compromised"]) == (certificate.key.kid, str(YESTERDAY.date()))
    assert (new["retired"], new["compromised"]) == (None, None)
    document = client.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:innova.example"
    assert [one["id"] for one in document["verificationMethod"]] == [f"did:web:innova.example#{new['kid']}"]
    text = client.get("/certificados/claves.json").text + client.get("/.well-known/did.json").text
    assert '"d"' not in text


def test_every_verdict_has_its_words():
    assert set(VERDICT_TITLES) == set(VERDICT_SENTENCES) == set(Verdict)


def test_private_keys_reach_no_log(certificate, caplog):
    private = keys.signer(at=NOW).private.private_bytes_raw()
    with time_machine.travel(NOW):
        call_command("rotate_signing_key")
    assert private.hex() not in caplog.text
