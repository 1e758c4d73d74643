"""The letter of a citizen to a town hall, in the words of the public answer; blanks stay for whoever signs it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from core.numbers import score as number
from core.web.addresses import absolute
from diagnostics.results.exports import DEMO
from portal.queries.letter import NOT_APPLICABLE, UNANSWERED, Asked, LetterPage

BLANK = "____________________"
PROOFS = {
    "": "No se aceptó ninguna evidencia de esa respuesta.",
    "some": "Se aceptó la evidencia de una parte de esa respuesta.",
    "all": "Se aceptó la evidencia de esa respuesta.",
}


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
        *_answer(asked),
        *_full(asked),
        Part("Con todo respeto, le pido a la alcaldía:", _requests(asked), is_ordered=True),
        Part(f"La respuesta, su evidencia y la cuenta de los puntos están en {address}"),
    )


def _answer(asked: Asked) -> tuple[Part, ...]:
    if asked.status == NOT_APPLICABLE:
        return (Part("La alcaldía dijo que esta pregunta no aplica al municipio, y así quedó publicado."),)
    if asked.status == UNANSWERED:
        return (Part("La alcaldía no respondió esta pregunta."),)
    said = [] if asked.proof is None else [PROOFS[asked.proof]]
    if asked.displayed is not None:
        said.append(f"Tiene {number(asked.displayed)} de 100 puntos en esta pregunta.")
    return (Part("La alcaldía respondió:", asked.words), *([Part(" ".join(said))] if said else []))


def _full(asked: Asked) -> tuple[Part, ...]:
    if asked.displayed is None or asked.displayed == 100 or not asked.full:
        return ()
    proven = ", con su evidencia" if asked.question.evidence == "required" else ""
    return (Part(f"Para tener los 100 puntos se pide{proven}:", asked.full),)


def _requests(asked: Asked) -> tuple[str, ...]:
    if asked.status == NOT_APPLICABLE:
        return ("Que explique por qué esta pregunta no aplica al municipio.",)
    if asked.displayed == 100:
        return (
            "Que mantenga publicado, donde cualquiera pueda leerlo, lo que demuestra esa respuesta.",
            "Que cuente qué hace para sostener ese resultado y qué oficina se encarga.",
        )
    first = (
        "Que responda esta pregunta, y que publique lo que haya hecho sobre ella donde cualquiera pueda leerlo."
        if asked.status == UNANSWERED
        else "Que publique, donde cualquiera pueda leerlo, lo que demuestra esa respuesta."
    )
    if asked.displayed is None:
        return (first, "Que explique qué va a hacer al respecto, desde cuándo y qué oficina se encarga.")
    return (
        first,
        "Que explique qué le falta para llegar a lo que piden los 100 puntos, o por qué no lo hará.",
        "Que diga qué hará para mejorar, desde cuándo y qué oficina se encarga.",
    )


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
