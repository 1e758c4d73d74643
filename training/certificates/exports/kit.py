"""The off-line verifier: a page, a program, the keys and the lists of states, in one archive."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from training.certificates.choices import HOW, VERDICT_SENTENCES, Verdict

HERE = Path(__file__).parent
# Of choices.Fields in their order, and of their hash.
LABELS = (
    "Código", "Persona", "Curso", "Nombre del curso", "Versión", "Horas", "Fecha", "Vence", "Quien certifica", "Lugar",
    "Cómo lo obtuvo", "Lugar en la lista de estados", "De demostración", "Huella",
)  # fmt: skip
READ_ME = """Verificador de certificados de Innovación Pública 360, sin Internet.
Claves y lista de estados del {day}. Lo que se revocó después de ese día no se ve aquí: descargue uno nuevo de
{address}

1. Abra verificar.html en un navegador y pegue el texto del QR, o elija el archivo .jwt.
2. O ejecute: python3 verificar.py ARCHIVO.jwt  (Python 3.10 o posterior; no instala nada)
3. Compare cada dato con el papel. Si uno solo cambia, el papel no es este certificado.
"""


def kit_zip(*, keys: Mapping[str, Any], status_list: str, replaced_list: str, address: str, at: datetime) -> bytes:
    """`keys`: the key set, with the fingerprints in the register under each compromised key."""
    kit = json.dumps(
        {
            "made": at.isoformat(timespec="seconds"), **keys, "status_list": status_list, "replaced_list": replaced_list,
            "labels": LABELS, "how": HOW, "words": dict(Verdict.choices),
            "sentences": {verdict.value: said for verdict, said in VERDICT_SENTENCES.items()},
        },
        ensure_ascii=False, indent=1,
    )  # fmt: skip
    page = (HERE / "verificar.html").read_text(encoding="utf-8").replace("__KIT__", kit.replace("<", "\\u003c"))
    parts = {
        "LEAME.txt": READ_ME.format(day=f"{at:%Y-%m-%d}", address=address),
        "verificar.html": page,
        "verificar.py": (HERE / "verificar.py").read_text(encoding="utf-8"),
        "claves.json": kit,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(f"verificador/{name}", at.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()
