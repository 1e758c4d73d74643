"""The questions of quality: each answer by what the sheet says."""

from datetime import date, timedelta

import pytest

from followup.rules.quality import Promised, findings

START, END = date(2027, 1, 1), date(2027, 12, 31)
WHOLE = {
    "milestones": [("Publicar el formato", START + timedelta(60)), ("Ocho devoluciones publicadas", END)], "start": START,
    "end": END, "office": "Participación", "office_role": "Secretaria", "contact": "a@b.example", "measure": "8 devoluciones",
    "is_verifiable": True, "ambition": "modesto",
}  # fmt: skip


def by_question(**changes) -> dict[str, tuple[bool, str]]:
    return {one.question: (one.is_met, one.answer) for one in findings(Promised(**WHOLE | changes))}


def test_whole_sheet_meets_all_five():
    found = findings(Promised(**WHOLE))
    assert [one.question for one in found] == [
        "¿Se puede comprobar?", "¿Va más allá de la rutina?", "¿Quién responde?", "¿Para cuándo?", "¿Con qué evidencia?",
    ]  # fmt: skip
    assert all(one.is_met for one in found)


@pytest.mark.parametrize(
    ("changes", "question", "words"),
    [
        ({"is_verifiable": None}, "¿Se puede comprobar?", "Sin responder"),
        ({"is_verifiable": False}, "¿Se puede comprobar?", "No: falta"),
        ({"milestones": [("Fortalecer la oficina", START)]}, "¿Se puede comprobar?", "El hito 1 dice"),
        ({"milestones": [("Gestionar.", START), ("Balance", START), ("AVANZAR en todo", END)]}, "¿Se puede comprobar?",
         "Los hitos 1 y 3 dicen"),
        ({"ambition": ""}, "¿Va más allá de la rutina?", "Sin responder"),
        ({"ambition": "no_es_claro"}, "¿Va más allá de la rutina?", "No es claro"),
        ({"office": ""}, "¿Quién responde?", "Falta la dependencia"),
        ({"contact": ""}, "¿Quién responde?", "Falta un contacto público."),
        ({"contact": "", "office_role": ""}, "¿Quién responde?", "Falta el cargo y un contacto público."),
        ({"milestones": []}, "¿Para cuándo?", "Falta al menos un hito"),
        ({"milestones": [("Todo", END)]}, "¿Para cuándo?", "después de la mitad"),
        ({"measure": ""}, "¿Con qué evidencia?", "Falta decir cuánto"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(changes, question, words):
    found = by_question(**changes)
    is_met, answer = found.pop(question)
    assert not is_met
    assert words in answer


@pytest.mark.parametrize(("days", "is_met"), [(182, True), (183, False)])
def test_first_milestone_up_to_the_middle_is_early_enough(days, is_met):
    # 364 days: the middle is day 182.
    assert by_question(milestones=[("Uno", START + timedelta(days))])["¿Para cuándo?"][0] is is_met


def test_short_promises_may_have_one_milestone_at_the_end():
    end = START + timedelta(90)
    assert by_question(end=end, milestones=[("Uno", end)])["¿Para cuándo?"] == (True, "1 hito en 90 días.")
    later = end + timedelta(1)
    assert not by_question(end=later, milestones=[("Uno", later)])["¿Para cuándo?"][0]


def test_substantial_is_no_better_than_modest_here():
    assert by_question(ambition="sustancial")["¿Va más allá de la rutina?"][0]
