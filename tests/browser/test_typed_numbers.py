"""The script reads a typed number as Python does."""

import random

from core.words import visible
from diagnostics.scoring.values import number_for_screen, number_from_screen, number_problem
from tests.typed_numbers import TYPED

READ = """async (texts) => {
    const { isNumber, numberForScreen, numberFromScreen } = await import('/static/js/values.js');
    return texts.map((text) => {
        const stored = numberFromScreen(text);
        return [stored, numberForScreen(stored), isNumber(stored)];
    });
}"""


def test_script_reads_the_whole_table_and_random_texts_as_python_does(page_at):
    page = page_at(1280)
    page.goto("/componentes/")
    source = random.Random("typed numbers")
    marks = "0012345678900..,,  \u00a0\u200b\t\n-%"
    texts = ["".join(source.choices(marks, k=source.randint(1, 9))) for _ in range(5000)]
    texts += [typed for typed, _ in TYPED["read"] + TYPED["kept"]]
    texts += [f"1{letter}2" for letter in map(chr, range(0xD800)) if visible(f"1{letter}2") == "12"]
    expected = []
    for text in texts:
        stored = number_from_screen(text)
        expected.append([stored, number_for_screen(stored), bool(stored) and number_problem(text) == ""])
    answered = page.evaluate(READ, texts)
    wrong = [(text, want, got) for text, want, got in zip(texts, expected, answered, strict=True) if want != got]
    assert wrong == []
    assert sum(readable for _, _, readable in expected) > 1000
