"""What every question must be, whatever file it came in."""

from collections import Counter
from fractions import Fraction
from typing import Any

from training.courses.loaders.gift_answers import Refused

LONGEST = 6000  # characters of a text
_WHOLE = Fraction(1, 200)  # Moodle too takes 33.33 + 33.33 + 33.33 for the whole


def check(question: dict[str, Any]) -> None:
    kind, options = question["kind"], question["options"]
    texts = [option["text"] for option in options]
    everything = [question["text"], question["explanation"], *texts, *_reasons(question)]
    if not question["text"]:
        raise Refused("no tiene pregunta antes de las respuestas")
    if max(map(len, everything)) > LONGEST:
        raise Refused(f"un texto tiene más de {LONGEST} caracteres")
    if kind != "number" and len(options) < 2:
        raise Refused("tiene menos de dos respuestas")
    if not all(texts):
        raise Refused("una respuesta está vacía")
    if repeated := [text for text, times in Counter(texts).items() if times > 1]:
        raise Refused(f"la respuesta «{repeated[0][:60]}» está dos veces")
    _check_shares(kind, [Fraction(one["share"]) for one in (*options, *question.get("numbers", ()))])


def unexplained(question: dict[str, Any]) -> None:
    """Refuse a question with an option that does not say why: people learn from the explanations.

    One explanation of the whole question is enough where there is no option to choose among: a number, an ordering, and a
    sentence that is true or false.
    """
    kind, options = question["kind"], question["options"]
    if kind in ("single", "multiple"):
        without = [option["text"] for option in options if not option["explanation"]]
        if without:
            raise Refused(f"la respuesta «{without[0][:60]}» no tiene explicación; escríbala después de #")
    elif not question["explanation"] and not all(_reasons(question)):
        raise Refused("no tiene explicación; escríbala después de #### o de cada respuesta")


def _reasons(question: dict[str, Any]) -> list[str]:
    return [one["explanation"] for one in (*question["options"], *question.get("numbers", ()))]


def _check_shares(kind: str, shares: list[Fraction]) -> None:
    if kind in ("single", "number") and max(shares, default=Fraction(0)) != 1:
        raise Refused("ninguna respuesta vale 100 %")
    if kind == "single" and min(shares) < 0:
        raise Refused("una respuesta vale menos de 0 %; eso solo cabe donde se escogen varias")
    if kind == "multiple":
        right = sum(share for share in shares if share > 0)
        if abs(right - 1) > _WHOLE:
            raise Refused(f"las respuestas correctas suman {round(right * 100)} % y deben sumar 100 %")
