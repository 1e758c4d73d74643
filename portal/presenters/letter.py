"""The letter of a citizen to a town hall, in the words of the public answer; blanks stay for whoever signs it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from core.numbers import score as number
from core.web.addresses import absolute
from diagnostics.instruments.queries.conditions import condition_words, names_of
from diagnostics.results.exports import DEMO
from diagnostics.scoring.instrument import NUMERIC, YES_NO
from portal.queries.letter import NOT_APPLICABLE, UNANSWERED, Asked, LetterPage

FULL = 100
BLANK = "____________________"
PROOFS = {
    "": "No se aceptó ninguna evidencia de esa respuesta.",
    "some": "Se aceptó la evidencia de una parte de esa respuesta.",
}
WILL_DO = "Que diga qué hará para mejorar, desde cuándo y qué oficina se encarga."
IS_MISSING = "Que explique qué le falta para llegar a lo que piden los 100 puntos, o por qué no lo hará."
PUBLISH = "Que publique, donde cualquiera pueda leerlo, lo que demuestra esa respuesta."


@dataclass(frozen=True)
class Part:
    """A paragraph, and the list that follows it."""

    text: str = ""
    items: tuple[str, ...] = ()
    is_ordered: bool = False


@dataclass(frozen=True)
class Letter:
    subject: str
    parts: tuple[Part, ...]
    email: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(_written(part) for part in self.parts) + "\n"

    @property
    def mailto(self) -> str:
        body = self.text.replace("\n", "\r\n")
        return f"mailto:{quote(self.email, safe='@')}?subject={quote(self.subject)}&body={quote(body)}"


def letter_of(page: LetterPage) -> Letter:
    asked, round = page.asked, page.edition.round
    about = f"Pregunta {asked.question.code} del" if asked else "Resultado del"
    subject = f"{about} diagnóstico de gobierno abierto ({round})"
    demo = f" {DEMO}." if round.is_demo else ""
    return Letter(
        subject,
        (
            Part(f"{page.municipality}, ____ de ______________ de ______"),
            Part(f"Señores\nAlcaldía de {page.municipality}"),
            Part(f"Asunto: {subject}"),
            Part("Cordial saludo:"),
            *(_about_question(page, asked, demo) if asked else _about_absence(page, demo)),
            Part(
                "Escribo en ejercicio del derecho de petición (Ley 1755 de 2015). "
                "Agradezco que me respondan a la dirección que dejo abajo."
            ),
            Part(f"Nombre: {BLANK}\nCorreo o dirección para la respuesta: {BLANK}"),
        ),
        page.email,
    )


def _about_question(page: LetterPage, asked: Asked, demo: str) -> tuple[Part, ...]:
    question, round = asked.question, page.edition.round
    source = (
        f"Leí lo que la alcaldía respondió en el diagnóstico de gobierno abierto del Valle de Aburrá ({round}, "
        f"{page.edition.published_words}).{demo}"
    )
    path = reverse("portal:theme", args=[page.municipality.slug, asked.dimension.code])
    address = absolute(f"{path}?ciclo={round.code}#{question.code}")
    return (
        Part(source),
        Part(f"La pregunta {question.code} dice: «{question.text}»"),
        *_answer(page, asked),
        *_full(asked),
        Part("Con todo respeto, le pido a la alcaldía:", _requests(asked), is_ordered=True),
        Part(f"La respuesta, su evidencia y la cuenta de los puntos están en {address}"),
    )


def _answer(page: LetterPage, asked: Asked) -> tuple[Part, ...]:
    if asked.status == NOT_APPLICABLE:
        return (Part(_why_not(page, asked)),)
    if asked.status == UNANSWERED:
        return (Part("La alcaldía no respondió esta pregunta."),)
    points = [] if asked.displayed is None else [f"Tiene {number(asked.displayed)} de 100 puntos en esta pregunta."]
    if asked.proof == "all" and not asked.lacks_proof:
        said = Part(
            "Quedó publicado, con su evidencia aceptada:", (asked.statement,) if asked.statement else asked.words
        )
    else:
        words = (asked.statement,) if asked.statement and asked.proof != "some" else asked.words
        said = Part("La alcaldía respondió:", words)
        points = [PROOFS[asked.proof], *points] if asked.proof in PROOFS else points
    return (said, *([Part(" ".join(points))] if points else []))


def _why_not(page: LetterPage, asked: Asked) -> str:
    if asked.na_reason is not None:
        reason = f": «{asked.na_reason.strip()}»" if asked.na_reason.strip() else ""
        return f"La alcaldía dijo que esta pregunta no aplica al municipio, y así quedó publicado{reason or '.'}"
    rule = condition_words(asked.question.applies_when, names_of(page.edition.round.version.parsed))
    return f"Esta pregunta no aplica al municipio, porque se pregunta solo {rule}, y según lo publicado no es así."


def _full(asked: Asked) -> tuple[Part, ...]:
    if asked.displayed in (None, FULL):
        return ()
    if asked.proven == FULL:
        return (Part("Con su evidencia aceptada, esa respuesta tendría los 100 puntos."),)
    if not asked.asked:
        return ()
    proven = ", con su evidencia" if asked.question.evidence == "required" else ""
    if asked.question.type == YES_NO:
        return (Part(f"Para tener los 100 puntos la respuesta debe ser «sí»{proven}."),)
    joint = " también" if asked.adds else "" if len(asked.asked) == 1 else " todo esto"
    return (Part(f"Para tener los 100 puntos se pide{joint}{proven}:", asked.asked),)


def _requests(asked: Asked) -> tuple[str, ...]:
    if asked.status == NOT_APPLICABLE:
        explain = "" if asked.na_reason is None or asked.na_reason.strip() else "Que explique por qué no aplica."
        again = "Que confirme que eso sigue siendo así y, si cambió, que responda esta pregunta en el próximo ciclo."
        return tuple(filter(None, (explain, again)))
    if asked.status == UNANSWERED:
        return ("Que responda esta pregunta, y que explique por qué no lo hizo en este ciclo.", WILL_DO)
    says_it_does = asked.proven is None or asked.proven > 0
    publish = [PUBLISH] if says_it_does and not asked.is_documented else []
    if asked.displayed is None:
        return (*publish, "Que explique qué va a hacer al respecto, desde cuándo y qué oficina se encarga.")
    if asked.displayed == FULL:
        keep = (
            []
            if publish
            else ["Que mantenga publicado, donde cualquiera pueda leerlo, lo que demuestra esa respuesta."]
        )
        return (*publish, *keep, "Que cuente qué hace para sostener ese resultado y qué oficina se encarga.")
    if asked.lacks_proof:
        present = "Que presente esa evidencia en el próximo ciclo, y que diga qué oficina se encarga."
        return (PUBLISH, present, *([] if asked.proven == FULL else [IS_MISSING]))
    if not says_it_does and asked.question.type != NUMERIC:
        return ("Que explique por qué no lo hace todavía.", "Que diga qué hará, desde cuándo y qué oficina se encarga.")
    return (*publish, IS_MISSING, WILL_DO)


def _about_absence(page: LetterPage, demo: str) -> tuple[Part, ...]:
    did = "no participó en el" if page.withdrew else "no respondió dentro del plazo el"
    said = f"La alcaldía {did} diagnóstico de gobierno abierto del Valle de Aburrá ({page.edition.round}).{demo}"
    return (
        Part(said),
        Part(
            "Con todo respeto, le pido a la alcaldía:",
            (
                "Que explique la razón.",
                "Que participe en el próximo ciclo y responda todas las preguntas.",
                "Que diga qué oficina se encarga.",
            ),
            is_ordered=True,
        ),
        Part(f"El resultado publicado está en {absolute(page.municipality.get_absolute_url())}"),
    )


def _written(part: Part) -> str:
    marks = [f"{n}. " if part.is_ordered else "– " for n in range(1, len(part.items) + 1)]
    return "\n".join([part.text, *(mark + item for mark, item in zip(marks, part.items, strict=True))])
