"""Patterns of personal data in the text of a document: counts to warn by, never the finds."""

import re

# An identity number says what it is («C.C. 43.123.456», «cédula de ciudadanía No. 1017123456»), or has the shape of the new ones,
# 1.0xx.xxx.xxx, without a sign of money before it. Bare numbers, amounts, NIT and file numbers are not taken.
_NUMBER = r"\d{1,3}(?:[.\s]\d{3}){1,3}|\d{6,10}"
_IDENTITY = re.compile(
    rf"(?:c[ée]dulas?(?:\s+de\s+(?:ciudadan[íi]a|extranjer[íi]a))?|\bC\.?\s?[CE]\.?|tarjeta\s+de\s+identidad|\bT\.?\s?I\.)"
    rf"[\s:.#°ºNnoúmer]{{0,16}}({_NUMBER})(?![\d])"
    r"|(?<![\d.$])(?<!\$ )(1\.0\d{2}\.\d{3}\.\d{3})(?![\d.])",
    re.IGNORECASE,
)
# Mobile numbers begin with 3 and have ten digits; landlines since 2021 begin with 60 and the digit of the region.
_GAP = r"[\s.-]{0,2}"  # a line may break in the middle of a number
_PHONE = re.compile(
    rf"(?<![\d.,$])(?:\+?57{_GAP})?(?:3[0-5]\d|\(?60[1-8]\)?){_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?![\d.,])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@([\w-]+(?:\.[\w-]+)+)")
_INSTITUTIONAL = re.compile(r"(^|\.)(gov|edu|mil|org)(\.co)?$", re.IGNORECASE)

WORDS = {
    "cedula": ("número de cédula", "números de cédula"),
    "telefono": ("teléfono", "teléfonos"),
    "correo": ("correo personal", "correos personales"),
}


def scan(text: str) -> dict[str, int]:
    """Return how many different finds there are of each kind («cedula», «telefono», «correo»); kinds without any are left out."""
    digits = re.compile(r"\D")
    identities = {digits.sub("", a or b) for a, b in _IDENTITY.findall(text)}
    phones = {digits.sub("", found)[-10:] for found in _PHONE.findall(text)} - identities
    mails = {m.group().lower() for m in _EMAIL.finditer(text) if not _INSTITUTIONAL.search(m.group(1))}
    counts = {"cedula": len(identities), "telefono": len(phones), "correo": len(mails)}
    return {kind: count for kind, count in counts.items() if count}
