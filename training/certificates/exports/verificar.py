#!/usr/bin/env python3
"""Verifica un certificado de Innovación Pública 360 sin Internet, con claves.json al lado.

Uso: python3 verificar.py ARCHIVO.jwt   o   python3 verificar.py "TEXTO DEL QR". Termina con 0 solo si es válido.
"""

import base64
import datetime
import gzip
import hashlib
import json
import sys
from pathlib import Path

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # el cuerpo y el orden de Ed25519 (RFC 8032)
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1]
    return (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P


def times(number, point):
    found = (0, 1)
    while number:
        found = add(found, point) if number & 1 else found
        point, number = add(point, point), number >> 1
    return found


def point_of(data):
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no es un punto de la curva")
    return (P - x if x & 1 != sign else x, y)


def is_signed(public, message, signature):
    s, h = int.from_bytes(signature[32:], "little"), hashlib.sha512(signature[:32] + public + message).digest()
    try:
        key, r, base = map(point_of, (public, signature[:32], (4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    except (ValueError, IndexError):
        return False
    return len(signature) == 64 and s < Q and times(s, base) == add(r, times(int.from_bytes(h, "little") % Q, key))


def raw(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise ValueError("base64url")
    return data


def fields_of(claims, how):
    subject, issuer = claims["credentialSubject"], claims["issuer"]
    badge, place = subject["achievement"], issuer.get("address", {}).get("addressLocality", "")
    since, until, state = claims["validFrom"], claims.get("validUntil", ""), claims["credentialStatus"]
    return [claims["id"].rstrip("/").rpartition("/")[2], subject["identifier"][0]["identityHash"], badge["humanCode"],
            badge["name"], badge["version"], badge["creditsAvailable"], since[:10], until[:10], issuer["name"], place,
            how.index(badge["criteria"]["narrative"]), int(state["statusListIndex"]),
            int("demostración" in badge["tag"])]  # fmt: skip


def read(text, kit):
    """Devuelve la clave, el mensaje firmado, la firma y los datos; de una lista de estados, su contenido."""
    head, body, signature = text.split(".")[-3:]
    found = json.loads(raw(body))
    kid = head if text.startswith("IP360C1.") else json.loads(raw(head))["kid"].rpartition("#")[2]
    is_badge = isinstance(found, dict) and "OpenBadgeCredential" in found["type"]
    return kid, text.rpartition(".")[0].encode(), raw(signature), fields_of(found, kit["how"]) if is_badge else found


def listed(name, kit, index, today):
    """Devuelve si el certificado está en una lista de estados; None si la lista es vieja o no es auténtica."""
    kid, message, signature, claims = read(kit[name], kit)
    key = next((one for one in kit["keys"] if one["kid"] == kid and not one["compromised"]), None)
    if key is None or not is_signed(raw(key["x"]), message, signature) or today > claims["validUntil"][:10]:
        return None
    return bool(gzip.decompress(raw(claims["credentialSubject"]["encodedList"][1:]))[index // 8] & (0x80 >> index % 8))


def verdict_of(text, kit, today):
    """Devuelve el veredicto y cada dato que dice el texto; ninguno si no se puede leer."""
    try:
        kid, message, signature, fields = read(text, kit)
        mark = hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
        shown = [*fields[:10], kit["how"][fields[10]], fields[11], "sí" if fields[12] else "no", mark[:16]]
        said = dict(zip(kit["labels"], shown, strict=True))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "firma_no_valida", {}
    key = next((one for one in kit["keys"] if one["kid"] == kid), None)
    if key is None:
        return "clave_desconocida", said
    is_refused = key["compromised"] and today >= key["compromised"] and mark not in key["recorded"]
    if is_refused or not is_signed(raw(key["x"]), message, signature):
        return "firma_no_valida", said
    gone = listed("status_list", kit, fields[11], today)
    if gone:
        return "reemplazado" if listed("replaced_list", kit, fields[11], today) else "revocado", said
    is_unknown = gone is None or fields[6] > kit["made"][:10]  # emitido después de la lista
    found = "valido_en_su_firma_estado_no_consultado" if is_unknown else "valido"
    return "vencido" if (fields[7] or today) < today else found, said


def main(text):
    kit = json.loads((Path(__file__).resolve().parent / "claves.json").read_text(encoding="utf-8"))
    text = Path(text).read_text(encoding="utf-8") if len(text) < 250 and Path(text).is_file() else text
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=-5))).date().isoformat()  # en Bogotá
    verdict, said = verdict_of(text[max(text.find("IP360C1."), 0) :].strip(), kit, today)
    lines = [f"{kit['words'][verdict]} ({verdict})", f"Claves y lista del {kit['made'][:10]}. Compare cada dato:"]
    sys.stdout.write("\n".join([*lines, *(f"  {label}: {value}" for label, value in said.items())]) + "\n")
    return 0 if verdict == "valido" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
