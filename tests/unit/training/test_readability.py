"""INFLESZ by the letter of its rule: words, sentences and syllables counted by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps import at_most
from training.grading.readability import Reading, reading_of, rounded, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sol", 1), ("casa", 2), ("ciudad", 2), ("país", 2), ("aéreo", 4), ("leía", 3), ("que", 1), ("guía", 2), ("guerra", 2),
        ("quién", 1), ("pingüino", 3), ("muy", 1), ("y", 1), ("rey", 1), ("mayo", 2), ("viuda", 2), ("cuidado", 3),
        ("construía", 3), ("prohibir", 3), ("PÚBLICA", 3), ("municipio", 4), ("Aburrá", 3), ("paranoia", 4), ("pst", 1),
        ("averigüéis", 4), ("rio", 1), ("río", 2), ("n\u0303u\u0301", 1),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "words", "sentences", "count"),
    [
        ("La alcaldía responde hoy.", 4, 1, 9),
        ("Hola. ¿Cómo está? ¡Bien! Siga…", 5, 4, 9),
        ("Sin punto final", 3, 1, 5),
        ("Uno.\n\nDos", 2, 2, 3),
        ("Uno\nsigue", 2, 1, 4),  # a line is no sentence
        ("Uno\n\nsigue", 2, 2, 4),  # a blank line is
        ("# Un título\nY texto.", 4, 2, 7),
        ("Un título\n===\nY texto.", 4, 2, 7),
        ("- uno\n- dos\n- tres", 3, 3, 4),
        ("1. uno\n2) dos", 2, 2, 3),
        ("| uno | dos |\n|---|---|\n| tres | |", 3, 3, 4),
        ("Vea [la guía](https://a.co/una/ruta.html) hoy.", 4, 1, 6),
        ("Vea ![un mapa](mapa.png) hoy.", 4, 1, 6),
        ("Vea https://a.co/ruta. Siga", 2, 2, 4),  # the address keeps its final mark
        ("En 2026. Siga", 2, 2, 3),
        ("Hay 3 casas", 2, 1, 3),
        ("La IND-19 sube", 2, 1, 3),
        ("Use `manage.py load` hoy.", 2, 1, 3),
        ("Uno.\n\n```\nno cuenta. nada\n```\n\nDos.", 2, 2, 3),
        ("Uno.\n\n    codigo aparte\n\nDos.", 2, 2, 3),
        ("---\ntitle: No cuenta.\n---\nSí.", 1, 1, 1),
        ("> Una cita\n> que sigue.", 4, 1, 7),
        ("**Muy** _claro_.", 2, 1, 3),
        ("y/o", 2, 1, 2),
        ("... ¡! ?", 0, 0, 0),
        ("", 0, 0, 0),
    ],
)
def test_counts(text, words, sentences, count):
    assert reading_of([text]) == Reading(words, sentences, count)


def test_the_figure_is_exact_and_rounded_once():
    found = reading_of(["La alcaldía responde hoy."])  # 4 words, 1 sentence, 9 syllables
    assert found.inflesz == Fraction("206.835") - Fraction("62.3") * Fraction(9, 4) - 4
    assert rounded(found.inflesz) == 62.7
    assert (rounded(Fraction("0.25")), rounded(Fraction("-0.25")), rounded(Fraction("62.349"))) == (0.3, -0.2, 62.3)


def test_a_course_is_its_pooled_words():
    one, two = "Sol.", "La municipalidad metropolitana responde."
    assert reading_of([one, two]) == reading_of([one]) + reading_of([two])


LETTERS = st.text("aeiouáéíóúübcdfgqhyAEÍ", min_size=1, max_size=12)


def naive(word: str) -> int:
    """Syllables by walking the letters with a state."""
    word = word.lower()
    for silent in ("que", "qué", "qui", "quí", "gue", "gué", "gui", "guí"):
        word = word.replace(silent, silent[0] + silent[2])
    count, in_group, strong_seen = 0, False, False
    for place, letter in enumerate(word):
        is_weak = letter in "iuü" or (letter == "y" and place == len(word) - 1)
        is_strong = letter in "aeoáéíóú"
        if not (is_weak or is_strong):
            in_group = False
            continue
        if not in_group or (is_strong and strong_seen):
            count, strong_seen = count + 1, False
        in_group, strong_seen = True, strong_seen or is_strong
    return count or 1


@given(LETTERS)
def test_syllables_agree_with_a_second_implementation(word):
    assert syllables(word) == naive(word)


@given(st.lists(st.lists(LETTERS, min_size=1, max_size=6), min_size=1, max_size=5))
def test_sentences_of_plain_words(sentences):
    found = reading_of([" ".join(" ".join(words) + "." for words in sentences)])
    words = [word for sentence in sentences for word in sentence]
    assert found == Reading(len(words), len(sentences), sum(map(naive, words)))


@pytest.mark.parametrize(
    "bad", ["[", "](", "`", "``x", "|", "1. ", "> ", "---\n", "a@", "http://", "    x\n", "\u0301"]
)
def test_a_bad_text_takes_few_steps(bad):
    text = bad * (200_000 // len(bad))
    with at_most(4_000_000):
        reading_of([text])
