"""Spanish wording: numbers with their nouns, lists, days; and text as people see it, folded for comparison."""

import re
import unicodedata
from datetime import date, datetime
from functools import cache

from django.utils import timezone
from django.utils.formats import date_format

from core.numbers import joined as joined

# Characters without width, with an effect on others' direction, or in no XML. A joiner stays inside a drawn symbol.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
    "|(?<![\u2190-\U0010ffff])\u200d"
)
_TURNING = re.compile("[\u202b\u202e\u2067]")  # what follows shows from right to left


def counted(number: int, one: str, many: str) -> str:
    """«1 municipio», «10 municipios»."""
    return f"{number} {one if number == 1 else many}"


def about_time(minutes: int) -> str:
    """How long work takes, as people say it: «unos 20 minutos», «una hora», «unas 3 horas y media» (to the half hour)."""
    if minutes < 60:
        return "un minuto" if minutes <= 1 else f"unos {minutes} minutos"
    hours, half = divmod((minutes + 15) // 30, 2)
    return f"{'una hora' if hours == 1 else f'unas {hours} horas'}{' y media' if half else ''}"


_NUMBERS = ("cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")


def counted_in_words(number: int, one: str, many: str, *, feminine: bool = False) -> str:
    """«una decisión», «tres recordatorios», «12 recordatorios»: up to ten the number is a word."""
    said = "una" if feminine and number == 1 else _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{said} {one if number == 1 else many}"


# First words of names that a sentence reads with an article.
_ARTICLES = {
    **dict.fromkeys(("ciclo", "ensayo", "diagnóstico", "piloto", "primer", "segundo", "tercer", "cuarto"), "el"),
    **dict.fromkeys(
        ("medición", "ronda", "evaluación", "demostración", "primera", "segunda", "tercera", "cuarta"), "la"
    ),
}


def named(name: object, after: str = "") -> str:
    """Return a name as a sentence says it, with its article: «el ciclo 2026-1», after «de» «del ciclo 2026-1».

    `after`: the preposition that goes before it. Names of no known kind stay as they are.
    """
    written = str(name)
    first, _, rest = written.partition(" ")
    article = _ARTICLES.get(first.lower())
    said = f"{article} {first[0].lower()}{first[1:]} {rest}".rstrip() if article else written
    if article == "el" and after.lower() in ("de", "a"):
        return f"{after}l {said.removeprefix('el ')}"
    return f"{after} {said}".lstrip()


def composed(text: str) -> str:
    """Return the text in NFC. The library's time grows with the square of the marks on one letter; here they come sorted."""
    return text if text.isascii() else unicodedata.normalize("NFC", _piled_marks().sub(_in_order, text))


def visible(text: str) -> str:
    """Return a text as people see it: NFC, without invisible characters."""
    return _INVISIBLE.sub("", composed(text))


def turned_line(text: str) -> int:
    """Return the first line with a mark that shows figures in another order, «21» as «12»; 0 if there is none."""
    found = _TURNING.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


# UTF-8 that a program took for Windows-1252: «PeÃ±a», «SofÃa» without its invisible half, «â€œ».
_GARBLED = re.compile(
    "Ã(?=[a-z\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122])"
    "|(?<=[a-z])Ã|Â(?=[\u0080-\u00bf])|â€|\ufffd"
)


def garbled_in(text: str) -> str:
    """Return the first word whose accents arrived spoilt, "" if there is none. Spanish has none of those pairs of letters."""
    found = _GARBLED.search(text)
    if found is None:
        return ""
    start = max(text.rfind(end, 0, found.start()) for end in ' ,;\t\n"') + 1
    return re.split(r'[\s,;"]', text[start : found.end() + 30], maxsplit=1)[0][:40]


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str) -> str:
    """Return a name, a title or a subject as it is kept: one line as people see it, without controls and extra spaces."""
    return " ".join(_CONTROLS.sub(" ", visible(text)).split())


def folded(text: str) -> str:
    """Return the text without accents, capitals and extra spaces, to compare names as people type them."""
    bare = text if text.isascii() else _bare(unicodedata.normalize("NFKD", _bare(composed(text))))
    return " ".join(bare.casefold().split())


def _bare(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@cache
def _piled_marks() -> re.Pattern[str]:
    """More combining marks in a row than Unicode's Stream-Safe Text Format has (UAX 15)."""
    marks = [chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    return re.compile(f"[{''.join(marks)}\u0f73\u0f75\u0f81]{{31,}}")  # those three are made of marks


def _in_order(marks: re.Match[str]) -> str:
    """Return the marks in the order in which Unicode keeps them; those of one class stay as they are."""
    single = "".join(unicodedata.normalize("NFD", mark) for mark in marks[0])
    return "".join(sorted(single, key=unicodedata.combining))


def long_day(day: date, *, with_year: bool = False) -> str:
    """«lunes 8 de marzo», or «lunes 8 de marzo de 2027»."""
    return date_format(day, r"l j \d\e F \d\e Y" if with_year else r"l j \d\e F")


def short_day(day: date | datetime) -> str:
    """«28 abr»; of a moment, its day in the portal's time zone."""
    return date_format(timezone.localdate(day) if isinstance(day, datetime) else day, "j b")


def day_span(first: date, last: date) -> str:
    """«1 a 20 feb 2027», «26 abr a 29 may 2027»."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} a {date_format(last, 'j b Y')}"
    begins = "j b" if first.year == last.year else "j b Y"
    return f"{date_format(first, begins)} a {date_format(last, 'j b Y')}"


def clock(at: datetime) -> str:
    """«8:37», «17:05», in the portal's time zone; templates write |date:"G:i"."""
    return date_format(timezone.localtime(at), "G:i")


def moment_in_full(at: datetime) -> str:
    """«8 de marzo de 2027 a las 8:37»."""
    return f"{long_date(timezone.localdate(at))} a las {clock(at)}"


def moment(at: datetime) -> str:
    """«a las 10:42» of today, «el 8 de marzo a las 10:42» of another day."""
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localdate() else date_format(local, r"\e\l j \d\e F ")
    return f"{day}a las {clock(local)}"


def changed_meanwhile(what: str, *, mine_at: datetime | None, seen: str) -> str:
    """Say who changed what a person was looking at: «Otra persona cambió el reparto mientras usted lo veía.»

    `mine_at`: when the person did so themselves in another window; None where somebody else did. `seen`: «la veía».
    """
    if mine_at:
        return f"Usted {what} en otra ventana, {moment(mine_at)}."
    return f"Otra persona {what} mientras usted {seen}."


def long_date(day: date) -> str:
    """«8 de marzo de 2027»."""
    return date_format(day, r"j \d\e F \d\e Y")


def moment_in_words(moment: datetime, now: datetime) -> str:
    """«hoy, 8:42», «ayer, 17:05», «hace 12 días», «el 3 de agosto de 2026», in the portal's time zone."""
    moment, now = timezone.localtime(moment), timezone.localtime(now)
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"hoy, {clock(moment)}"
    if days == 1:
        return f"ayer, {clock(moment)}"
    return f"hace {days} días" if days < 30 else date_format(moment, r"\e\l j \d\e F \d\e Y")


def first_ones(names: list[str], limit: int) -> str:
    """«a, b y 3 más»: the first names of a list, and the count of the others."""
    return ", ".join(names) if len(names) <= limit else f"{', '.join(names[:limit])} y {len(names) - limit} más"
